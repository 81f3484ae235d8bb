"""A booking's life: one vocabulary, one table of allowed transitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.catalogue import Money
from domain.ids import BookingId, PersonId, ServiceCode, TherapistId
from domain.people import Gender
from domain.time import Span


class BookingStatus(StrEnum):
    """A draft lives in the conversation; the row begins at `requested`."""

    DRAFT = "draft"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    ON_THE_WAY = "on_the_way"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    UNANSWERED = "unanswered"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


_S = BookingStatus
TRANSITIONS: dict[BookingStatus, frozenset[BookingStatus]] = {
    _S.DRAFT: frozenset({_S.REQUESTED}),
    _S.REQUESTED: frozenset({_S.CONFIRMED, _S.UNANSWERED, _S.CANCELLED}),
    _S.CONFIRMED: frozenset({_S.ON_THE_WAY, _S.IN_PROGRESS, _S.REQUESTED, _S.CANCELLED, _S.NO_SHOW}),
    _S.ON_THE_WAY: frozenset({_S.IN_PROGRESS, _S.CANCELLED, _S.NO_SHOW}),
    _S.IN_PROGRESS: frozenset({_S.COMPLETED}),
    _S.COMPLETED: frozenset(),
    _S.UNANSWERED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.NO_SHOW: frozenset(),
}
AGREED = frozenset({_S.CONFIRMED, _S.ON_THE_WAY, _S.IN_PROGRESS, _S.COMPLETED, _S.NO_SHOW})
"""Somebody said yes, and it was not cancelled."""
LIVE = frozenset({_S.REQUESTED, _S.CONFIRMED, _S.ON_THE_WAY, _S.IN_PROGRESS})


class IllegalTransition(Exception):
    def __init__(self, thing: str, before: str, after: str) -> None:
        super().__init__(f"{thing} cannot go from {before} to {after}")


class Mode(StrEnum):
    NOW = "now"
    SCHEDULED = "scheduled"


class PlaceKind(StrEnum):
    STUDIO = "studio"
    HOME = "home"
    HOTEL = "hotel"

    @property
    def visit(self) -> bool:
        return self is not PlaceKind.STUDIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it happens. For a hotel, `address` is its name and `room` the room."""

    kind: PlaceKind
    address: str = ""
    district: str = ""
    room: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom the customer asked for: a therapist by name, or anyone (perhaps of one gender)."""

    therapist: TherapistId | None = None
    gender: Gender | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Everything the form asked, answered: what `RequestBooking` takes."""

    customer: PersonId
    service: ServiceCode
    minutes: int
    place: Place
    wish: Wish
    mode: Mode
    starts_at: datetime
    """For `now` it is worked out again at Send request; this is what the summary showed."""
    notes: str = ""
    token: str
    """The draft's: three taps on Send request carry the same one, and make one booking."""
    price: Money | None = None
    """What the summary showed; None where none was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    id: BookingId
    reference: str
    token: str
    customer: PersonId
    therapist: TherapistId | None
    """Whose time is held; None while nobody's is (the customer is choosing, or it ended unanswered)."""
    service: ServiceCode
    service_name: str
    span: Span
    """The treatment itself, without buffers."""
    price: Money
    place: Place
    wish: Wish
    mode: Mode
    notes: str
    status: BookingStatus
    version: int
    requested_at: datetime
    confirmed_at: datetime | None = None
    cancelled_by: str = ""
    cancelled_late: bool = False
    arrived_at: datetime | None = None
    finished_at: datetime | None = None
    no_show: str = ""
    """Who did not come: `customer` or `therapist`."""
    probe: bool = False
    most: Money | None = None
    """With any therapist: what the customer was shown, which nobody's own price may exceed."""

    @property
    def ends_at(self) -> datetime:
        """When the visit is over: as agreed, or when it really was, if that was later."""
        return max(self.span.ends_at, self.finished_at or self.span.ends_at)

    @property
    def minutes(self) -> int:
        return int((self.span.ends_at - self.span.starts_at).total_seconds() // 60)

    @property
    def live(self) -> bool:
        return self.status in LIVE

    def to(self, status: BookingStatus) -> Booking:
        """The same booking one step on. Raises IllegalTransition for a step the table does not allow."""
        if status not in TRANSITIONS[self.status]:
            raise IllegalTransition(f"booking {self.reference}", self.status, status)
        return replace(self, status=status, version=self.version + 1)
