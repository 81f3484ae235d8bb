"""The waitlist: what somebody would take if it came free, and a freed time offered to her for a while."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.booking import IllegalTransition, Place, Wish
from domain.catalogue import Money
from domain.dispatch import Need
from domain.ids import PersonId, ServiceCode, TherapistId, WaitId, WaitOfferId
from domain.offer import OfferStatus
from domain.time import Span
from domain.wallclock import day_span, instant_of


class Part(StrEnum):
    """Of the studio's day."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


_FROM = {Part.ANY: 0, Part.MORNING: 5, Part.AFTERNOON: 12, Part.EVENING: 17}
_UNTIL = {Part.ANY: 24, Part.MORNING: 12, Part.AFTERNOON: 17, Part.EVENING: 24}


@dataclass(frozen=True, slots=True)
class Watch:
    """Which days of the studio, both included, and which part of them."""

    first: date
    last: date
    part: Part = Part.ANY

    def holds(self, local: datetime) -> bool:
        """`local`: a start by the studio's clocks."""
        return self.first <= local.date() <= self.last and _FROM[self.part] <= local.hour < _UNTIL[self.part]

    def span(self, zone: ZoneInfo) -> Span:
        return Span(day_span(self.first, zone).starts_at, day_span(self.last, zone).ends_at)

    def over_at(self, zone: ZoneInfo) -> datetime:
        """From then on nothing can begin that would suit."""
        until = _UNTIL[self.part]
        return day_span(self.last, zone).ends_at if until == 24 else instant_of(self.last, time(until), zone)


class WaitStatus(StrEnum):
    WAITING = "waiting"
    PAUSED = "paused"
    """Passed on so many that she is asked whether to stay; nothing is offered until she says."""
    BOOKED = "booked"
    LEFT = "left"
    OVER = "over"
    """Its days have passed."""


STANDING = frozenset({WaitStatus.WAITING, WaitStatus.PAUSED})
_S = WaitStatus
TRANSITIONS: dict[WaitStatus, frozenset[WaitStatus]] = {
    _S.WAITING: frozenset({_S.PAUSED, _S.BOOKED, _S.LEFT, _S.OVER}),
    _S.PAUSED: frozenset({_S.WAITING, _S.LEFT, _S.OVER}),
    _S.BOOKED: frozenset(),
    _S.LEFT: frozenset(),
    _S.OVER: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One wish on the list. The same wish of the same person stands there once."""

    id: WaitId
    customer: PersonId
    service: ServiceCode
    service_name: str
    minutes: int
    place: Place
    wish: Wish
    watch: Watch
    notes: str = ""
    seen: frozenset[datetime] = frozenset()
    """Starts that were free when she joined, and did not suit her."""
    passed: int = 0
    """Offers in a row that she declined or let pass."""
    status: WaitStatus = WaitStatus.WAITING
    version: int = 0
    joined_at: datetime
    ended_at: datetime | None = None

    @property
    def standing(self) -> bool:
        return self.status in STANDING

    @property
    def key(self) -> str:
        """What makes a wish the same: not the address within its district, nor what was noted."""
        wish, watch = self.wish, self.watch
        parts = (self.service, self.minutes, self.place.kind, self.place.district, wish.therapist or "any")
        return "|".join(map(str, (*parts, wish.gender or "any", watch.first, watch.last, watch.part)))

    @property
    def need(self) -> Need:
        return Need(
            service=self.service,
            minutes=self.minutes,
            place=self.place.kind,
            district=self.place.district,
            wish=self.wish,
            customer=self.customer,
        )

    def to(self, status: WaitStatus, at: datetime) -> Wait:
        """The same one step on. Raises IllegalTransition for a step the table does not allow."""
        if status not in TRANSITIONS[self.status]:
            raise IllegalTransition(f"wait {self.id}", self.status, status)
        ended = None if status in STANDING else at
        return replace(self, status=status, version=self.version + 1, ended_at=ended)

    def suits(self, start: datetime, zone: ZoneInfo) -> bool:
        """Among her days and hours, and news to her."""
        return start not in self.seen and self.watch.holds(start.astimezone(zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitOffer:
    """A freed time, held for one customer of the list until she has answered; with the words and the ends of
    every offer."""

    id: WaitOfferId
    wait: WaitId
    customer: PersonId
    therapist: TherapistId
    span: Span
    """The treatment, without buffers."""
    price: Money
    """As she was told."""
    status: OfferStatus = OfferStatus.OPEN
    version: int = 0
    opened_at: datetime
    answer_by: datetime
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.status is OfferStatus.OPEN

    @property
    def hold(self) -> str:
        """The name under which its time is held: a wish has one at a time."""
        return f"wait:{self.wait}"

    def end(self, status: OfferStatus, at: datetime) -> WaitOffer:
        """Every end is reached from `open` and only from there. Raises IllegalTransition otherwise."""
        if not self.open or status is OfferStatus.OPEN:
            raise IllegalTransition(f"wait offer {self.id}", self.status, status)
        return replace(self, status=status, version=self.version + 1, ended_at=at)
