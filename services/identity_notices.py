"""What is told of shared numbers and of restrictions: codes and values, as in `services.notices`."""

from __future__ import annotations

from domain.booking import Booking
from domain.ids import PersonId
from domain.room import Room
from services.notices import instant
from services.outgoing import Notice


def share(
    to: PersonId, booking: Booking, room: Room, counterpart: str, outcome: str, *, fresh: bool = False
) -> Notice:
    """`outcome`: asked (by its reader), invited (by the other), agreed; kept
    (by its reader's no), declined and ended (by the other's), withdrawn (the other asks no more), over (the
    visit is)."""
    values = {
        "booking": booking.id,
        "reference": booking.reference,
        "starts_at": instant(booking.span.starts_at),
        "ends_at": instant(booking.span.ends_at),
        "counterpart": counterpart,
        "outcome": outcome,
    }
    return Notice(
        to=to,
        code="share",
        values=values,
        card=f"share:{booking.id}",
        fresh=fresh,
        room=room.id,
    )


def lifted(to: PersonId) -> Notice:
    """An operator has ended the restriction."""
    return Notice(to=to, code="identity.lifted", card="restricted")


def appealed(to: PersonId) -> Notice:
    """The studio knows that somebody restricted asks for it to be ended."""
    return Notice(to=to, code="identity.appealed", card="restricted", fresh=True)
