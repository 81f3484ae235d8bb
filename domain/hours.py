"""A schedule's hours as spans of time: weekly windows, exceptions and time off, made instants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.schedule import Schedule, Window
from domain.time import Span
from domain.wallclock import instant_of

_DAY = timedelta(days=1)


def working_windows(schedule: Schedule, around: Span) -> list[Span]:
    """The windows of the hours that touch `around`, whole and one by one, time off not yet taken out."""
    zone = ZoneInfo(schedule.zone)
    # A window past midnight began the day before; one day more on either side covers any jump of the clocks.
    day = around.starts_at.astimezone(zone).date() - 2 * _DAY
    last = around.ends_at.astimezone(zone).date() + _DAY
    found: list[Span] = []
    while day <= last:
        for window in _on(schedule, day):
            opens = instant_of(day, window.opens, zone)
            until = day if window.opens < window.closes else day + _DAY
            closes = instant_of(until, window.closes, zone)
            if opens < closes and around.starts_at < closes and opens < around.ends_at:
                found.append(Span(opens, closes))
        day += _DAY
    return sorted(found)


def at_work(windows: Iterable[Span], time_off: Iterable[Span]) -> Iterator[Span]:
    """`windows` in order. Those that touch are one: a treatment may run over midnight."""
    return without(merged(windows), sorted(time_off))


def _on(schedule: Schedule, day: date) -> Sequence[Window]:
    """An exception stands instead of that date's weekly hours, also of what would run into the next day."""
    exceptions = [exception for exception in schedule.exceptions if exception.day == day]
    if exceptions:
        return [window for exception in exceptions for window in exception.windows]
    return [weekly.window for weekly in schedule.weekly if weekly.weekday == day.weekday()]


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
