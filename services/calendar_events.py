"""From bookings to what stands in a calendar: a therapist's, and a customer's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.booking import Booking, BookingStatus, PlaceKind
from domain.icalendar import Calendar, Event, EventStatus
from domain.people import Therapist
from domain.time import Span
from services.agendas import Dated, Window
from services.notices import booking_values
from services.ports import UnitOfWork

PAST = timedelta(days=30)
"""How long what is over stays to be looked up."""
DROPPED = timedelta(days=14)
"""How long a cancelled visit is told as such: calendars that look in daily have dropped it long before."""
PAGE = 100
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What a therapist's calendar is made of; making it is work for a thread of its own."""

    words: EventWords
    language: str
    details: bool
    therapist: Therapist
    visits: Sequence[Dated]
    off: Sequence[Span]
    since: datetime
    """When the calendar got its address."""

    @property
    def changed_at(self) -> datetime:
        return max((one.changed_at for one in self.visits), default=self.since)

    def calendar(self) -> Calendar:
        """The same visits make the same calendar, whenever it is asked for."""
        events = [*map(self._visit, self.visits), *map(self._off, self.off)]
        name = self.words.name(self.language, self.therapist.name)
        return Calendar(events=events, name=name, refresh=REFRESH)

    def _visit(self, dated: Dated) -> Event:
        values = booking_values(dated.booking, customer=dated.customer)
        told = self.words.visit(self.language, values, details=self.details)
        agreed = status_of(dated.booking) is EventStatus.CONFIRMED
        return _event("therapist", dated, told, point=self.details and agreed)

    def _off(self, span: Span) -> Event:
        """Nobody may book then, but she herself is free: it must not block her private calendar."""
        name = f"{self.therapist.id}:{span.starts_at.timestamp():.0f}:{span.ends_at.timestamp():.0f}"
        return Event(
            uid=uid("off", name),
            sequence=0,
            span=span,
            changed_at=self.since,
            summary=self.words.time_off(self.language).summary,
            busy=False,
        )


@dataclass(frozen=True, slots=True)
class ReadAgenda:
    """`details`: with the customers' names and addresses, once a visit is agreed."""

    words: EventWords
    language: str
    """The studio's, of therapists who have not joined."""
    details: bool

    async def __call__(self, unit: UnitOfWork, therapist: Therapist, now: datetime) -> Agenda:
        """`now` decides only what is left out."""
        person = await unit.people.get(therapist.person) if therapist.person is not None else None
        link = await unit.calendars.link(therapist.id)
        schedule = await unit.therapists.schedule(therapist.id)
        return Agenda(
            words=self.words,
            language=person.language if person else self.language,
            details=self.details,
            therapist=therapist,
            visits=await self._visits(unit, therapist, now),
            off=[span for span in schedule.time_off if span.ends_at > now - PAST],
            since=link.made_at if link else now,
        )

    async def _visits(self, unit: UnitOfWork, therapist: Therapist, now: datetime) -> Sequence[Dated]:
        """Page by page: others' messages go between."""
        found: list[Dated] = []
        wanted = Window(therapist.id, now - PAST, now - DROPPED)
        while page := await unit.calendars.of(wanted, found[-1] if found else None, PAGE):
            found += page
        return found


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
