"""What a customer has coming, and what was: the list, page by page, and one of it in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from domain.booking import Booking
from domain.people import Person
from services import notices
from services.booking_cards import customer_card
from services.ports import Clock, UnitOfWork
from services.whose_turn import waiting

COMING, PAST = 10, 5
"""How many the list shows: what can be taken in at a glance, and pressed with a thumb."""
PAGE = 10
DEEPEST = 200
"""Pages: whoever needs more of what was has `/mydata`."""


class View(StrEnum):
    ALL = "all"
    """What comes, and the latest of what was."""
    PAST = "past"


@dataclass(frozen=True, slots=True)
class ListBookings:
    clock: Clock

    async def __call__(
        self, unit: UnitOfWork, person: Person, view: View = View.ALL, page: int = 0, *, fresh: bool = True
    ) -> None:
        now, page = self.clock.now(), min(max(page, 0), DEEPEST)
        live = await unit.bookings.live_of_customer(person.id)
        coming = [one for one in live if now < one.span.ends_at] if view is View.ALL else []
        page = min(page, max(len(coming) - 1, 0) // COMING) if view is View.ALL else page
        shown = coming[page * COMING : (page + 1) * COMING]
        first, most = (page * PAGE, PAGE) if view is View.PAST else (0, PAST if page == 0 else 0)
        # One more than is shown tells whether there are more.
        past = await unit.bookings.past_of_customer(person.id, now, first + most + 1) if most else []
        was = past[first : first + most]
        if view is View.PAST and not was:
            await self(unit, person, fresh=fresh)
            return
        names = await _names(unit, [*shown, *was])
        values = {
            "view": view.value,
            "page": page,
            "earlier": page > 0,
            "later": len(coming) > (page + 1) * COMING if view is View.ALL else len(past) > first + most,
            "all_past": view is View.ALL and len(past) > most > 0,
            "waits": len(await unit.waits.standing(person.id)),
            "coming": [await _line(unit, one, names) for one in shown],
            "past": [await _line(unit, one, names) for one in was],
        }
        await unit.outbox.add(notices.bookings(person.id, values, fresh=fresh), now)


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


async def _line(unit: UnitOfWork, booking: Booking, names: dict[int, str]) -> dict[str, Any]:
    values = notices.booking_values(booking, therapist=names.get(booking.therapist or 0, ""))
    return values | await waiting(unit, booking)
