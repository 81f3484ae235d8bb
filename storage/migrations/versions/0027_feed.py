"""Events in an order that several writers cannot upset, and who may follow them.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_OF_ITS_TRANSACTION = "ALTER TABLE events ALTER COLUMN txid SET DEFAULT (pg_current_xact_id()::text::bigint)"


def upgrade() -> None:
    op.add_column("events", sa.Column("txid", sa.BigInteger(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_OF_ITS_TRANSACTION)
    op.drop_index("ix_events_channel", "events")
    op.create_index("ix_events_channel", "events", ["channel", "txid", "id"])
    op.create_index("ix_events_txid", "events", ["txid", "id"])
    op.create_table(
        "feed_tokens",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("bodies", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feed_tokens"),
        sa.UniqueConstraint("digest", name="uq_feed_tokens_digest"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("feed_tokens")
    op.drop_index("ix_events_txid", "events")
    op.drop_index("ix_events_channel", "events")
    op.create_index("ix_events_channel", "events", ["channel", "id"])
    op.drop_column("events", "txid")
