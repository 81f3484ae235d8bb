"""The visit itself: the therapist taps, the customer's card follows, and a word of it where it is news."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, BookingStatus
from domain.ids import BookingId
from domain.overdue import UNFINISHED
from domain.people import Person
from domain.room import RoomStatus
from domain.rules import BookingRules
from domain.visits import OutOfOrder, Tap, tapped
from services import absences, overdue, ratings, room_cards, sharing, visit_notices
from services.asking import announce
from services.booking_cards import customer_card, standing, therapist_card
from services.care_times import look_again
from services.move_ends import drop
from services.ports import Clock, UnitOfWork
from services.reminders import begun
from services.repositories import Change
from services.rooms import EXPIRY


class Tapped(StrEnum):
    DONE = "done"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class TapVisit:
    clock: Clock
    rules: BookingRules

    async def __call__(
        self, unit: UnitOfWork, booking_id: BookingId, person: Person, tap: Tap
    ) -> Tapped | OutOfOrder:
        booking = await unit.bookings.get(booking_id)
        if booking is None or not await is_therapist_of(unit, booking, person):
            return Tapped.NOT_YOURS
        now = self.clock.now()
        after = tapped(booking, tap, now, self.rules)
        if isinstance(after, OutOfOrder):
            # The card that was pressed is an old one: from now on it shows how things stand.
            await _show_therapist(unit, booking, now)
            return after
        unit.bookings.save(booking, after, Change(f"therapist_{booking.therapist}", now, tap.value))
        begun(unit, after.id)
        if tap is Tap.FINISH:
            look_again(unit, after, now, self.rules)
        await drop(unit, after, now, f"therapist_{booking.therapist}")
        await tell(unit, after, tap, now)
        return Tapped.DONE


@dataclass(frozen=True, slots=True)
class FinishVisit:
    """Asked whether everything is all right: the therapist says that it is over, whatever was tapped."""

    clock: Clock
    rules: BookingRules

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> overdue.Checked:
        booking = await unit.bookings.get(booking_id)
        if booking is None or not await is_therapist_of(unit, booking, person):
            return overdue.Checked.NOT_YOURS
        now = self.clock.now()
        if booking.status not in UNFINISHED or now < booking.span.starts_at:
            await overdue.over(unit, booking, now)
            return overdue.Checked.OVER
        after = await complete(unit, booking, now, now, f"therapist_{booking.therapist}")
        look_again(unit, after, now, self.rules)
        return overdue.Checked.DONE


async def complete(unit: UnitOfWork, booking: Booking, at: datetime, now: datetime, by: str) -> Booking:
    """Over since then, if nobody tapped that it began, too."""
    going = booking
    if booking.status is not BookingStatus.IN_PROGRESS:
        going = booking.to(BookingStatus.IN_PROGRESS)
        unit.bookings.save(booking, going, Change(by, now, Tap.START))
    done = replace(going.to(BookingStatus.COMPLETED), finished_at=at)
    unit.bookings.save(going, done, Change(by, now, Tap.FINISH))
    begun(unit, done.id)
    await tell(unit, done, Tap.FINISH, now)
    return done


async def tell(unit: UnitOfWork, booking: Booking, tap: Tap, now: datetime) -> None:
    """Both cards, and what else follows from a tap."""
    await _show_therapist(unit, booking, now)
    await unit.outbox.add(await customer_card(unit, booking), now)
    room = await unit.rooms.of_booking(booking.id)
    therapist = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
    name = therapist.name if therapist else ""
    if tap is Tap.FINISH:
        await ratings.show(unit, booking, None, now, fresh=True)
    else:
        await unit.outbox.add(visit_notices.news(booking, tap.value, therapist=name, room=room), now)
    offer = standing(await unit.offers.of_booking(booking.id), booking)
    if offer is not None:
        announce(unit, booking, offer, "arrived" if tap is Tap.ARRIVED else "status", now)
    if room is not None:
        await room_cards.show(unit, room, now)
        if tap is Tap.FINISH:
            await sharing.end(unit, booking, room, now)
    if room is not None and room.status is RoomStatus.OPEN and booking.finished_at is not None:
        # A visit that ended late keeps its room for longer: the expiry works its time out anew.
        unit.deadlines.set(EXPIRY, room.id, now, version=room.version)
    if tap in {Tap.START, Tap.FINISH}:
        await absences.drop(unit, booking, now)
    if tap is Tap.FINISH:
        await overdue.over(unit, booking, now)


async def is_therapist_of(unit: UnitOfWork, booking: Booking, person: Person) -> bool:
    therapist = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
    return therapist is not None and therapist.person == person.id


async def call_off_news(unit: UnitOfWork, before: Booking, after: Booking, now: datetime) -> None:
    """Who was told that somebody is on the way reads in the same place that nobody is."""
    if before.status is BookingStatus.ON_THE_WAY or before.arrived_at is not None:
        await unit.outbox.add(visit_notices.news(after, "cancelled", therapist="", room=None), now)


async def _show_therapist(unit: UnitOfWork, booking: Booking, now: datetime) -> None:
    card = await therapist_card(unit, booking)
    if card is not None:
        await unit.outbox.add(card, now)
