"""Messages of every kind, albums included.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ALBUM = sa.text("album <> ''")


def upgrade() -> None:
    op.add_column("messages", sa.Column("details", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("messages", sa.Column("album", sa.Text(), nullable=False, server_default=""))
    op.add_column("messages", sa.Column("lead_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_messages_album",
        "messages",
        ["sender_person", "album"],
        unique=False,
        sqlite_where=_ALBUM,
        postgresql_where=_ALBUM,
    )


def downgrade() -> None:
    op.drop_index("ix_messages_album", table_name="messages")
    for column in ("lead_id", "album", "details"):
        op.drop_column("messages", column)
