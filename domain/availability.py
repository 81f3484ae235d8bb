"""When a therapist can begin: `openings` decides, for lists, for *now* and for Send request alike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.booking import Mode, PlaceKind
from domain.hours import at_work, merged, working_windows
from domain.people import Readiness
from domain.rules import BookingRules
from domain.schedule import Schedule
from domain.time import Span, round_up

_TAKES = {
    Readiness.AVAILABLE: frozenset(Mode),
    Readiness.BUSY: frozenset({Mode.SCHEDULED}),
    Readiness.AWAY: frozenset[Mode](),
}


@dataclass(frozen=True, slots=True)
class Diary:
    """One therapist's time. `busy` holds what occupies it, each with its own buffer."""

    schedule: Schedule
    readiness: Readiness
    busy: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Want:
    """The treatment lies within working hours; treatment and `buffer` together meet nothing that is busy."""

    duration: timedelta
    buffer: timedelta
    mode: Mode

    def treatment(self, start: datetime) -> Span:
        return Span(start, start + self.duration)

    def held(self, start: datetime) -> Span:
        return Span(start, start + self.duration + self.buffer)


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """Every instant from `first` to `last`, both included, is a start that fits."""

    first: datetime
    last: datetime


def want(minutes: int, place: PlaceKind, mode: Mode, rules: BookingRules) -> Want:
    buffer = rules.buffer_visit if place.visit else rules.buffer_studio
    return Want(timedelta(minutes=minutes), buffer, mode)


def now_start(now: datetime, rules: BookingRules) -> datetime:
    """When a visit *now* begins: there is time to answer and to get there."""
    return round_up(now + rules.offer_now + rules.travel, rules.round_to)


def arrival(start: datetime, rules: BookingRules) -> Span:
    """What the customer of a visit *now* is told: between when and when to expect the therapist."""
    return Span(start, start + rules.arrival_window)


def bounds(mode: Mode, now: datetime, rules: BookingRules) -> Opening:
    """Between which starts a request may be made at all."""
    if mode is Mode.NOW:
        return Opening(now_start(now, rules), now_start(now, rules))
    return Opening(now + rules.notice, now + rules.horizon)


def may_start(diary: Diary, wanted: Want, start: datetime) -> bool:
    return bool(openings(diary, wanted, Opening(start, start)))


def slots(diary: Diary, wanted: Want, within: Opening, step: timedelta) -> list[datetime]:
    """Starts to choose from: every `step` from the opening of each working window."""
    windows = _windows(diary.schedule, wanted, within)
    starts = sorted({start for window in windows for start in _every(step, window)})
    return [
        start
        for opening in _openings(diary, windows, wanted, within)
        for start in starts[bisect_left(starts, opening.first) : bisect_right(starts, opening.last)]
    ]


def openings(diary: Diary, wanted: Want, within: Opening) -> list[Opening]:
    """All starts within `within` at which this therapist is at work, free and willing; in order."""
    return _openings(diary, _windows(diary.schedule, wanted, within), wanted, within)


def _windows(schedule: Schedule, wanted: Want, within: Opening) -> list[Span]:
    return working_windows(schedule, Span(within.first, within.last + wanted.duration))


def _openings(diary: Diary, windows: Sequence[Span], wanted: Want, within: Opening) -> list[Opening]:
    if wanted.mode not in _TAKES[diary.readiness] or within.last < within.first:
        return []
    busy = merged(sorted(diary.busy))
    ends = [span.ends_at for span in busy]
    found: list[Opening] = []
    for hours in at_work(windows, diary.schedule.time_off):
        first = max(hours.starts_at, within.first)
        last = min(hours.ends_at - wanted.duration, within.last)
        if first <= last:
            found.extend(_between(Opening(first, last), busy[bisect_right(ends, first) :], wanted))
    return found


def _between(opening: Opening, busy: Iterable[Span], wanted: Want) -> Iterator[Opening]:
    """What is left of it: a start at which everything ends before the next busy span, or after one."""
    first = opening.first
    for span in busy:
        in_time = span.starts_at - wanted.duration - wanted.buffer
        if in_time >= opening.last:
            break
        if in_time >= first:
            yield Opening(first, in_time)
        first = max(first, span.ends_at)
    if first <= opening.last:
        yield Opening(first, opening.last)


def _every(step: timedelta, window: Span) -> Iterator[datetime]:
    start = window.starts_at
    while start < window.ends_at:
        yield start
        start += step
