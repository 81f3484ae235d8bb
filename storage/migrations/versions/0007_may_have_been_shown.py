"""What left for a chat and was never answered is looked up with every plain line from there.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_UNCERTAIN = sa.text("state = 'uncertain'")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_uncertain",
        "outbox",
        ["person_id", "changed_at"],
        unique=False,
        sqlite_where=_UNCERTAIN,
        postgresql_where=_UNCERTAIN,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_uncertain", table_name="outbox")
