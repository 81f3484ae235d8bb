"""An offer's end that is no yes: card and room follow in the same transaction, and somebody else is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.booking import Booking
from domain.ids import BookingId
from domain.offer import Offer, OfferStatus
from domain.room import CloseReason
from services import notices, suggestions
from services.asking import OFFER_ANSWER, announce, given_to, nobodys
from services.broadcast import BROADCAST_END, running
from services.freed import freed
from services.ports import Clock, UnitOfWork
from services.repositories import Change
from services.rooms import close_if_unneeded
from services.turns import Turns

GUARD = "guard"
"""Who ends an offer whose therapist has something else at that time by now."""


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
        if offer.broadcast:
            await self._of_broadcast(unit, booking, offer, status, now, by)
            return
        await unit.occupancy.release(booking.id)
        await freed(unit, booking.therapist, now)
        after = replace(nobodys(booking), version=booking.version + 1)
        unit.bookings.save(booking, after, Change(by, now, status.value))
        ended = await retire(unit, offer, status, after, CloseReason(status.value), now, by)
        await self.turns.after(unit, after, ended, now, by)

    async def _of_broadcast(
        self,
        unit: UnitOfWork,
        booking: Booking,
        offer: Offer,
        status: OfferStatus,
        now: datetime,
        by: str,
    ) -> None:
        """The others keep their chance, but for the time, which is up for all at once."""
        ended = await retire(unit, offer, status, booking, CloseReason(status.value), now, by)
        left = await running(unit, booking.id)
        if status is OfferStatus.TIMED_OUT:
            for one in left:
                await retire(unit, one, status, booking, CloseReason.TIMED_OUT, now, by)
        elif left:
            return
        unit.deadlines.cancel(BROADCAST_END, booking.id)
        await self.turns.after(unit, booking, ended, now, by)


@dataclass(frozen=True, slots=True)
class EndBroadcast:
    """Nobody said yes in time."""

    clock: Clock
    end: EndOffer

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId) -> None:
        open_now, now = await running(unit, booking_id), self.clock.now()
        if not open_now:
            return
        if now < open_now[0].answer_by:
            unit.deadlines.set(BROADCAST_END, booking_id, open_now[0].answer_by)
            return
        await self.end(unit, open_now[0], OfferStatus.TIMED_OUT, now, "deadline")


async def end_running(
    unit: UnitOfWork, booking: Booking, status: OfferStatus, reason: CloseReason, now: datetime, by: str
) -> None:
    """What is still open of a broadcast that is over, whoever is told what. `booking` is saved."""
    unit.deadlines.cancel(BROADCAST_END, booking.id)
    for one in await running(unit, booking.id):
        await retire(unit, one, status, booking, reason, now, by)


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
    await suggestions.offer_ends(unit, offer, status, booking, now, by)
    ended = offer.end(status, now)
    unit.offers.save(offer, ended, Change(by, now, reason.value))
    unit.deadlines.cancel(OFFER_ANSWER, offer.id)
    room = await unit.rooms.get(offer.room) if offer.room is not None else None
    if room is not None:
        room = await close_if_unneeded(unit, room, reason, now, by)
    therapist = await unit.therapists.get(offer.therapist)
    to = room.therapist_person if room is not None else therapist.person if therapist else None
    if to is not None:
        name = await customer_name(unit, booking)
        theirs = await given_to(unit, booking, therapist) if therapist else booking
        card = notices.offer_card(to, ended, theirs, room, name)
        if by == GUARD:
            card = replace(card, values={**card.values, "why": "not_free"})
        await unit.outbox.add(card, now)
    announce(unit, booking, ended, "status", now)
    return ended


async def customer_name(unit: UnitOfWork, booking: Booking) -> str:
    customer = await unit.people.get(booking.customer)
    return customer.name if customer else ""
