"""From clocks on walls to instants.

A wall-clock time of a date stands for the first instant at which the clocks there show it or a later one.
So an hour that comes twice begins when it comes first, an hour that is skipped shrinks to the instant of the
jump, and windows that touch on the wall touch in time as well, with neither hole nor overlap.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from domain.time import Span


def instant_of(day: date, wall: time, zone: tzinfo) -> datetime:
    local = datetime.combine(day, wall)
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first
    return _jump(local.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _jump(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The instant between the two at which the clocks are put forward."""
    old = before.astimezone(zone).utcoffset()
    seconds = range(int(before.timestamp()), int(after.timestamp()) + 1)
    jumped = bisect_left(seconds, True, key=lambda second: _offset(second, zone) != old)
    return datetime.fromtimestamp(seconds[jumped], UTC)


def _offset(second: int, zone: tzinfo) -> timedelta | None:
    return datetime.fromtimestamp(second, zone).utcoffset()


def day_span(day: date, zone: tzinfo) -> Span:
    """The whole calendar day there: 23 to 25 hours, as the clocks have it."""
    return Span(instant_of(day, time(0), zone), instant_of(day + timedelta(days=1), time(0), zone))
