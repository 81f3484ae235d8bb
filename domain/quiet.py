"""Hours in which a person's telephone is to keep still, and what sounds all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.time import Span

SOON = timedelta(hours=3)
"""A visit that begins within that is today's, though midnight lies between."""
DAY = 24 * 60
_TYPED = re.compile(r"\s*(\d{1,2})(?:[:.](\d\d))?\s*(?:-|–|\s)\s*(\d{1,2})(?:[:.](\d\d))?\s*\Z")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` to `ends`, in minutes of the studio's day (0 to 1,439); over midnight where `ends` is the
    earlier. Never empty."""

    begins: int
    ends: int

    def cover(self, local: datetime) -> bool:
        minute = local.hour * 60 + local.minute
        if self.begins < self.ends:
            return self.begins <= minute < self.ends
        return minute >= self.begins or minute < self.ends

    @property
    def times(self) -> tuple[time, time]:
        return time(*divmod(self.begins, 60)), time(*divmod(self.ends, 60))


def quiet_hours(begins: int, ends: int) -> QuietHours | None:
    """None for what are no two different minutes of a day."""
    valid = 0 <= begins < DAY and 0 <= ends < DAY and begins != ends
    return QuietHours(begins, ends) if valid else None


def read_quiet_hours(text: str) -> QuietHours | None:
    """`22:30-7:00`, `22 7`; None for anything else."""
    found = _TYPED.match(text)
    if found is None:
        return None
    parts = [int(part or 0) for part in found.groups()]
    if parts[0] > 23 or parts[2] > 23 or parts[1] > 59 or parts[3] > 59:
        return None
    return quiet_hours(parts[0] * 60 + parts[1], parts[2] * 60 + parts[3])


def sounds(quiet: QuietHours | None, now: datetime, zone: ZoneInfo, visit: Span | None) -> bool:
    """What concerns today's visit sounds in quiet hours, too."""
    local = now.astimezone(zone)
    return quiet is None or not quiet.cover(local) or (visit is not None and _todays(visit, local))


def _todays(visit: Span, local: datetime) -> bool:
    """And not over: what is said about it afterwards can wait for the morning."""
    begins = visit.starts_at.astimezone(local.tzinfo)
    return visit.ends_at > local and (begins.date() == local.date() or begins <= local + SOON)
