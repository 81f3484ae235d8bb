"""What the form offers: therapists who fit, days with a free slot, slots of a day, and *now*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.availability import Diary, Opening, Want, bounds, days_of_any, openings, slots_of_any
from domain.booking import Mode
from domain.catalogue import Money
from domain.dispatch import Need
from domain.people import Therapist
from domain.rules import BookingRules
from domain.time import Span
from domain.wallclock import day_span
from services.candidates import diaries, fitting, free_at
from services.ports import Clock, UnitOfWork
from services.prices import prices
from services.wants import want_for


@dataclass(frozen=True, slots=True)
class ListSlots:
    """Starts are aware UTC; days are the studio's, whatever zone a therapist's hours are in."""

    clock: Clock
    rules: BookingRules
    zone: ZoneInfo

    async def __call__(self, unit: UnitOfWork, need: Need, *, day: date) -> Sequence[datetime]:
        return await self.between(unit, need, day_span(day, self.zone))

    async def at_work(self, unit: UnitOfWork, need: Need, *, day: date) -> bool:
        """Whether somebody who fits has hours on that day, taken or not."""
        now, span = self.clock.now(), day_span(day, self.zone)
        wanted = await want_for(unit, need, Mode.SCHEDULED, self.rules)
        within = Opening(span.starts_at, span.ends_at - timedelta(microseconds=1))
        time_of = await diaries(unit, await fitting(unit, need), wanted, within, now)
        return any(openings(replace(diary, busy=()), wanted, within) for diary in time_of.values())

    async def between(self, unit: UnitOfWork, need: Need, within: Span) -> Sequence[datetime]:
        wanted, span, found = await self._free(unit, need, within)
        return slots_of_any(found, wanted, span, self.rules.slot_step)

    async def days(self, unit: UnitOfWork, need: Need, *, month: date) -> Sequence[date]:
        """Those of the month that `month` lies in."""
        first = month.replace(day=1)
        length = (first + timedelta(days=31)).replace(day=1) - first
        days = [first + timedelta(days=number) for number in range(length.days)]
        spans = [day_span(day, self.zone) for day in days]
        wanted, span, found = await self._free(unit, need, Span(spans[0].starts_at, spans[-1].ends_at))
        free = days_of_any(found, wanted, span, self.rules.slot_step, spans)
        return [days[number] for number in free]

    async def now(self, unit: UnitOfWork, need: Need) -> datetime | None:
        """When a visit *now* would start; None when nobody could make it."""
        now = self.clock.now()
        start = bounds(Mode.NOW, now, self.rules).first
        wanted = await want_for(unit, need, Mode.NOW, self.rules)
        return start if await free_at(unit, await fitting(unit, need), wanted, start, now) else None

    async def fitting(self, unit: UnitOfWork, need: Need) -> Sequence[Therapist]:
        """Who could be chosen at all, by name, whatever the hour."""
        return await fitting(unit, need)

    async def choosable(self, unit: UnitOfWork, need: Need) -> Sequence[tuple[Therapist, Money]]:
        """Who could be asked for by name, whatever the hour, and what each takes; also who takes more than
        the catalogue says."""
        asked = await prices(unit, need)
        able = [(one, asked.of(one.id)) for one in await fitting(unit, need, named=True)]
        return [(one, price) for one, price in able if price is not None]

    async def _free(
        self, unit: UnitOfWork, need: Need, within: Span
    ) -> tuple[Want, Opening, Sequence[Diary]]:
        """What is wanted, between which starts, and the diaries of those who could do it."""
        now = self.clock.now()
        wanted = await want_for(unit, need, Mode.SCHEDULED, self.rules)
        allowed = bounds(Mode.SCHEDULED, now, self.rules)
        last_instant = within.ends_at - timedelta(microseconds=1)
        span = Opening(max(allowed.first, within.starts_at), min(allowed.last, last_instant))
        if span.last < span.first:
            return wanted, span, ()
        time_of = await diaries(unit, await fitting(unit, need), wanted, span, now)
        return wanted, span, list(time_of.values())
