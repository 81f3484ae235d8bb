"""A therapist's own: the visits of today and tomorrow, and what they take at the moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.booking import Booking
from domain.people import Person, Readiness, Therapist
from domain.time import Span
from domain.wallclock import day_span
from services import therapist_notices
from services.booking_cards import therapist_card
from services.freed import freed
from services.notices import booking_values
from services.ports import Clock, UnitOfWork

SHOWN = 12
"""Visits that the list names, with a button each; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class ShowDay:
    """False for somebody who is no therapist. Days are the studio's; a visit that began yesterday and is not
    over is today's."""

    clock: Clock
    zone: ZoneInfo

    async def __call__(self, unit: UnitOfWork, person: Person) -> bool:
        therapist = await own(unit, person)
        if therapist is None:
            return False
        now = self.clock.now()
        today = now.astimezone(self.zone).date()
        tomorrow = today + timedelta(days=1)
        window = Span(day_span(today, self.zone).starts_at, day_span(tomorrow, self.zone).ends_at)
        visits = await unit.bookings.day_of(therapist.id, window)
        midnight = day_span(tomorrow, self.zone).starts_at
        lines = [await _line(unit, one) for one in visits[:SHOWN]]
        first = sum(one.span.starts_at < midnight for one in visits[:SHOWN])
        days = [(today, lines[:first]), (tomorrow, lines[first:])]
        card = therapist_notices.day(person.id, days, more=len(visits) - len(lines))
        await unit.outbox.add(card, now)
        return True


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
    """False for somebody who is no therapist."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person) -> bool:
        therapist = await own(unit, person)
        if therapist is None:
            return False
        mean, rated = await unit.ratings.mean(therapist.id)
        card = therapist_notices.readiness(person.id, therapist.readiness, mean, rated, fresh=True)
        await unit.outbox.add(card, self.clock.now())
        return True


@dataclass(frozen=True, slots=True)
class SetReadiness:
    """From this commit on it decides what they are asked and which times are offered. False for somebody who
    is no therapist; twice the same is once."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person, wanted: Readiness) -> bool:
        therapist = await own(unit, person)
        if therapist is None:
            return False
        now = self.clock.now()
        if therapist.readiness is not wanted:
            unit.therapists.set_readiness(therapist.id, wanted)
            payload = {"therapist": therapist.id, "readiness": wanted.value}
            unit.events.add(f"therapists.{therapist.id}", "availability_changed", payload, now)
            if wanted is not Readiness.AWAY:
                await freed(unit, therapist.id, now)
        mean, rated = await unit.ratings.mean(therapist.id)
        await unit.outbox.add(therapist_notices.readiness(person.id, wanted, mean, rated), now)
        return True


async def own(unit: UnitOfWork, person: Person) -> Therapist | None:
    """Who this person is on the roster."""
    found = await unit.therapists.get(person.therapist) if person.therapist is not None else None
    return found if found is not None and found.person == person.id else None


async def _line(unit: UnitOfWork, booking: Booking) -> dict[str, Any]:
    customer = await unit.people.get(booking.customer)
    return booking_values(booking, customer=customer.name if customer else "")
