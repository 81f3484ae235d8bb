"""What is told about moving a visit: codes and values, as in `services.notices`."""

from __future__ import annotations

from typing import Any

from domain.booking import Booking
from domain.ids import PersonId
from domain.proposal import Proposal
from domain.room import Room
from services.notices import booking_values, instant
from services.outgoing import Notice, Priority

MOVE, PROPOSAL = "move:", "proposal:"


def choosing(to: PersonId, booking: Booking, values: dict[str, Any], *, fresh: bool = False) -> Notice:
    """The card on which another time is chosen. `values`: its step (day, time, sure, kept) and what is to be
    shown there. What was asked for is told in the same place."""
    card = f"{MOVE}{booking.id}"
    told = booking_values(booking) | {"version": booking.version} | values
    return Notice(to=to, code="move", values=told, card=card, fresh=fresh)


def wish_values(proposal: Proposal) -> dict[str, Any]:
    return {
        "proposal": proposal.id,
        "by": proposal.by.value,
        "was_at": instant(proposal.was.starts_at),
        "wanted_at": instant(proposal.span.starts_at),
        "asked_at": instant(proposal.opened_at),
        "answer_by": instant(proposal.answer_by),
        "outcome": proposal.status.value,
    }


def asked(
    to: PersonId, proposal: Proposal, booking: Booking, other: str, room: Room | None, *, fresh: bool = False
) -> Notice:
    """For who asked: it waits, and then what came of it. `other` is the name of who answers."""
    values = booking_values(booking) | wish_values(proposal) | {"other": other}
    card = f"{MOVE}{booking.id}"
    of = room.id if room else None
    return Notice(to=to, code="move.asked", values=values, card=card, fresh=fresh, room=of)


def wanted(
    to: PersonId, proposal: Proposal, booking: Booking, other: str, room: Room | None, *, fresh: bool = False
) -> Notice:
    """For who answers: Yes and No while it is open, and then what came of it. `other` is who asked."""
    values = booking_values(booking) | wish_values(proposal) | {"other": other}
    return Notice(
        to=to,
        code="move.wanted",
        values=values,
        card=f"{PROPOSAL}{proposal.id}",
        fresh=fresh,
        room=room.id if room else None,
        priority=Priority.ALERT if proposal.open else Priority.NOTICE,
    )
