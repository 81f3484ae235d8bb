"""Several programs on one database: whose life an epoch is and until when it is believed, what only one at a
time may do, and what all of them may spend together.

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("epochs", sa.Column("replica", sa.Text(), nullable=False, server_default=""))
    op.add_column("epochs", sa.Column("lease_until", sa.BigInteger(), nullable=True))
    op.add_column("epochs", sa.Column("ended_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "budgets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_budgets"),
    )


def downgrade() -> None:
    op.drop_table("budgets")
    op.drop_table("leases")
    op.drop_column("epochs", "ended_at")
    op.drop_column("epochs", "lease_until")
    op.drop_column("epochs", "replica")
