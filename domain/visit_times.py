"""When the cards of a visit change by time alone: buttons that come and go."""

from __future__ import annotations

from datetime import datetime

from domain.absence import sayable_from
from domain.booking import Booking, BookingStatus
from domain.rules import BookingRules

_S = BookingStatus
_SHOWN = frozenset({_S.CONFIRMED, _S.ON_THE_WAY, _S.IN_PROGRESS, _S.COMPLETED, _S.NO_SHOW, _S.CANCELLED})


def next_change(booking: Booking, now: datetime, rules: BookingRules) -> datetime | None:
    """The next instant at which there is something else to press. None: nothing comes or goes any more."""
    if booking.status not in _SHOWN or booking.therapist is None:
        return None
    moments = (
        booking.span.starts_at - rules.help_before,
        sayable_from(booking, rules),
        booking.ends_at + rules.help_after,
    )
    return min((at for at in moments if at > now), default=None)
