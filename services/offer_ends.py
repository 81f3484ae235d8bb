"""An offer's end that is no yes: card and room follow in the same transaction, and somebody else is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.booking import Booking
from domain.offer import Offer, OfferStatus
from domain.room import CloseReason
from services import notices
from services.asking import OFFER_ANSWER, announce
from services.freed import freed
from services.ports import UnitOfWork
from services.repositories import Change
from services.rooms import close_if_unneeded
from services.turns import Turns


@dataclass(frozen=True, slots=True)
class EndOffer:
    turns: Turns

    async def __call__(
        self, unit: UnitOfWork, offer: Offer, status: OfferStatus, now: datetime, by: str
    ) -> None:
        """Declined, timed out or lost: the time is free at once, then the next in turn or the customer."""
        booking = await unit.bookings.get(offer.booking)
        if booking is None:
            raise LookupError(f"offer {offer.id} has no booking")
        await unit.occupancy.release(booking.id)
        await freed(unit, booking.therapist, now)
        nobodys = replace(booking, therapist=None, version=booking.version + 1)
        unit.bookings.save(booking, nobodys, Change(by, now, status.value))
        ended = await retire(unit, offer, status, nobodys, CloseReason(status.value), now, by)
        await self.turns.after(unit, nobodys, ended, now, by)


async def retire(
    unit: UnitOfWork,
    offer: Offer,
    status: OfferStatus,
    booking: Booking,
    reason: CloseReason,
    now: datetime,
    by: str,
) -> Offer:
    """Ends the offer, closes its room unless it is needed, edits the therapist's card. `booking` is saved."""
    ended = offer.end(status, now)
    unit.offers.save(offer, ended, Change(by, now, reason.value))
    unit.deadlines.cancel(OFFER_ANSWER, offer.id)
    room = await unit.rooms.get(offer.room) if offer.room is not None else None
    if room is not None:
        room = await close_if_unneeded(unit, room, reason, now, by)
        name = await customer_name(unit, booking)
        card = notices.offer_card(room.therapist_person, ended, booking, room, name)
        await unit.outbox.add(card, now)
    announce(unit, booking, ended, "status", now)
    return ended


async def customer_name(unit: UnitOfWork, booking: Booking) -> str:
    customer = await unit.people.get(booking.customer)
    return customer.name if customer else ""
