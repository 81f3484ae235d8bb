"""Looking after people in a visit: questions put, help asked for, and who did not come."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, text

from storage.columns import Instant, Json, metadata, own_id, partial_index, refers

# Whether everything is all right with a visit that nobody has finished.
checks = Table(
    "checks",
    metadata,
    Column("booking_id", BigInteger, ForeignKey("bookings.id"), primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("alerted_at", Instant),
    Column("customer", Text, nullable=False),
)

# Not among the changes of the booking: both sides may read those.
help_calls = Table(
    "help_calls",
    metadata,
    own_id(),
    refers("booking_id", "bookings.id", index=True),
    refers("person_id", "people.id", index=True),
    Column("role", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("called_at", Instant, nullable=False),
    Column("alerted_at", Instant, nullable=False),
    Column("alerts", Integer, nullable=False),
    refers("taken_by", "people.id", nullable=True),
    Column("taken_at", Instant),
    refers("resolved_by", "people.id", nullable=True),
    Column("resolved_at", Instant),
    # Who, where and when, for the operators; empty once it is resolved.
    Column("facts", Json, nullable=False),
    sqlite_autoincrement=True,
)
_LIVE = text("status <> 'resolved'")
partial_index("uq_help_calls_live", help_calls.c.booking_id, help_calls.c.person_id, unique=True, where=_LIVE)

absences = Table(
    "absences",
    metadata,
    Column("booking_id", BigInteger, ForeignKey("bookings.id"), primary_key=True, autoincrement=False),
    Column("said_by", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("answer_by", Instant, nullable=False),
)
