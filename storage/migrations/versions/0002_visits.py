"""How a visit went: when the therapist came and was done, whether a cancellation was late, what it was worth.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("bookings", sa.Column("arrived_at", sa.BigInteger()))
    op.add_column("bookings", sa.Column("finished_at", sa.BigInteger()))
    op.add_column(
        "bookings", sa.Column("cancelled_late", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_bookings_therapist_starts", "bookings", ["therapist_id", "starts_at"])
    op.create_table(
        "ratings",
        sa.Column("booking_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("therapist_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_ratings_stars")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_ratings_booking_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["people.id"], name=op.f("fk_ratings_customer_id")),
        sa.ForeignKeyConstraint(["therapist_id"], ["therapists.id"], name=op.f("fk_ratings_therapist_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_therapist_id"), "ratings", ["therapist_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_ratings_therapist_id"), table_name="ratings")
    op.drop_table("ratings")
    op.drop_index("ix_bookings_therapist_starts", table_name="bookings")
    for name in ("cancelled_late", "finished_at", "arrived_at"):
        op.drop_column("bookings", name)
