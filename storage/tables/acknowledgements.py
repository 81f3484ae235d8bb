"""Cancellations that the other side has to take note of."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from storage.columns import Instant, metadata, own_id, refers

acknowledgements = Table(
    "acknowledgements",
    metadata,
    own_id(),
    refers("booking_id", "bookings.id", index=True),
    refers("person_id", "people.id", index=True),
    Column("by", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("acknowledged_at", Instant),
    Column("alerted_at", Instant),
    sqlite_autoincrement=True,
)
