"""Reminders of a visit: set when it is confirmed, gone when it is cancelled, each sent once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.booking import Booking, BookingStatus
from domain.ids import BookingId
from domain.reminders import Ahead, reminder
from domain.rules import BookingRules
from services import care_times
from services.booking_cards import customer_card, therapist_card
from services.notices import instant
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork

KINDS = {ahead: f"reminder_{ahead}" for ahead in Ahead}
"""The deadlines' kinds; their subject is the booking's id."""


def arm(unit: UnitOfWork, booking: Booking, now: datetime, rules: BookingRules, zone: ZoneInfo) -> None:
    """For the booking as it is now, whatever was armed before: a reminder that has been sent was for the old
    time. One whose time has passed already is none: a visit in forty minutes needs nobody to be told about
    it the day before."""
    for ahead, kind in KINDS.items():
        one = reminder(ahead, booking.span.starts_at, zone, rules)
        if now < one.due_at:
            unit.deadlines.set(kind, booking.id, one.due_at, valid_until=one.valid_until)
        else:
            unit.deadlines.cancel(kind, booking.id)
    care_times.watch(unit, booking, now, rules)


def disarm(unit: UnitOfWork, booking: BookingId) -> None:
    """It will not take place, or not with this therapist."""
    begun(unit, booking)
    care_times.unwatch(unit, booking)


def begun(unit: UnitOfWork, booking: BookingId) -> None:
    """Nobody has to be reminded any more; how it ends is still to be seen."""
    for kind in KINDS.values():
        unit.deadlines.cancel(kind, booking)


@dataclass(frozen=True, slots=True)
class Remind:
    """For the deadlines `reminder_day` and `reminder_hours`: the card of the visit comes down to the end of
    the chat, with a headline that says why. So its buttons work, and it shows what becomes of the visit."""

    clock: Clock
    rules: BookingRules
    zone: ZoneInfo
    ahead: Ahead

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId) -> None:
        now = self.clock.now()
        booking = await unit.bookings.get(booking_id)
        if booking is None or booking.status is not BookingStatus.CONFIRMED:
            return
        one = reminder(self.ahead, booking.span.starts_at, self.zone, self.rules)
        if now < one.due_at:
            unit.deadlines.set(KINDS[self.ahead], booking.id, one.due_at, valid_until=one.valid_until)
        elif now < one.valid_until:
            for card in (await customer_card(unit, booking), await therapist_card(unit, booking)):
                if card is not None:
                    await unit.outbox.add(_reminding(card, one.valid_until), now)


def _reminding(card: Notice, until: datetime) -> Notice:
    return replace(card, fresh=True, values={**card.values, "reminder_until": instant(until)})
