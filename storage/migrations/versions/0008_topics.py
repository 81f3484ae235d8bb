"""Rooms' topics in people's chats, and which topic a message stands in.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("links", sa.Column("thread", sa.BigInteger()))
    op.create_table(
        "topics",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("lost_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_topics_person_id")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_topics_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("person_id", "thread", name=op.f("uq_topics_person_id_thread")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_topics_room", "topics", ["room_id", "person_id"])


def downgrade() -> None:
    op.drop_index("ix_topics_room", table_name="topics")
    op.drop_table("topics")
    op.drop_column("links", "thread")
