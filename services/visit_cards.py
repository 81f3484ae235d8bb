"""Both cards of a visit, when what can be pressed changes by time alone or for both sides at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.booking import Booking
from domain.ids import BookingId
from domain.rules import BookingRules
from services.booking_cards import customer_card, therapist_card
from services.care_times import look_again
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork

LATEST = 30
"""Cards of a person's that are looked through for the one that stands there."""


@dataclass(frozen=True, slots=True)
class ChangeCards:
    """For the deadline `visit_change`: buttons come and go, without a sound."""

    clock: Clock
    rules: BookingRules

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId) -> None:
        booking = await unit.bookings.get(booking_id)
        if booking is None or booking.therapist is None:
            return
        now = self.clock.now()
        await show(unit, booking, now)
        look_again(unit, booking, now, self.rules)


async def show(unit: UnitOfWork, booking: Booking, now: datetime) -> None:
    """A reminder that still waits stays one."""
    for card in (await customer_card(unit, booking), await therapist_card(unit, booking)):
        if card is not None and await unit.outbox.stands(card.to, card.card):
            await unit.outbox.add(await _still_reminding(unit, card, now), now)


async def _still_reminding(unit: UnitOfWork, card: Notice, now: datetime) -> Notice:
    for said in await unit.outbox.cards(card.to, LATEST):
        until = said.values.get("reminder_until") if said.card == card.card else None
        if until is not None and now.timestamp() < until:
            return replace(card, values={**card.values, "reminder_until": until})
    return card
