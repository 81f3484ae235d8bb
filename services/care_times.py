"""The deadlines that look after a visit: their kinds, and how they are set for a booking as it is now."""

from __future__ import annotations

from datetime import datetime

from domain.booking import Booking
from domain.ids import BookingId
from domain.overdue import ask_at, useful_until
from domain.rules import BookingRules
from domain.visit_times import next_change
from services.ports import UnitOfWork

OVERDUE_ASK = "overdue_ask"
OVERDUE_ALERT = "overdue_alert"
ABSENCE_ANSWER = "absence_answer"
VISIT_CHANGE = "visit_change"
"""The cards show other buttons from then on."""
OF_BOOKING = (OVERDUE_ASK, OVERDUE_ALERT, ABSENCE_ANSWER, VISIT_CHANGE)
"""Those whose subject is the booking's id."""
HELP_AGAIN = "help_again"
"""Its subject is the call's."""


def watch(unit: UnitOfWork, booking: Booking, now: datetime, rules: BookingRules) -> None:
    """What was set for another time is replaced, and what was asked about it is no longer waited for."""
    if booking.probe:
        return
    unit.deadlines.set(OVERDUE_ASK, booking.id, ask_at(booking, rules), valid_until=useful_until(booking))
    unit.deadlines.cancel(OVERDUE_ALERT, booking.id)
    unit.deadlines.cancel(ABSENCE_ANSWER, booking.id)
    look_again(unit, booking, now, rules)


def look_again(unit: UnitOfWork, booking: Booking, now: datetime, rules: BookingRules) -> None:
    at = next_change(booking, now, rules)
    if at is None or booking.probe:
        unit.deadlines.cancel(VISIT_CHANGE, booking.id)
    else:
        unit.deadlines.set(VISIT_CHANGE, booking.id, at)


def unwatch(unit: UnitOfWork, booking: BookingId) -> None:
    """It will not take place, or not with this therapist."""
    for kind in OF_BOOKING:
        unit.deadlines.cancel(kind, booking)
