"""What is told of cancellations that nobody has taken note of: codes and values, as in `services.notices`."""

from __future__ import annotations

from domain.acknowledgement import Acknowledgement
from domain.booking import Booking
from domain.ids import PersonId
from services.notices import booking_values, instant
from services.outgoing import Notice, Priority


def unseen(to: PersonId, asked: Acknowledgement, booking: Booking, name: str) -> Notice:
    """For an operator: `name` has not confirmed it, or (`seen_at`) has after all, which makes no sound."""
    seen = asked.acknowledged_at
    values = booking_values(booking) | {
        "name": name,
        "role": "customer" if asked.person == booking.customer else "therapist",
        "by": asked.by_role,
        "told_at": instant(asked.asked_at),
        "seen_at": instant(seen),
    }
    priority = Priority.NOTICE if seen else Priority.ALERT
    return Notice(to=to, code="cancel.unseen", values=values, card=f"unseen:{asked.id}", priority=priority)
