"""Who may follow the live feed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Table, Text

from storage.columns import Instant, Json, metadata, own_id

feed_tokens = Table(
    "feed_tokens",
    metadata,
    own_id(),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("channels", Json, nullable=False),
    Column("bodies", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Column("used_at", Instant),
    sqlite_autoincrement=True,
)
