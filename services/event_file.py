"""A customer's own booking as a file for her calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.booking import Booking, BookingStatus
from domain.icalendar import Calendar, EventStatus
from domain.ids import BookingId
from domain.people import Person
from services.calendar_events import EventWords, own_event, status_of
from services.filling import NOTHING, Filling
from services.notices import booking_values
from services.outgoing import File, Notice
from services.ports import Clock, UnitOfWork


class EventSent(StrEnum):
    SENT = "sent"
    NOT_YET = "not_yet"
    """Nobody has said yes."""
    CANCELLED = "cancelled"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class SendEvent:
    """The newest replaces the one before, in the chat as in the calendar."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking: Booking) -> EventSent:
        now = self.clock.now()
        refused = _refused(booking, now)
        if refused is not None:
            return refused
        card = f"event:{booking.id}"
        values = booking_values(booking)
        notice = Notice(to=booking.customer, code="event", values=values, card=card, fresh=True)
        await unit.outbox.add(notice, now)
        return EventSent.SENT


def _refused(booking: Booking, now: datetime) -> EventSent | None:
    if booking.status is BookingStatus.REQUESTED:
        return EventSent.NOT_YET
    if status_of(booking) is EventStatus.CANCELLED:
        return EventSent.CANCELLED
    return EventSent.OVER if booking.ends_at <= now else None


@dataclass(frozen=True, slots=True)
class FillEvent:
    """Made as it is sent, of the booking as it is then: one cancelled meanwhile says so."""

    words: EventWords
    alarm: timedelta
    encode: Callable[[Calendar], bytes]

    async def __call__(self, unit: UnitOfWork, person: Person, notice: Notice, now: datetime) -> Filling:
        dated = await unit.calendars.booking(BookingId(notice.values["booking"]))
        if dated is None or dated.booking.customer != person.id:
            return NOTHING
        booking = dated.booking
        known = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
        event = own_event(self.words, person.language, dated, known.name if known else "", self.alarm)
        gone = event.status is EventStatus.CANCELLED
        # With a method, the stamp is the time of the handing over.
        made = Calendar(events=[replace(event, stamped_at=now)], method="CANCEL" if gone else "PUBLISH")
        return Filling({"gone": gone}, File(f"{booking.reference}.ics", self.encode(made)))
