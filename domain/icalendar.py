"""What stands in a calendar that other programs read (RFC 5545, 7986)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.time import Span


class EventStatus(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    uid: str
    sequence: int
    span: Span
    changed_at: datetime
    summary: str
    status: EventStatus = EventStatus.CONFIRMED
    location: str = ""
    description: str = ""
    point: tuple[float, float] | None = None
    """Latitude and longitude."""
    busy: bool = True
    alarm: timedelta | None = None
    """So long before its start a calendar says so."""
    stamped_at: datetime | None = None
    """When it was handed over; without a method that is when it was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`refresh` is for one that is fetched again and again, `method` for one that is handed over once."""

    events: Sequence[Event]
    name: str = ""
    refresh: timedelta | None = None
    method: str = ""
