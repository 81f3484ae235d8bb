"""When both sides of a visit are reminded of it, and for how long a reminder is of use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.rules import BookingRules
from domain.wallclock import instant_of


class Ahead(StrEnum):
    DAY = "day"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Reminder:
    due_at: datetime
    valid_until: datetime
    """From then on it is left out: the next one says it better, or the visit has begun."""


def reminder(ahead: Ahead, start: datetime, zone: ZoneInfo, rules: BookingRules) -> Reminder:
    """The day before means what the studio's clock shows, 23 to 25 hours where the clocks change."""
    soon = start - rules.reminder
    if ahead is Ahead.HOURS:
        return Reminder(soon, start)
    local = start.astimezone(zone)
    return Reminder(instant_of(local.date() - timedelta(days=1), local.time(), zone), soon)
