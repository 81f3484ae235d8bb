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

_DAY, _HOUR, _TICK = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)
_Wall = tuple[Window, int, int]
"""Its beginning and end in microseconds of the wall since that day's midnight."""


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
    since = around.starts_at.astimezone(zone).date() - 2 * _DAY
    until = around.ends_at.astimezone(zone).date() + _DAY
    found: list[Pair] = []
    weekly, exceptions = _by_day(schedule)
    for day, midnight in _days(since, until, zone):
        # An exception stands instead of that date's weekly hours, also of what would run into the next day.
        for window, opens, closes in exceptions.get(day, weekly[day.weekday()]):
            if midnight is None:
                opens, closes = _on(day, window.opens, window.closes, zone)
            else:
                opens, closes = midnight + opens, midnight + closes
            if opens < closes and first < closes and opens < last:
                found.append((opens, closes))
    return sorted(found)


# The same days of few zones, again and again: a month of a studio's asks for them once per therapist.
@lru_cache(maxsize=256)
def _days(first: date, last: date, zone: ZoneInfo) -> Sequence[tuple[date, int | None]]:
    """Each with its midnight where hours that begin on it are as long as the wall says."""
    days = [first + number * _DAY for number in range((last - first).days + 1)]
    return [(day, _midnight(day, zone)) for day in days]


@lru_cache(maxsize=4096)
def _midnight(day: date, zone: ZoneInfo) -> int | None:
    """None where the clocks are changed around it, that day or the next."""
    midnight = instant_of(day, time(0), zone)
    hours = range(-1, 2 * 24 + 1)
    offsets = {(midnight + hour * _HOUR).astimezone(zone).utcoffset() for hour in hours}
    return micros(midnight) if len(offsets) == 1 else None


def _on(day: date, opens: time, closes: time, zone: ZoneInfo) -> Pair:
    """Not longer than nothing where the clocks skip all of it."""
    until = day if opens < closes else day + _DAY
    return micros(instant_of(day, opens, zone)), micros(instant_of(until, closes, zone))


def at_work(windows: Iterable[Span], time_off: Iterable[Span]) -> Iterator[Span]:
    """`windows` in order. Those that touch are one: a treatment may run over midnight."""
    return without(merged(windows), sorted(time_off))


def _by_day(schedule: Schedule) -> tuple[Sequence[list[_Wall]], Mapping[date, list[_Wall]]]:
    weekly: list[list[_Wall]] = [[] for _ in range(7)]
    for one in schedule.weekly:
        weekly[one.weekday].append(_wall(one.window))
    exceptions: dict[date, list[_Wall]] = {}
    for exception in schedule.exceptions:
        exceptions.setdefault(exception.day, []).extend(map(_wall, exception.windows))
    return weekly, exceptions


def _wall(window: Window) -> _Wall:
    opens, closes = _since_midnight(window.opens), _since_midnight(window.closes)
    return window, opens, closes if opens < closes else closes + _DAY // _TICK


def _since_midnight(wall: time) -> int:
    return ((wall.hour * 60 + wall.minute) * 60 + wall.second) * 1_000_000 + wall.microsecond


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
