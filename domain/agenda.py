"""What one day of a therapist's looks like: what is free, where the breaks are, and the time off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import pairwise

from domain.hours import at_work, merged, without, working_windows
from domain.schedule import Schedule
from domain.time import Span
from domain.wallclock import day_span


@dataclass(frozen=True, slots=True)
class Agenda:
    """Of the hours that begin on that day; they may end on the next."""

    day: date
    hours: Sequence[Span]
    free: Sequence[Span]
    breaks: Sequence[Span]
    off: Sequence[Span]
    """As far as it lies within the day."""
    off_all_day: bool


def agenda(day: date, schedule: Schedule, busy: Iterable[Span], now: datetime, zone: tzinfo) -> Agenda:
    """`busy` in any order. What is past is not free any more."""
    whole = day_span(day, zone)
    windows = working_windows(schedule, whole)
    hours = merged(one for one in windows if whole.starts_at <= one.starts_at < whole.ends_at)
    worked = list(at_work(hours, schedule.time_off))
    left = without(worked, merged(sorted(busy)))
    off = merged(sorted(one for one in schedule.time_off if one.overlaps(whole)))
    return Agenda(
        day=day,
        hours=hours,
        free=[Span(max(one.starts_at, now), one.ends_at) for one in left if one.ends_at > now],
        breaks=_breaks(worked, hours),
        off=[_clipped(one, whole) for one in off],
        off_all_day=any(whole.within(one) for one in off),
    )


def _breaks(worked: Sequence[Span], hours: Sequence[Span]) -> list[Span]:
    """Between two windows; what time off cuts out is no break."""
    gaps = [Span(before.ends_at, after.starts_at) for before, after in pairwise(hours)]
    edges = {one.ends_at for one in worked} & {one.ends_at for one in hours}
    begins = {one.starts_at for one in worked}
    return [gap for gap in gaps if gap.starts_at in edges and gap.ends_at in begins]


def _clipped(span: Span, whole: Span) -> Span:
    return Span(max(span.starts_at, whole.starts_at), min(span.ends_at, whole.ends_at))
