"""Lines of somebody who writes too fast wait beside their reader's line.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_SLOWED = sa.text("state = 'slowed'")


def upgrade() -> None:
    op.create_index(
        "ix_outbox_slowed",
        "outbox",
        ["not_before"],
        unique=False,
        sqlite_where=_SLOWED,
        postgresql_where=_SLOWED,
    )


def downgrade() -> None:
    op.execute("UPDATE outbox SET state = 'queued', not_before = NULL WHERE state = 'slowed'")
    op.drop_index("ix_outbox_slowed", table_name="outbox")
