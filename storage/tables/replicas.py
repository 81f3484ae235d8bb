"""What several programs on one database share: who does what only one may do, and what all of them may spend.

Their instants are the database's own clock, which all of them can ask: never a machine's, never the trial's.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, Table, Text

from storage.columns import Instant, metadata

# What only one at a time may do, and until when it is whose.
leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("until", Instant, nullable=False),
)

# What all of them together may spend: what was left of it, and when.
budgets = Table(
    "budgets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("left", Float, nullable=False),
    Column("at", Instant, nullable=False),
)

# On a server: which units of an epoch's hands have committed, of the last ones of each. A mark goes with the
# unit's own transaction; it is looked for when the answer to its COMMIT never came.
commits = Table(
    "commits",
    metadata,
    Column("epoch", BigInteger, primary_key=True, autoincrement=False),
    Column("hand", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
)
