"""Whether a booking can be cancelled now, and at what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, BookingStatus
from domain.rules import BookingRules


class Cancelling(StrEnum):
    FREE = "free"
    LATE = "late"
    """It is recorded as such, which is said before the last tap. No money moves."""
    CANCELLED = "cancelled"
    BEGUN = "begun"
    OVER = "over"
    ENDED = "ended"
    """It came to nothing before."""


class Reason(StrEnum):
    """Why a therapist cannot make it, as far as they say."""

    UNSAID = ""
    ILL = "ill"
    CAME_UP = "came_up"


_S = BookingStatus
_DONE = {
    _S.DRAFT: Cancelling.ENDED,
    _S.IN_PROGRESS: Cancelling.BEGUN,
    _S.COMPLETED: Cancelling.OVER,
    _S.CANCELLED: Cancelling.CANCELLED,
    _S.UNANSWERED: Cancelling.ENDED,
    _S.NO_SHOW: Cancelling.ENDED,
}


def cancelling(booking: Booking, now: datetime, rules: BookingRules) -> Cancelling:
    """A visit whose time is over is past cancelling, even if nobody has said how it went. One that should
    have begun and has not is not: who waits in vain may leave."""
    if booking.status in _DONE:
        return _DONE[booking.status]
    if booking.status is _S.REQUESTED:
        return Cancelling.FREE
    if now >= booking.span.ends_at:
        return Cancelling.OVER
    accepted = booking.confirmed_at or booking.requested_at
    return Cancelling.FREE if now < accepted + rules.cancel_free else Cancelling.LATE


def cancellable(booking: Booking, now: datetime) -> bool:
    return cancelling(booking, now, BookingRules()) in {Cancelling.FREE, Cancelling.LATE}
