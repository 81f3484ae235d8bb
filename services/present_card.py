"""Who presses an old button gets the card of the same thing as it stands now, at the end of the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.booking import Booking, BookingStatus
from domain.ids import PersonId
from domain.people import Person
from services.my_bookings import ShowBooking
from services.ports import Clock, UnitOfWork
from services.therapist_day import ShowVisit

_CARDS = 100
"""Cards looked through, the newest; who has more below theirs finds it in the list."""


async def bring(unit: UnitOfWork, person: PersonId, name: str, now: datetime) -> bool:
    """As it last stood in that chat. False where it is not there."""
    for card in await unit.outbox.cards(person, _CARDS):
        if card.card == name:
            await unit.outbox.add(replace(card, fresh=True), now)
            return True
    return False


@dataclass(frozen=True, slots=True)
class BringBooking:
    """For its customer: the choices while she has some, else the booking's own card."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking: Booking) -> None:
        choosing = booking.status is BookingStatus.REQUESTED and booking.therapist is None
        choices = f"choices:{booking.id}"
        if choosing and await bring(unit, booking.customer, choices, self.clock.now()):
            return
        await ShowBooking(self.clock)(unit, booking)

    async def is_old_copy(self, unit: UnitOfWork, booking: Booking, pressed: int | None) -> bool:
        """Whether what was pressed is none of the messages that show the booking now."""
        names = (f"booking:{booking.id}", f"choices:{booking.id}", f"sure:{booking.id}")
        return await _is_none_of(unit, booking.customer, names, pressed)


@dataclass(frozen=True, slots=True)
class BringVisit:
    """For a therapist who was asked for it once: the card of the visit, or of what became of the offer. False
    for anybody else."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking: Booking, person: Person) -> bool:
        offers = [
            one for one in await unit.offers.of_booking(booking.id) if one.therapist == person.therapist
        ]
        if person.therapist is None or not offers:
            return False
        if booking.therapist == person.therapist and await ShowVisit(self.clock)(unit, booking):
            return True
        return await bring(unit, person.id, f"offer:{offers[-1].id}", self.clock.now())

    async def is_old_copy(
        self, unit: UnitOfWork, booking: Booking, person: Person, pressed: int | None
    ) -> bool:
        offers = await unit.offers.of_booking(booking.id)
        names = [f"offer:{one.id}" for one in offers if one.therapist == person.therapist]
        return await _is_none_of(unit, person.id, (*names, f"calloff:{booking.id}"), pressed)


async def _is_none_of(unit: UnitOfWork, person: PersonId, names: Sequence[str], pressed: int | None) -> bool:
    return pressed is not None and pressed not in [await unit.outbox.card(person, one) for one in names]
