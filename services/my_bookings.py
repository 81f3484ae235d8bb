"""What a customer has coming, and what was: the list, and one of it in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.booking import Booking
from domain.people import Person
from services import notices
from services.booking_cards import customer_card
from services.ports import Clock, UnitOfWork

COMING, PAST = 10, 5
"""How many the list shows: what can be taken in at a glance, and pressed with a thumb."""


@dataclass(frozen=True, slots=True)
class ListBookings:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person) -> None:
        now = self.clock.now()
        live = await unit.bookings.live_of_customer(person.id)
        coming = [one for one in live if now < one.span.ends_at][:COMING]
        past = await unit.bookings.past_of_customer(person.id, now, PAST)
        names = await _names(unit, [*coming, *past])
        waits = len(await unit.waits.standing(person.id))
        card = notices.bookings(person.id, _lines(coming, names), _lines(past, names), waits=waits)
        await unit.outbox.add(card, now)


@dataclass(frozen=True, slots=True)
class ShowBooking:
    """Its card, as it stands, at the end of the chat; with the way on where the choices stand further up."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking: Booking) -> None:
        card = await customer_card(unit, booking)
        shown = replace(card, fresh=True, values={**card.values, "asked_for": True})
        await unit.outbox.add(shown, self.clock.now())


async def _names(unit: UnitOfWork, bookings: Sequence[Booking]) -> dict[int, str]:
    found = {
        one: await unit.therapists.get(one) for one in {b.therapist for b in bookings} if one is not None
    }
    return {id: therapist.name for id, therapist in found.items() if therapist is not None}


def _lines(bookings: Sequence[Booking], names: dict[int, str]) -> list[dict[str, object]]:
    return [notices.booking_values(one, therapist=names.get(one.therapist or 0, "")) for one in bookings]
