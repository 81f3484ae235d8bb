"""Secret addresses of therapists' calendars, and when a booking was last changed.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "calendar_links",
        sa.Column("therapist_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["therapist_id"], ["therapists.id"], name=op.f("fk_calendar_links_therapist_id")
        ),
        sa.PrimaryKeyConstraint("therapist_id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_links_token_hash")),
    )
    op.add_column("bookings", sa.Column("changed_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "changed_at")
    op.drop_table("calendar_links")
