"""Therapists' own durations and prices, and what a customer has agreed to pay at most.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "terms",
        sa.Column("therapist_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["therapist_id"], ["therapists.id"], name=op.f("fk_terms_therapist_id")),
        sa.PrimaryKeyConstraint("therapist_id", "service", "minutes", name=op.f("pk_terms")),
    )
    op.create_index("ix_terms_service", "terms", ["service", "therapist_id"])
    op.add_column("bookings", sa.Column("most_minor", sa.BigInteger(), nullable=True))
    op.execute("UPDATE bookings SET most_minor = price_minor WHERE wish_therapist IS NULL")


def downgrade() -> None:
    op.drop_column("bookings", "most_minor")
    op.drop_index("ix_terms_service", table_name="terms")
    op.drop_table("terms")
