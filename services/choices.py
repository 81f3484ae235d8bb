"""What the customer does with a booking of hers: ask anyone, cancel, or nothing in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.booking import Booking, BookingStatus
from domain.cancelling import Cancelling, cancelling
from domain.ids import BookingId
from domain.offer import Offer, OfferStatus
from domain.people import Person
from domain.room import CloseReason
from domain.rules import BookingRules
from services import acknowledging, kept, notices
from services.asking import Asking, announce
from services.booking_cards import standing
from services.broadcast import waits_for_choice
from services.freed import freed
from services.move_ends import drop
from services.offer_ends import customer_name, end_running, retire
from services.ports import Clock, UnitOfWork
from services.reminders import disarm
from services.repositories import Change
from services.rooms import close_if_unneeded
from services.search_notices import booking_choices_over
from services.turns import CHOICE, Turns, for_anyone
from services.visits import call_off_news


class AskedAnyone(StrEnum):
    ASKED = "asked"
    NOBODY_LEFT = "nobody_left"
    MOVED_ON = "moved_on"
    """Somebody is being asked already, or it is over."""
    NOT_YOURS = "not_yours"


class Cancelled(StrEnum):
    CANCELLED = "cancelled"
    ALREADY_CANCELLED = "already_cancelled"
    LATE = "late"
    """It would be recorded as late, which has not been said yet: nothing is cancelled."""
    BEGUN = "begun"
    OVER = "over"
    ENDED = "ended"
    """The request came to nothing before."""
    NOT_YOURS = "not_yours"


REFUSED = {
    Cancelling.CANCELLED: Cancelled.ALREADY_CANCELLED,
    Cancelling.BEGUN: Cancelled.BEGUN,
    Cancelling.OVER: Cancelled.OVER,
    Cancelling.ENDED: Cancelled.ENDED,
}


@dataclass(frozen=True, slots=True)
class AskAnyone:
    """A wish for a gender stays, unless she has said that `whoever` is free may come."""

    clock: Clock
    turns: Turns

    async def __call__(
        self, unit: UnitOfWork, booking_id: BookingId, person: Person, *, whoever: bool = False
    ) -> AskedAnyone:
        booking = await unit.bookings.get(booking_id)
        if booking is None or booking.customer != person.id:
            return AskedAnyone.NOT_YOURS
        if not await waits_for_choice(unit, booking):
            return AskedAnyone.MOVED_ON
        now = self.clock.now()
        await acknowledging.settle(unit, booking.id, person.id, now)
        if await self._ask(unit, booking, now, whoever=whoever):
            return AskedAnyone.ASKED
        await unit.outbox.add(await self.turns.choices(unit, booking, "nobody_left", "", now), now)
        await self.turns.report(unit, booking)
        return AskedAnyone.NOBODY_LEFT

    async def _ask(self, unit: UnitOfWork, booking: Booking, now: datetime, *, whoever: bool) -> bool:
        anyone = for_anyone(booking, now, self.turns.rules, whoever=whoever)
        others = await self.turns.others(unit, anyone, now)
        if not others:
            return False
        by = f"customer_{booking.customer}"
        opened = replace(anyone, version=booking.version + 1)
        unit.bookings.save(booking, opened, Change(by, now, "ask_anyone"))
        asking = Asking(self.turns.rules, self.turns.zone)
        asked = await asking(unit, opened, others, turn=1, now=now, by=by)
        if asked is None:
            return False
        unit.deadlines.cancel(CHOICE, booking.id)
        await unit.outbox.add(booking_choices_over(asked.booking, "asked_anyone"), now)
        return True


@dataclass(frozen=True, slots=True)
class CancelBooking:
    """`late`: the customer has been told that it is, if it is."""

    clock: Clock
    rules: BookingRules
    zone: ZoneInfo

    async def __call__(
        self,
        unit: UnitOfWork,
        booking_id: BookingId,
        person: Person,
        why: str = "",
        *,
        late: bool = False,
    ) -> Cancelled:
        booking = await unit.bookings.get(booking_id)
        by = None if booking is None else _canceller(booking, person)
        if booking is None or by is None:
            return Cancelled.NOT_YOURS
        now = self.clock.now()
        state = cancelling(booking, now, self.rules)
        if state in REFUSED:
            return REFUSED[state]
        recorded = state is Cancelling.LATE and booking.customer == person.id
        if recorded and not late:
            return Cancelled.LATE
        choosing = await waits_for_choice(unit, booking)
        cancelled = replace(booking.to(BookingStatus.CANCELLED), cancelled_by=by, cancelled_late=recorded)
        unit.bookings.save(booking, cancelled, Change(by, now, why))
        await unit.occupancy.release(booking.id)
        await freed(unit, booking.therapist, now)
        disarm(unit, booking.id)
        await acknowledging.settle(unit, booking.id, person.id, now)
        await drop(unit, cancelled, now, by)
        await _tell_customer(unit, cancelled, now, choosing=choosing)
        await call_off_news(unit, booking, cancelled, now)
        if booking.customer != person.id:
            await self._tell_it_was_the_studio(unit, cancelled, now)
        if booking.therapist is not None:
            await self._tell_therapist(unit, cancelled, now, by)
        await end_running(unit, cancelled, OfferStatus.WITHDRAWN, CloseReason.CANCELLED, now, by)
        await kept.give_back(unit, cancelled, now)
        return Cancelled.CANCELLED

    async def _tell_it_was_the_studio(self, unit: UnitOfWork, booking: Booking, now: datetime) -> None:
        room, by = await unit.rooms.of_booking(booking.id), booking.cancelled_by
        ack = await acknowledging.ask(unit, booking, booking.customer, by, now, self.rules, self.zone)
        await unit.outbox.add(notices.booking_called_off(booking, "", room, ack=ack), now)

    async def _tell_therapist(self, unit: UnitOfWork, booking: Booking, now: datetime, by: str) -> None:
        offer = standing(await unit.offers.of_booking(booking.id), booking)
        if offer is None:
            return
        room = await unit.rooms.of_booking(booking.id)
        if room is not None:
            # Before the room's end, which follows from it.
            name, to = await customer_name(unit, booking), room.therapist_person
            ack = None
            if offer.status is not OfferStatus.OPEN:
                # While it was open nobody relied on it.
                ack = await acknowledging.ask(unit, booking, to, by, now, self.rules, self.zone)
            await unit.outbox.add(notices.booking_cancelled(to, booking, name, room, ack=ack), now)
        if offer.status is OfferStatus.OPEN:
            await retire(unit, offer, OfferStatus.WITHDRAWN, booking, CloseReason.CANCELLED, now, by)
        else:
            await _drop_accepted(unit, offer, booking, now, by)


@dataclass(frozen=True, slots=True)
class GiveUp:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId) -> None:
        booking = await unit.bookings.get(booking_id)
        if booking is None or not await waits_for_choice(unit, booking):
            return
        now = self.clock.now()
        over = booking.to(BookingStatus.UNANSWERED)
        unit.bookings.save(booking, over, Change("deadline", now, "no_choice"))
        await _tell_customer(unit, over, now, choosing=True)
        await kept.give_back(unit, over, now)


def _canceller(booking: Booking, person: Person) -> str | None:
    if booking.customer == person.id:
        return f"customer_{person.id}"
    return f"operator_{person.id}" if person.operator else None


async def _drop_accepted(unit: UnitOfWork, offer: Offer, booking: Booking, now: datetime, by: str) -> None:
    """The offer stays accepted, as it was; what it led to is cancelled."""
    room = await unit.rooms.of_booking(booking.id)
    if room is not None:
        room = await close_if_unneeded(unit, room, CloseReason.CANCELLED, now, by)
        name = await customer_name(unit, booking)
        await unit.outbox.add(notices.offer_card(room.therapist_person, offer, booking, room, name), now)
    announce(unit, booking, offer, "status", now)


async def _tell_customer(unit: UnitOfWork, booking: Booking, now: datetime, *, choosing: bool) -> None:
    therapist = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
    card = notices.booking_card(booking, therapist=therapist, answer_by=None, room=None)
    await unit.outbox.add(card, now)
    if choosing:
        unit.deadlines.cancel(CHOICE, booking.id)
        await unit.outbox.add(booking_choices_over(booking, booking.status.value), now)
