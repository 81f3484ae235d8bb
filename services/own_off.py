"""`/off`: a therapist's time off. Nothing is cancelled by it; what it hits is shown before the last tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.booking import Booking
from domain.hours import merged
from domain.time import Span
from domain.typed_off import LONGEST, off_between, read_off
from domain.typed_time import Problem
from domain.wallclock import day_span
from domain.week import minute
from services.booking_lines import lines_for_therapist
from services.desk import Desk, changed, show, told
from services.freed import freed
from services.ports import Clock, UnitOfWork

ASKS = "off"
WHOLE = (0, 24 * 60)
KEPT = LONGEST
"""How long time off that is over is remembered, for the weeks gone by."""


@dataclass(frozen=True, slots=True)
class Off:
    """From `first` to `last`, both included; `hours` are minutes of the one and of the other."""

    first: date
    last: date
    hours: tuple[int, int] = WHOLE


@dataclass(frozen=True, slots=True)
class ShowOff:
    """The list, or a question: from which day, until which, what hours, sure?"""

    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self,
        unit: UnitOfWork,
        desk: Desk,
        *,
        step: str = "list",
        off: Off | None = None,
        since: int | None = None,
        month: date | None = None,
        note: str = "",
        problem: Problem | None = None,
        hits: Sequence[dict[str, Any]] = (),
    ) -> None:
        now = self.clock.now()
        today = now.astimezone(self.zone).date()
        schedule = await unit.therapists.schedule(desk.therapist.id)
        values = {
            "step": step,
            "first": off.first.isoformat() if off else "",
            "last": off.last.isoformat() if off else "",
            "hours": list(off.hours) if off else [],
            "since": since,
            "month": (month or (off.first if off else today)).replace(day=1).isoformat(),
            "today": today.isoformat(),
            "list": [self._value(one) for one in merged(sorted(schedule.time_off)) if one.ends_at > now],
            "note": note,
            "problem": told(problem),
            "hits": list(hits),
        }
        await show(unit, desk, now, code="off", values=values, asks=ASKS)

    def _value(self, span: Span) -> dict[str, Any]:
        """`first` and `last`: of whole days, the days; otherwise None."""
        first, last = whole_days(span, self.zone) or (None, None)
        return {
            "starts_at": int(span.starts_at.timestamp()),
            "ends_at": int(span.ends_at.timestamp()),
            "first": first.isoformat() if first else None,
            "last": last.isoformat() if last else None,
        }


def whole_days(span: Span, zone: ZoneInfo) -> tuple[date, date] | None:
    first = span.starts_at.astimezone(zone).date()
    last = (span.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    whole = Span(day_span(first, zone).starts_at, day_span(last, zone).ends_at)
    return (first, last) if whole == span else None


@dataclass(frozen=True, slots=True)
class AskOff:
    """Sure? With every booking that lies within."""

    clock: Clock
    zone: ZoneInfo

    async def __call__(self, unit: UnitOfWork, desk: Desk, off: Off, *, note: str = "") -> None:
        span = span_of(off, self.clock, self.zone)
        show_off = ShowOff(self.clock, self.zone)
        if isinstance(span, Problem):
            await show_off(unit, desk, problem=span)
            return
        lines = await lines_for_therapist(unit, await hit(unit, desk, span))
        await show_off(unit, desk, step="sure", off=off, hits=lines, note=note)

    async def typed(self, unit: UnitOfWork, desk: Desk, text: str) -> None:
        """`24-26 dec`, `fri 14-18`: as if it had been tapped."""
        span = read_off(text, self.clock.now(), self.zone)
        if isinstance(span, Problem):
            await ShowOff(self.clock, self.zone)(unit, desk, problem=span)
        else:
            await self(unit, desk, _off(span, self.zone))


@dataclass(frozen=True, slots=True)
class TakeOff:
    """In force from this commit on."""

    clock: Clock
    zone: ZoneInfo

    async def __call__(self, unit: UnitOfWork, desk: Desk, off: Off) -> None:
        now = self.clock.now()
        span = span_of(off, self.clock, self.zone)
        show_off = ShowOff(self.clock, self.zone)
        if isinstance(span, Problem):
            await show_off(unit, desk, problem=span)
            return
        schedule = await unit.therapists.schedule(desk.therapist.id)
        kept = [one for one in schedule.time_off if one.ends_at > now - KEPT]
        after = replace(schedule, time_off=tuple(merged(sorted([*kept, span]))))
        unit.therapists.set_schedule(desk.therapist.id, after)
        changed(unit, desk.therapist, now)
        lines = await lines_for_therapist(unit, await hit(unit, desk, span))
        await show_off(unit, desk, note="taken", hits=lines)


@dataclass(frozen=True, slots=True)
class DropOff:
    """False where it is not there (any more)."""

    clock: Clock
    zone: ZoneInfo

    async def __call__(self, unit: UnitOfWork, desk: Desk, starts_at: int, ends_at: int) -> bool:
        now = self.clock.now()
        schedule = await unit.therapists.schedule(desk.therapist.id)
        every = merged(sorted(schedule.time_off))
        left = [one for one in every if not _is(one, starts_at, ends_at)]
        if len(left) < len(every):
            unit.therapists.set_schedule(desk.therapist.id, replace(schedule, time_off=tuple(left)))
            changed(unit, desk.therapist, now)
            await freed(unit, desk.therapist.id, now)
        note = "dropped" if len(left) < len(every) else ""
        await ShowOff(self.clock, self.zone)(unit, desk, note=note)
        return len(left) < len(every)


def _is(span: Span, starts_at: int, ends_at: int) -> bool:
    return (int(span.starts_at.timestamp()), int(span.ends_at.timestamp())) == (starts_at, ends_at)


async def hit(unit: UnitOfWork, desk: Desk, span: Span) -> list[Booking]:
    """What is agreed or waits for an answer, and is not over."""
    return [one for one in await unit.bookings.claims(desk.therapist.id, span) if one.live]


def span_of(off: Off, clock: Clock, zone: ZoneInfo) -> Span | Problem:
    begins, ends = off.hours
    return off_between(off.first, begins, off.last, ends, clock.now(), zone)


def _off(span: Span, zone: ZoneInfo) -> Off:
    days = whole_days(span, zone)
    if days is not None:
        return Off(*days)
    begins, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    return Off(begins.date(), ends.date(), (minute(begins.time()), minute(ends.time())))
