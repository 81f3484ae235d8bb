"""What is told while a visit goes on and after it: codes and values, as in `services.notices`."""

from __future__ import annotations

from domain.booking import Booking
from domain.room import Room
from services.notices import booking_values
from services.outgoing import Notice

_LOUD = frozenset({"on_the_way", "arrived"})


def news(booking: Booking, what: str, *, therapist: str, room: Room | None) -> Notice:
    """For the customer; one message, sent anew where it should be heard. `what`: on_the_way, arrived, start,
    finish, cancelled. A reply to it is for the therapist."""
    return Notice(
        to=booking.customer,
        code="visit.news",
        values=booking_values(booking, therapist=therapist) | {"news": what},
        card=f"visit:{booking.id}",
        fresh=what in _LOUD,
        room=room.id if room else None,
    )
