"""What storage counts for the operator. Probes' rows are in none of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Ages in seconds at the moment of counting, 0.0 where there is nothing."""

    backlog: int
    """Updates stored and not handled yet."""
    oldest_pending: float
    parked: int
    """Of the last day."""
    outbox: int
    """Rows that could be sent now: their reader is reachable and their lane does not wait for a 429."""
    oldest_queued: float
    """Among those, since it could be sent."""
    delayed: int
    """Rows behind a wait (429, backoff) of their lane."""
    waiting: int
    """Rows for people who have stopped the bot or never started it."""
    in_flight: int
    uncertain: int
    """People's messages that nobody has decided about yet."""
    refused: int
    overdue: int
    latest_overdue: float
    overdue_by_kind: Mapping[str, int]
    failed_deadlines: int
    live_rooms: int
    overdue_rooms: int
    """Open ones past the instant they expire."""
    waits: int
    """Wishes on the waitlist."""
    silent_operators: Sequence[str]
    """Operators who have not pressed Start: by name, or by the id they are named with in the settings."""
    database_bytes: int
    """With the write-ahead log."""
    revision: str
    migrated: bool
    database_version: str
    warning: str
    """What the operator should know about this version of the database, or ""."""
