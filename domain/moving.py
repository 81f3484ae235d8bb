"""Whether an agreed visit can be moved, until when the other side may answer, and what is held meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.availability import Held
from domain.booking import Booking, BookingStatus
from domain.dispatch import by_day
from domain.people import Role
from domain.rules import BookingRules
from domain.time import Span


class Moving(StrEnum):
    MAY = "may"
    TOO_LATE = "too_late"
    """Too near for a customer to ask."""
    REQUESTED = "requested"
    """Nobody has agreed to it yet: the request itself is changed."""
    BEGUN = "begun"
    """It is under way, or should be."""
    OVER = "over"
    CANCELLED = "cancelled"
    ENDED = "ended"
    """It came to nothing."""


_S = BookingStatus
_NOT = {
    _S.DRAFT: Moving.ENDED,
    _S.REQUESTED: Moving.REQUESTED,
    _S.ON_THE_WAY: Moving.BEGUN,
    _S.IN_PROGRESS: Moving.BEGUN,
    _S.COMPLETED: Moving.OVER,
    _S.UNANSWERED: Moving.ENDED,
    _S.CANCELLED: Moving.CANCELLED,
    _S.NO_SHOW: Moving.ENDED,
}


def moving(booking: Booking, by: Role, now: datetime, rules: BookingRules) -> Moving:
    """A therapist may ask up to the start: she sees first that it cannot be kept, and nothing moves without
    the customer's yes."""
    if booking.status in _NOT:
        return _NOT[booking.status]
    if now >= booking.span.ends_at:
        return Moving.OVER
    if booking.arrived_at is not None or now >= booking.span.starts_at:
        return Moving.BEGUN
    late = by is Role.CUSTOMER and now > booking.span.starts_at - rules.move_notice
    return Moving.TOO_LATE if late else Moving.MAY


def answer_by(
    was: datetime, wanted: datetime, now: datetime, rules: BookingRules, zone: ZoneInfo
) -> datetime:
    """Never after the earlier of the two starts. While both are far away only the studio's daytime counts,
    as for offers."""
    first = min(was, wanted)
    if first - now <= rules.night_far:
        return min(first, now + rules.move_answer)
    return min(first, by_day(now, rules.move_answer, rules, zone))


def moved_by(held: Held, by: timedelta) -> Held:
    """The same time, later (or earlier): as much before and after it as is held now, whatever the rules have
    become since."""
    return Held(_shifted(held.after, by), _shifted(held.before, by))


def new_part(own: Held, wanted: Held) -> Held:
    """Of `wanted`, which is `own` moved, what does not lie in `own`: it alone can be held beside it. On
    either side that is one span, for both are equally long."""
    return Held(_beyond(own.after, wanted.after), _beyond(own.before, wanted.before))


def _shifted(span: Span, by: timedelta) -> Span:
    return Span(span.starts_at + by, span.ends_at + by)


def _beyond(own: Span, wanted: Span) -> Span:
    if not wanted.overlaps(own):
        return wanted
    if wanted.starts_at < own.starts_at:
        return Span(wanted.starts_at, own.starts_at)
    return Span(own.ends_at, wanted.ends_at)
