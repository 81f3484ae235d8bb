"""An album waits at its place in line for its parts, which is no wait of its whole chat.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("ripe_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "ripe_at")
