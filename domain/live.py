"""A live location: until when it moves."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.message import NewMessage

FOREVER = 0x7FFFFFFF
"""A period without an end, as the Bot API writes it."""
SHORTEST = 60
"""Seconds: no live location can be sent for less."""


def ends_at(message: NewMessage) -> datetime | None:
    """None: never by itself."""
    period = int(message.details.get("period", 0))
    return None if period >= FOREVER else message.created_at + timedelta(seconds=period)


def ended(message: NewMessage, now: datetime) -> bool:
    until = ends_at(message)
    return bool(message.details.get("ended")) or (until is not None and now >= until)


def left(message: NewMessage, since: datetime) -> int:
    """Seconds for which one that begins then has to move; an end that comes sooner is made by hand."""
    until = ends_at(message)
    return FOREVER if until is None else max(SHORTEST, round((until - since).total_seconds()))
