"""A cancellation is told to whoever relied on the visit, and they confirm it; if not, the operators hear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.acknowledgement import Acknowledgement, due
from domain.booking import Booking
from domain.ids import AcknowledgementId, BookingId, PersonId
from domain.people import Person
from domain.rules import BookingRules
from services import acknowledgement_notices as told
from services.ports import Clock, UnitOfWork

CANCEL_ACK = "cancel_ack"
"""The deadline's kind; its subject is the acknowledgement's id."""
_CARDS = 50
"""Cards looked through for the one that asks: somebody with more below it has gone on."""


class Noted(StrEnum):
    DONE = "done"
    ALREADY = "already"
    NOT_YOURS = "not_yours"


async def ask(
    unit: UnitOfWork,
    booking: Booking,
    person: PersonId,
    by: str,
    now: datetime,
    rules: BookingRules,
    zone: ZoneInfo,
) -> AcknowledgementId | None:
    """For the notice's *Got it*. None for a probe's booking, which nobody relies on."""
    if booking.probe:
        return None
    until = due(booking.span.starts_at, now, rules, zone)
    asked = await unit.acknowledgements.add(
        Acknowledgement(
            id=AcknowledgementId(0), booking=booking.id, person=person, by=by, asked_at=now, due_at=until
        )
    )
    unit.deadlines.set(CANCEL_ACK, asked.id, until)
    return asked.id


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """*Got it* was pressed."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, asked_id: AcknowledgementId, person: Person) -> Noted:
        asked = await unit.acknowledgements.get(asked_id)
        if asked is None or asked.person != person.id:
            return Noted.NOT_YOURS
        now = self.clock.now()
        if asked.acknowledged_at is None:
            await _noted(unit, asked, now)
            await _show_seen(unit, asked, now)
            return Noted.DONE
        await _show_seen(unit, asked, now)
        return Noted.ALREADY


async def settle(unit: UnitOfWork, booking: BookingId, person: PersonId, now: datetime) -> None:
    """Whoever goes on with the booking has seen what became of it."""
    for asked in await unit.acknowledgements.open_for(booking, person):
        await _noted(unit, asked, now)


@dataclass(frozen=True, slots=True)
class AlertUnseen:
    """For the deadline `cancel_ack`."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, asked_id: AcknowledgementId) -> None:
        asked = await unit.acknowledgements.get(asked_id)
        if asked is None or asked.acknowledged_at is not None or asked.alerted_at is not None:
            return
        now = self.clock.now()
        if now < asked.due_at:
            unit.deadlines.set(CANCEL_ACK, asked.id, asked.due_at)
            return
        alerted = replace(asked, alerted_at=now)
        unit.acknowledgements.save(asked, alerted)
        await _tell_operators(unit, alerted, now)


async def _noted(unit: UnitOfWork, asked: Acknowledgement, now: datetime) -> None:
    seen = replace(asked, acknowledged_at=now)
    unit.acknowledgements.save(asked, seen)
    unit.deadlines.cancel(CANCEL_ACK, asked.id)
    if seen.alerted_at is not None:
        await _tell_operators(unit, seen, now)


async def _tell_operators(unit: UnitOfWork, asked: Acknowledgement, now: datetime) -> None:
    """One card for each: the alert, and later in its place that it has been seen after all."""
    booking, person = await unit.bookings.get(asked.booking), await unit.people.get(asked.person)
    if booking is None or person is None:
        return
    name = person.name
    if person.id != booking.customer and person.therapist is not None:
        therapist = await unit.therapists.get(person.therapist)
        name = therapist.name if therapist else name
    for operator in await unit.people.operators():
        await unit.outbox.add(told.unseen(operator.id, asked, booking, name), now)


async def _show_seen(unit: UnitOfWork, asked: Acknowledgement, now: datetime) -> None:
    """What asked for it says so, and asks no more."""
    for card in await unit.outbox.cards(asked.person, _CARDS):
        if card.values.get("ack") == asked.id:
            values = {**card.values, "seen": True}
            await unit.outbox.add(replace(card, fresh=False, values=values), now)
