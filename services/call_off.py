"""A therapist who cannot make it: said to the customer at once, with what there is to choose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.booking import Booking, BookingStatus
from domain.cancelling import Reason, cancelling
from domain.ids import AcknowledgementId, BookingId
from domain.offer import Offer
from domain.people import Person
from domain.room import CloseReason, Room
from services import acknowledging, notices
from services.asking import announce, nobodys
from services.booking_cards import customer_card, standing
from services.choices import REFUSED, Cancelled
from services.freed import freed
from services.move_ends import drop
from services.offer_ends import customer_name
from services.ports import Clock, UnitOfWork
from services.reminders import disarm
from services.repositories import Change
from services.rooms import close_if_unneeded
from services.search_notices import booking_redispatched
from services.turns import Turns, for_anyone
from services.visits import call_off_news, is_therapist_of


@dataclass(frozen=True, slots=True)
class CallOff:
    """Before it should begin, it goes back to a request: the next in order are asked, or the customer
    chooses; once she is waiting for somebody to come, it is cancelled. The operators hear of both."""

    clock: Clock
    turns: Turns

    async def __call__(
        self,
        unit: UnitOfWork,
        booking_id: BookingId,
        person: Person,
        reason: Reason = Reason.UNSAID,
    ) -> Cancelled:
        booking = await unit.bookings.get(booking_id)
        if booking is None or not await is_therapist_of(unit, booking, person):
            return Cancelled.NOT_YOURS
        now = self.clock.now()
        state = cancelling(booking, now, self.turns.rules)
        if state in REFUSED:
            return REFUSED[state]
        offer = standing(await unit.offers.of_booking(booking.id), booking)
        if booking.status is BookingStatus.REQUESTED or offer is None:
            return Cancelled.NOT_YOURS
        by = f"therapist_{booking.therapist}"
        again = booking.status is BookingStatus.CONFIRMED and now < booking.span.starts_at
        after = await self._requested(unit, booking, now) if again else _cancelled(booking, by)
        unit.bookings.save(
            booking, after, Change(by, now, f"called_off: {reason}" if reason else "called_off")
        )
        await unit.occupancy.release(booking.id)
        await freed(unit, booking.therapist, now)
        disarm(unit, booking.id)
        await drop(unit, after, now, by)
        room = await unit.rooms.of_booking(booking.id)
        if room is not None:
            room = await close_if_unneeded(unit, room, CloseReason.CANCELLED, now, by)
            await _show_therapist(unit, after, offer, room, now)
        await call_off_news(unit, booking, after, now)
        rules, zone = self.turns.rules, self.turns.zone
        ack = await acknowledging.ask(unit, booking, booking.customer, by, now, rules, zone)
        await self._tell(unit, after, offer, room, now, by, ack)
        await self._alert(unit, after, offer, reason)
        announce(unit, after, offer, "status", now)
        return Cancelled.CANCELLED

    async def _requested(self, unit: UnitOfWork, booking: Booking, now: datetime) -> Booking:
        """Once more: where anybody may come, and somebody can be asked, as soon as they can be there."""
        back = booking.to(BookingStatus.REQUESTED)
        requested = replace(nobodys(back), confirmed_at=None, arrived_at=None)
        anyone = for_anyone(requested, now, self.turns.rules)
        asked = booking.wish.therapist is None and await self.turns.prospects(unit, anyone, now)
        return anyone if asked else requested

    async def _tell(
        self,
        unit: UnitOfWork,
        booking: Booking,
        offer: Offer,
        room: Room | None,
        now: datetime,
        by: str,
        ack: AcknowledgementId | None,
    ) -> None:
        therapist = await unit.therapists.get(offer.therapist)
        name = therapist.name if therapist else ""
        if booking.status is BookingStatus.REQUESTED:
            await self._go_on(unit, booking, offer, name, room, now, by, ack)
        else:
            await unit.outbox.add(await customer_card(unit, booking), now)
            await unit.outbox.add(notices.booking_called_off(booking, name, room, ack=ack), now)

    async def _alert(self, unit: UnitOfWork, booking: Booking, offer: Offer, reason: Reason) -> None:
        therapist = await unit.therapists.get(offer.therapist)
        facts = {"reference": booking.reference, "therapist": therapist.name if therapist else ""}
        if reason:
            facts["reason"] = reason.value
        if not booking.probe:
            await self.turns.alerts(unit, "called_off", **facts)

    async def _go_on(
        self,
        unit: UnitOfWork,
        booking: Booking,
        offer: Offer,
        name: str,
        room: Room | None,
        now: datetime,
        by: str,
        ack: AcknowledgementId | None,
    ) -> None:
        """Others are asked at once where anybody may come; who wished for one by name is asked first."""
        anyone = booking.wish.therapist is None
        if anyone and await self.turns.prospects(unit, booking, now):
            await unit.outbox.add(booking_redispatched(booking, name, room, ack), now)
            if await self.turns.go_on(unit, booking, 0, now, by):
                return
        # Nobody's time is held, so there is time to choose until the visit would begin.
        await self.turns.let_choose(unit, booking, offer, "called_off", now, booking.span.starts_at, ack)
        if anyone:
            await self.turns.report(unit, booking)


def _cancelled(booking: Booking, by: str) -> Booking:
    return replace(booking.to(BookingStatus.CANCELLED), cancelled_by=by)


async def _show_therapist(
    unit: UnitOfWork, booking: Booking, offer: Offer, room: Room, now: datetime
) -> None:
    """For her it is cancelled, whoever comes instead."""
    theirs = replace(booking, status=BookingStatus.CANCELLED)
    name = await customer_name(unit, booking)
    await unit.outbox.add(notices.offer_card(room.therapist_person, offer, theirs, room, name), now)
    await unit.outbox.add(notices.visit_sure(room.therapist_person, theirs, "cancelled"), now)
