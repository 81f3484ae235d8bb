"""From bookings to what stands in a calendar: a therapist's, and a customer's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.booking import Booking, BookingStatus, PlaceKind
from domain.icalendar import Calendar, Event, EventStatus
from domain.ids import TherapistId
from domain.people import Therapist
from domain.time import Span
from services.agendas import Dated
from services.notices import booking_values
from services.ports import UnitOfWork

PAST = timedelta(days=30)
"""How long what is over stays to be looked up."""
DROPPED = timedelta(days=14)
"""How long a cancelled visit is told as such: calendars that look in daily have dropped it long before."""
REFRESH = timedelta(hours=1)
"""How often a calendar is asked to look in; most have an interval of their own."""


@dataclass(frozen=True, slots=True)
class Told:
    summary: str
    location: str = ""
    description: str = ""


class EventWords(Protocol):
    """What stands in calendars, in their owner's language."""

    def name(self, language: str, therapist: str) -> str:
        """Of a therapist's whole calendar."""
        ...

    def visit(self, language: str, values: Mapping[str, Any], *, details: bool) -> Told:
        """For the therapist. Without `details` nothing in it is the customer's."""
        ...

    def own(self, language: str, values: Mapping[str, Any]) -> Told:
        """For the customer."""
        ...

    def time_off(self, language: str) -> Told: ...


@dataclass(frozen=True, slots=True)
class MakeCalendar:
    """A therapist's. `details`: with the customers' names and addresses, once a visit is agreed."""

    words: EventWords
    language: str
    """The studio's, of therapists who have not joined."""
    details: bool

    async def __call__(self, unit: UnitOfWork, therapist: Therapist, now: datetime) -> Calendar:
        """`now` decides only what is left out: the same visits make the same calendar."""
        person = await unit.people.get(therapist.person) if therapist.person is not None else None
        language = person.language if person else self.language
        found = await unit.calendars.of(therapist.id, now - PAST, now - DROPPED)
        off = (await unit.therapists.schedule(therapist.id)).time_off
        link = await unit.calendars.link(therapist.id)
        since = link.made_at if link else now
        events = [self._visit(language, one) for one in found]
        events += [
            self._off(language, therapist.id, span, since) for span in off if span.ends_at > now - PAST
        ]
        return Calendar(events=events, name=self.words.name(language, therapist.name), refresh=REFRESH)

    def _visit(self, language: str, dated: Dated) -> Event:
        booking = dated.booking
        told = self.words.visit(
            language, booking_values(booking, customer=dated.customer), details=self.details
        )
        agreed = status_of(booking) is EventStatus.CONFIRMED
        return _event("therapist", dated, told, point=self.details and agreed)

    def _off(self, language: str, therapist: TherapistId, span: Span, since: datetime) -> Event:
        """Nobody may book then, but she herself is free: it must not block her private calendar."""
        told = self.words.time_off(language)
        name = f"{therapist}:{span.starts_at.timestamp():.0f}:{span.ends_at.timestamp():.0f}"
        return Event(
            uid=uid("off", name),
            sequence=0,
            span=span,
            changed_at=since,
            summary=told.summary,
            busy=False,
        )


def own_event(words: EventWords, language: str, dated: Dated, therapist: str, alarm: timedelta) -> Event:
    told = words.own(language, booking_values(dated.booking, therapist=therapist))
    return _event("customer", dated, told, point=True, alarm=alarm)


def _event(whose: str, dated: Dated, told: Told, *, point: bool, alarm: timedelta | None = None) -> Event:
    booking = dated.booking
    status = status_of(booking)
    return Event(
        uid=uid(whose, booking.token),
        sequence=booking.version,
        span=booking.span,
        changed_at=dated.changed_at,
        summary=told.summary,
        status=status,
        location=told.location,
        description=told.description,
        point=_point(booking) if point else None,
        busy=status is not EventStatus.CANCELLED,
        alarm=None if status is EventStatus.CANCELLED else alarm,
    )


def _point(booking: Booking) -> tuple[float, float] | None:
    place = booking.place
    if place.kind is PlaceKind.STUDIO or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def status_of(booking: Booking) -> EventStatus:
    if booking.status is BookingStatus.REQUESTED:
        return EventStatus.TENTATIVE
    over = booking.status in {BookingStatus.CANCELLED, BookingStatus.UNANSWERED}
    return EventStatus.CANCELLED if over else EventStatus.CONFIRMED


def uid(whose: str, name: str) -> str:
    """The same for as long as the thing exists, unlike any other installation's, and saying nothing of it."""
    return f"{hashlib.sha256(f'{whose}:{name}'.encode()).hexdigest()[:32]}@roomline"
