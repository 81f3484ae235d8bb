"""When a therapist can begin: `openings` decides, for lists, for *now* and for Send request alike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.booking import Mode, PlaceKind
from domain.catalogue import Service
from domain.hours import at_work, working_windows
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
class Held:
    """Time that is taken, from both sides. Two go together if their `after` do not overlap, nor their
    `before`: so between one treatment and the next lies the turn-around of the one or the way to the other,
    whichever is longer."""

    after: Span
    """The treatment and the turn-around behind it."""
    before: Span
    """The way to the treatment, and the treatment."""


@dataclass(frozen=True, slots=True)
class Diary:
    """One therapist's time. `busy` is what occupies it, in any order."""

    schedule: Schedule
    readiness: Readiness
    busy: Sequence[Held] = ()


@dataclass(frozen=True, slots=True)
class Want:
    """The treatment lies within working hours, which the turn-around and the way there need not."""

    duration: timedelta
    turn_around: timedelta
    travel_gap: timedelta
    mode: Mode

    def treatment(self, start: datetime) -> Span:
        return Span(start, start + self.duration)

    def held(self, start: datetime) -> Held:
        end = start + self.duration
        return Held(Span(start, end + self.turn_around), Span(start - self.travel_gap, end))


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """Every instant from `first` to `last`, both included, is a start that fits."""

    first: datetime
    last: datetime


def want(
    minutes: int, place: PlaceKind, mode: Mode, rules: BookingRules, service: Service | None = None
) -> Want:
    """`service` where it is known: it may ask for a turn-around of its own."""
    own, of_place = None, rules.buffer_visit if place.visit else rules.buffer_studio
    if service is not None:
        own = service.turn_visit if place.visit else service.turn_studio
    gap = rules.travel_gap if place.visit else timedelta(0)
    return Want(timedelta(minutes=minutes), of_place if own is None else own, gap, mode)


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
    taken = sorted(_taken(diary.busy, wanted))
    found: list[Opening] = []
    for hours in at_work(windows, diary.schedule.time_off):
        first = max(hours.starts_at, within.first)
        last = min(hours.ends_at - wanted.duration, within.last)
        if first <= last:
            found.extend(_between(Opening(first, last), taken))
    return found


def _taken(busy: Iterable[Held], wanted: Want) -> Iterator[tuple[datetime, datetime]]:
    """Between each two, both excluded, nothing can start."""
    for held in busy:
        yield held.after.starts_at - wanted.duration - wanted.turn_around, held.after.ends_at
        yield held.before.starts_at - wanted.duration, held.before.ends_at + wanted.travel_gap


def _between(opening: Opening, taken: Iterable[tuple[datetime, datetime]]) -> Iterator[Opening]:
    """What is left of it; `taken` in order."""
    first = opening.first
    for last, again in taken:
        if again <= first:
            continue
        if last >= opening.last:
            break
        if last >= first:
            yield Opening(first, last)
        first = again
    if first <= opening.last:
        yield Opening(first, opening.last)


def _every(step: timedelta, window: Span) -> Iterator[datetime]:
    start = window.starts_at
    while start < window.ends_at:
        yield start
        start += step
