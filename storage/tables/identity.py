"""Who tried to tell who they are, and who agreed to share their number."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from storage.columns import Instant, metadata, own_id, refers

strikes = Table(
    "strikes",
    metadata,
    own_id(),
    refers("person_id", "people.id"),
    Column("find", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_strikes_person", "person_id", "at"),
    sqlite_autoincrement=True,
)

# Both rows of a booking together are the leave to share numbers for it.
consents = Table(
    "consents",
    metadata,
    Column("booking_id", BigInteger, ForeignKey("bookings.id"), primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Index("ix_consents_person", "person_id"),
)
