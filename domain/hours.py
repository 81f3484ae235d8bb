"""A schedule's hours as spans of time: weekly windows, exceptions and time off, made instants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.gaps import Pair
from domain.schedule import Schedule, Window
from domain.time import Span, from_micros, micros
from domain.wallclock import instant_of

_DAY = timedelta(days=1)


def working_windows(schedule: Schedule, around: Span) -> list[Span]:
    """The windows of the hours that touch `around`, whole and one by one, time off not yet taken out."""
    return [
        Span(from_micros(opens), from_micros(closes)) for opens, closes in windows_within(schedule, around)
    ]


def windows_within(schedule: Schedule, around: Span) -> list[Pair]:
    """The same in microseconds."""
    zone = ZoneInfo(schedule.zone)
    first, last = micros(around.starts_at), micros(around.ends_at)
    # A window past midnight began the day before; one day more on either side covers any jump of the clocks.
    day = around.starts_at.astimezone(zone).date() - 2 * _DAY
    until = around.ends_at.astimezone(zone).date() + _DAY
    found: list[Pair] = []
    weekly, exceptions = _by_day(schedule)
    while day <= until:
        # An exception stands instead of that date's weekly hours, also of what would run into the next day.
        for window in exceptions.get(day, weekly[day.weekday()]):
            opens, closes = _on(day, window.opens, window.closes, zone)
            if opens < closes and first < closes and opens < last:
                found.append((opens, closes))
        day += _DAY
    return sorted(found)


# The same days, windows and few zones, again and again: a month of a studio's asks for thousands.
@lru_cache(maxsize=16384)
def _on(day: date, opens: time, closes: time, zone: ZoneInfo) -> Pair:
    """Not longer than nothing where the clocks skip all of it."""
    until = day if opens < closes else day + _DAY
    return micros(instant_of(day, opens, zone)), micros(instant_of(until, closes, zone))


def at_work(windows: Iterable[Span], time_off: Iterable[Span]) -> Iterator[Span]:
    """`windows` in order. Those that touch are one: a treatment may run over midnight."""
    return without(merged(windows), sorted(time_off))


def _by_day(schedule: Schedule) -> tuple[Sequence[list[Window]], Mapping[date, list[Window]]]:
    weekly: list[list[Window]] = [[] for _ in range(7)]
    for one in schedule.weekly:
        weekly[one.weekday].append(one.window)
    exceptions: dict[date, list[Window]] = {}
    for exception in schedule.exceptions:
        exceptions.setdefault(exception.day, []).extend(exception.windows)
    return weekly, exceptions


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap made one."""
    found: list[Span] = []
    for span in spans:
        if found and span.starts_at <= found[-1].ends_at:
            last = found.pop()
            span = Span(last.starts_at, max(last.ends_at, span.ends_at))
        found.append(span)
    return found


def without(spans: Iterable[Span], gaps: Sequence[Span]) -> Iterator[Span]:
    """What is left of `spans` outside the `gaps`; both in order."""
    for span in spans:
        starts_at = span.starts_at
        for gap in gaps:
            if starts_at < gap.starts_at < span.ends_at:
                yield Span(starts_at, gap.starts_at)
            if gap.overlaps(span):
                starts_at = max(starts_at, gap.ends_at)
        if starts_at < span.ends_at:
            yield Span(starts_at, span.ends_at)
