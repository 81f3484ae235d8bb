"""When a therapist can begin: `openings` decides, for lists, for *now* and for Send request alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import overload

from domain.booking import Mode, PlaceKind
from domain.catalogue import Service
from domain.gaps import Pair, days_on_grid, joined, left, on_grid, touching
from domain.hours import windows_within
from domain.people import Readiness
from domain.rules import BookingRules
from domain.schedule import Schedule
from domain.time import Span, from_micros, micros, round_up

TICK = timedelta(microseconds=1)
SECOND = 1_000_000
"""In microseconds, as all whole numbers here but those of `Alike`."""
_TAKES = {
    Readiness.AVAILABLE: frozenset(Mode),
    Readiness.BUSY: frozenset({Mode.SCHEDULED}),
    Readiness.AWAY: frozenset[Mode](),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Time that is taken, from both sides. Two go together if their `after` do not overlap, nor their
    `before`: so between one treatment and the next lies the turn-around of the one or the way to the other,
    whichever is longer. The treatment lies in both."""

    after: Span
    """The treatment and the turn-around behind it."""
    before: Span
    """The way to the treatment, and the treatment."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Several that differ only by when their `after` begins; all in whole seconds."""

    starts: Sequence[int]
    """Since the epoch, in any order."""
    length: int
    """Of `after`."""
    way: int
    """By how much `before` begins earlier."""
    turn: int
    """By how much it ends earlier."""


class Busy(Sequence[Held]):
    """Many of them as bare numbers: most are only ever compared. One by one they come in order."""

    __slots__ = ("alike",)

    def __init__(self, alike: Sequence[Alike] = ()) -> None:
        self.alike = alike

    def __len__(self) -> int:
        return sum(len(one.starts) for one in self.alike)

    @overload
    def __getitem__(self, number: int) -> Held: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Held]: ...
    def __getitem__(self, number: int | slice) -> Held | Sequence[Held]:
        return list(self)[number]

    def __iter__(self) -> Iterator[Held]:
        each = sorted((start, one.length, one.way, one.turn) for one in self.alike for start in one.starts)
        for start, length, way, turn in each:
            sides = (start, start + length, start - way, start + length - turn)
            starts, ends, before_starts, before_ends = (from_micros(SECOND * side) for side in sides)
            yield Held(Span(starts, ends), Span(before_starts, before_ends))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __repr__(self) -> str:
        return f"Busy of {list(self)}"


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
    return [from_micros(start) for start in sorted(_slots(diary, wanted, within, step))]


def slots_of_any(diaries: Iterable[Diary], wanted: Want, within: Opening, step: timedelta) -> list[datetime]:
    """Those at which at least one of them can begin."""
    found = (_slots(diary, wanted, within, step) for diary in diaries)
    return [from_micros(start) for start in sorted(set().union(*found))]


def days_of_any(
    diaries: Iterable[Diary], wanted: Want, within: Opening, step: timedelta, days: Sequence[Span]
) -> list[int]:
    """Numbers of the `days`, one after another without a gap, on which at least one of them can begin."""
    midnights = [micros(day.starts_at) for day in days]
    found: set[int] = set()
    for diary in diaries:
        windows = _windows(diary.schedule, wanted, within)
        found |= days_on_grid(_openings(diary, windows, wanted, within), windows, step // TICK, midnights)
        if len(found) == len(days):
            break
    return sorted(number - 1 for number in found)


def openings(diary: Diary, wanted: Want, within: Opening) -> list[Opening]:
    """All starts within `within` at which this therapist is at work, free and willing; in order."""
    found = _openings(diary, _windows(diary.schedule, wanted, within), wanted, within)
    return [Opening(from_micros(first), from_micros(last)) for first, last in found]


def _windows(schedule: Schedule, wanted: Want, within: Opening) -> list[Pair]:
    return windows_within(schedule, Span(within.first, within.last + wanted.duration))


def _slots(diary: Diary, wanted: Want, within: Opening, step: timedelta) -> set[int]:
    windows = _windows(diary.schedule, wanted, within)
    return on_grid(_openings(diary, windows, wanted, within), windows, step // TICK)


def _openings(diary: Diary, windows: Sequence[Pair], wanted: Want, within: Opening) -> list[Pair]:
    """In microseconds, both ends included. Windows that touch are one: a treatment may run over midnight."""
    if wanted.mode not in _TAKES[diary.readiness] or within.last < within.first:
        return []
    earliest, latest, duration = micros(within.first), micros(within.last), wanted.duration // TICK
    at_work = [
        (opens if opens > earliest else earliest, closes - duration if closes - duration < latest else latest)
        for opens, closes in touching(windows)
    ]
    off = [(micros(one.starts_at) - duration, micros(one.ends_at)) for one in diary.schedule.time_off]
    return list(left(at_work, joined(off + _taken(diary.busy, wanted))))


def _taken(busy: Sequence[Held], wanted: Want) -> list[Pair]:
    """Between each two, both excluded, nothing can start."""
    found: list[Pair] = []
    for starts, length, way, turn in _alike(busy):
        first, last = _ruled_out(length, way, turn, wanted)
        found += zip([start + first for start in starts], [start + last for start in starts], strict=True)
    return found


def _alike(busy: Sequence[Held]) -> Iterator[tuple[Sequence[int], int, int, int]]:
    """As in `Alike`, in microseconds."""
    if isinstance(busy, Busy):
        for one in busy.alike:
            starts = [SECOND * start for start in one.starts]
            yield starts, SECOND * one.length, SECOND * one.way, SECOND * one.turn
        return
    for held in busy:
        starts_at, ends_at = micros(held.after.starts_at), micros(held.after.ends_at)
        way, turn = starts_at - micros(held.before.starts_at), ends_at - micros(held.before.ends_at)
        yield [starts_at], ends_at - starts_at, way, turn


def _ruled_out(length: int, way: int, turn: int, wanted: Want) -> Pair:
    """From when to when, by the beginning of `after`. What `after` rules out and what `before` does is one
    stretch, as the treatment lies in both."""
    duration, turn_around = wanted.duration // TICK, wanted.turn_around // TICK
    return -duration - max(turn_around, way), length + max(0, wanted.travel_gap // TICK - turn)
