"""A therapist's answer to an offer, or none in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, BookingStatus
from domain.ids import OfferId
from domain.offer import Offer, OfferStatus
from domain.people import Person, Therapist
from domain.room import CloseReason, Room
from domain.rules import BookingRules, RoomRules
from services import acknowledging, kept, notices, suggestions
from services.asking import OFFER_ANSWER, announce, given_to
from services.offer_ends import GUARD, EndOffer, customer_name, end_running
from services.ports import Clock, SlotTaken, UnitOfWork
from services.reminders import arm
from services.repositories import Change
from services.rooms import open_room, pair_room, tell_opened
from services.wants import want_of


class Answer(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_YOURS = "not_yours"
    ALREADY_ACCEPTED = "already_accepted"
    ALREADY_DECLINED = "already_declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    CANCELLED = "cancelled"
    NOT_FREE = "not_free"
    SUSPENDED = "suspended"
    """Taken off the roster since they were asked."""


_ENDED = {
    OfferStatus.ACCEPTED: Answer.ALREADY_ACCEPTED,
    OfferStatus.DECLINED: Answer.ALREADY_DECLINED,
    OfferStatus.TIMED_OUT: Answer.TIMED_OUT,
    OfferStatus.WITHDRAWN: Answer.WITHDRAWN,
}
# By then the booking's later fate is none of this therapist's concern.
_ENDED_BEFORE = frozenset({OfferStatus.DECLINED, OfferStatus.TIMED_OUT, OfferStatus.LOST})


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    clock: Clock
    rules: BookingRules
    room_rules: RoomRules
    end: EndOffer

    async def __call__(self, unit: UnitOfWork, offer_id: OfferId, person: Person) -> Answer:
        now = self.clock.now()
        found = await open_offer(unit, offer_id, person, now, self.end)
        if isinstance(found, Answer):
            return found
        offer, booking = found
        therapist = await unit.therapists.get(offer.therapist)
        if therapist is None or not therapist.active:
            return Answer.SUSPENDED
        if not await self._keep_time(unit, offer, booking, now):
            await self.end(unit, offer, OfferStatus.LOST, now, GUARD)
            return Answer.NOT_FREE
        await self.confirm(unit, offer, booking, therapist, now, by=f"therapist_{offer.therapist}")
        return Answer.ACCEPTED

    async def _keep_time(self, unit: UnitOfWork, offer: Offer, booking: Booking, now: datetime) -> bool:
        """Asks the guard once more: what decides is not that the time was held but that it is."""
        held = (await want_of(unit, booking, self.rules)).held(booking.span.starts_at)
        await unit.occupancy.release(booking.id)
        try:
            await unit.occupancy.hold(booking.id, offer.therapist, held, now)
        except SlotTaken:
            return False
        return True

    async def confirm(
        self,
        unit: UnitOfWork,
        offer: Offer,
        booking: Booking,
        therapist: Therapist,
        now: datetime,
        *,
        by: str,
        why: str = "accepted",
    ) -> Booking:
        """Its time is held; `booking` may be for another one than the offer was, where that was agreed."""
        agreed = await given_to(unit, booking, therapist) if offer.broadcast else booking
        confirmed = replace(agreed.to(BookingStatus.CONFIRMED), confirmed_at=now)
        unit.bookings.save(booking, confirmed, Change(by, now, why))
        await suggestions.offer_ends(unit, offer, OfferStatus.ACCEPTED, confirmed, now, by)
        pending = await self._room(unit, offer, confirmed, therapist, now)
        accepted = replace(offer.end(OfferStatus.ACCEPTED, now), room=pending.id)
        unit.offers.save(offer, accepted, Change(by, now))
        unit.deadlines.cancel(OFFER_ANSWER, offer.id)
        await end_running(unit, confirmed, OfferStatus.LOST, CloseReason.LOST, now, by)
        room = await open_room(unit, pending, self.room_rules, now, by)
        await self._tell(unit, accepted, confirmed, therapist, room, now)
        # Whoever comes instead of one who called off: nobody waits in vain any more.
        await acknowledging.settle(unit, booking.id, booking.customer, now)
        arm(unit, confirmed, now, self.rules, self.end.turns.zone)
        announce(unit, confirmed, accepted, "status", now)
        return confirmed

    async def _room(
        self, unit: UnitOfWork, offer: Offer, booking: Booking, therapist: Therapist, now: datetime
    ) -> Room:
        if offer.broadcast:
            return await pair_room(unit, now, booking, therapist)
        pending = await unit.rooms.get(offer.room) if offer.room is not None else None
        if pending is None:
            raise LookupError(f"offer {offer.id} has no room")
        return pending

    async def _tell(
        self,
        unit: UnitOfWork,
        offer: Offer,
        booking: Booking,
        therapist: Therapist,
        room: Room,
        now: datetime,
    ) -> None:
        customer, to = await customer_name(unit, booking), room.therapist_person
        await unit.outbox.add(notices.offer_card(to, offer, booking, room, customer), now)
        card = notices.booking_card(booking, therapist=therapist, answer_by=None, room=room)
        await unit.outbox.add(card, now)
        await tell_opened(unit, room, booking, now)
        await kept.hand_over(unit, booking, room, now, self.room_rules, therapist.name)


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    clock: Clock
    end: EndOffer

    async def __call__(self, unit: UnitOfWork, offer_id: OfferId, person: Person) -> Answer:
        now = self.clock.now()
        found = await open_offer(unit, offer_id, person, now, self.end)
        if isinstance(found, Answer):
            return found
        offer, _ = found
        await self.end(unit, offer, OfferStatus.DECLINED, now, f"therapist_{offer.therapist}")
        return Answer.DECLINED


@dataclass(frozen=True, slots=True)
class TimeOutOffer:
    clock: Clock
    end: EndOffer

    async def __call__(self, unit: UnitOfWork, offer_id: OfferId) -> None:
        offer = await unit.offers.get(offer_id)
        if offer is None or offer.status is not OfferStatus.OPEN:
            return
        now = self.clock.now()
        if now < offer.answer_by:
            unit.deadlines.set(OFFER_ANSWER, offer.id, offer.answer_by)
            return
        await self.end(unit, offer, OfferStatus.TIMED_OUT, now, "deadline")


async def open_offer(
    unit: UnitOfWork, offer_id: OfferId, person: Person, now: datetime, end: EndOffer
) -> tuple[Offer, Booking] | Answer:
    """The offer if this person may still answer it; otherwise the true reason why not."""
    offer = await unit.offers.get(offer_id)
    therapist = await unit.therapists.get(offer.therapist) if offer is not None else None
    if offer is None or therapist is None or therapist.person != person.id:
        return Answer.NOT_YOURS
    booking = await unit.bookings.get(offer.booking)
    if booking is None:
        raise LookupError(f"offer {offer.id} has no booking")
    if booking.status is BookingStatus.CANCELLED and offer.status not in _ENDED_BEFORE:
        return Answer.CANCELLED
    if offer.status is OfferStatus.ACCEPTED and booking.therapist != offer.therapist:
        # They called it off, whoever comes instead: their card says so, too.
        return Answer.CANCELLED
    if offer.status is not OfferStatus.OPEN:
        return await _ended(unit, offer)
    if now >= offer.answer_by:
        # Its deadline is late: the time is up all the same, and the next need not wait for it.
        await end(unit, offer, OfferStatus.TIMED_OUT, now, "deadline")
        return Answer.TIMED_OUT
    return offer, booking


async def _ended(unit: UnitOfWork, offer: Offer) -> Answer:
    """Lost to somebody else, or to something else at that time."""
    if offer.status is OfferStatus.LOST:
        offers = await unit.offers.of_booking(offer.booking)
        taken = any(one.status is OfferStatus.ACCEPTED for one in offers)
        return Answer.LOST if taken else Answer.NOT_FREE
    return _ENDED[offer.status]
