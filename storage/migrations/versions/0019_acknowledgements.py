"""Cancellations that the other side has to take note of.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("alerted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_acknowledgements_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_acknowledgements_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_acknowledgements_booking_id", "acknowledgements", ["booking_id"])
    op.create_index("ix_acknowledgements_person_id", "acknowledgements", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_acknowledgements_person_id", table_name="acknowledgements")
    op.drop_index("ix_acknowledgements_booking_id", table_name="acknowledgements")
    op.drop_table("acknowledgements")
