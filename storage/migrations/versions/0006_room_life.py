"""How long a room is kept beyond its bookings, whether it is frozen, and who blocks whom.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("rooms", sa.Column("extensions_left", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("rooms", sa.Column("extended_until", sa.BigInteger()))
    op.add_column("rooms", sa.Column("frozen_at", sa.BigInteger()))
    op.create_table(
        "blocks",
        sa.Column("blocker", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("blocked", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["blocker"], ["people.id"], name=op.f("fk_blocks_blocker")),
        sa.ForeignKeyConstraint(["blocked"], ["people.id"], name=op.f("fk_blocks_blocked")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_blocks_room_id")),
        sa.PrimaryKeyConstraint("blocker", "blocked", name=op.f("pk_blocks")),
    )
    op.create_index("ix_blocks_blocked", "blocks", ["blocked"])


def downgrade() -> None:
    op.drop_index("ix_blocks_blocked", table_name="blocks")
    op.drop_table("blocks")
    for name in ("frozen_at", "extended_until", "extensions_left"):
        op.drop_column("rooms", name)
