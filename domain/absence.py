"""One side says that the other did not come. The other is asked, and time alone decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, BookingStatus
from domain.ids import BookingId
from domain.people import Role
from domain.rules import BookingRules

_OTHER = {Role.CUSTOMER: Role.THERAPIST, Role.THERAPIST: Role.CUSTOMER}
_UNBEGUN = frozenset({BookingStatus.CONFIRMED, BookingStatus.ON_THE_WAY})


class AbsenceStatus(StrEnum):
    OPEN = "open"
    """Said, and the other side has been asked."""
    CONTESTED = "contested"
    """Each says something else: an operator decides."""
    RECORDED = "recorded"
    DROPPED = "dropped"
    """It took place after all, or was given up some other way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """One per booking; `said_by` is the side that came."""

    booking: BookingId
    said_by: Role
    status: AbsenceStatus
    version: int
    said_at: datetime
    answer_by: datetime

    @property
    def of(self) -> Role:
        """Who is said not to have come."""
        return _OTHER[self.said_by]

    def to(self, status: AbsenceStatus) -> Absence:
        return replace(self, status=status, version=self.version + 1)


class NotSayable(StrEnum):
    """Why nobody can be said not to have come."""

    TOO_EARLY = "too_early"
    BEGUN = "begun"
    OVER = "over"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    NOT_AGREED = "not_agreed"


_WHY_NOT = {
    BookingStatus.IN_PROGRESS: NotSayable.BEGUN,
    BookingStatus.COMPLETED: NotSayable.OVER,
    BookingStatus.CANCELLED: NotSayable.CANCELLED,
    BookingStatus.NO_SHOW: NotSayable.NO_SHOW,
}


def sayable_from(booking: Booking, rules: BookingRules) -> datetime:
    return booking.span.starts_at + rules.no_show_after


def not_sayable(booking: Booking, now: datetime, rules: BookingRules) -> NotSayable | None:
    if booking.status not in _UNBEGUN:
        return _WHY_NOT.get(booking.status, NotSayable.NOT_AGREED)
    return NotSayable.TOO_EARLY if now < sayable_from(booking, rules) else None
