"""A therapist's own: the visits of today and tomorrow, and what they take at the moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.booking import Booking
from domain.people import Readiness
from domain.time import Span
from domain.wallclock import day_span
from services import therapist_notices
from services.booking_cards import therapist_card
from services.booking_lines import lines_for_therapist
from services.desk import Desk, show
from services.freed import freed
from services.ports import Clock, UnitOfWork

SHOWN = 12
"""Visits that the list names, with a button each; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class ShowDay:
    """Days are the studio's; a visit that began yesterday and is not over is today's. Requests that wait for
    an answer are among them."""

    clock: Clock
    zone: ZoneInfo

    async def __call__(self, unit: UnitOfWork, desk: Desk) -> None:
        now = self.clock.now()
        today = now.astimezone(self.zone).date()
        tomorrow = today + timedelta(days=1)
        window = Span(day_span(today, self.zone).starts_at, day_span(tomorrow, self.zone).ends_at)
        visits = await unit.bookings.claims(desk.therapist.id, window)
        midnight = day_span(tomorrow, self.zone).starts_at
        lines = await lines_for_therapist(unit, visits[:SHOWN])
        first = sum(one.span.starts_at < midnight for one in visits[:SHOWN])
        days = [(today, lines[:first]), (tomorrow, lines[first:])]
        values = therapist_notices.day_values(days, more=len(visits) - len(lines))
        await show(unit, desk, now, code="today", values=values)


@dataclass(frozen=True, slots=True)
class ShowVisit:
    """The therapist's card of it, as it stands, at the end of the chat. False if there is none."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking: Booking) -> bool:
        card = await therapist_card(unit, booking)
        if card is None:
            return False
        await unit.outbox.add(replace(card, fresh=True), self.clock.now())
        return True


@dataclass(frozen=True, slots=True)
class ShowReadiness:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, desk: Desk) -> None:
        mean, rated = await unit.ratings.mean(desk.therapist.id)
        values = therapist_notices.readiness_values(desk.therapist.readiness, mean, rated)
        await show(unit, desk, self.clock.now(), code="readiness", values=values)


@dataclass(frozen=True, slots=True)
class SetReadiness:
    """From this commit on it decides what they are asked and which times are offered. Twice the same is
    once."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, desk: Desk, wanted: Readiness) -> None:
        therapist, now = desk.therapist, self.clock.now()
        if therapist.readiness is not wanted:
            unit.therapists.set_readiness(therapist.id, wanted)
            payload = {"therapist": therapist.id, "readiness": wanted.value}
            unit.events.add(f"therapists.{therapist.id}", "availability_changed", payload, now)
            if wanted is not Readiness.AWAY:
                await freed(unit, therapist.id, now)
        mean, rated = await unit.ratings.mean(therapist.id)
        values = therapist_notices.readiness_values(wanted, mean, rated)
        await show(unit, desk, now, code="readiness", values=values)
