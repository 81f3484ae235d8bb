"""What is told about a suggested time: codes and values, as in `services.notices`."""

from __future__ import annotations

from typing import Any

from domain.booking import Booking
from domain.ids import OfferId, PersonId
from domain.proposal import Proposal
from domain.room import Room
from services.move_notices import wish_values
from services.notices import booking_values
from services.outgoing import Notice, Priority


def choosing(to: PersonId, offer: OfferId, booking: Booking, values: dict[str, Any]) -> Notice:
    """The therapist's card on which a time is chosen. `values`: its step (day, time, kept) and what is to be
    shown there. What was suggested is told in the same place."""
    told = booking_values(booking) | {"offer": offer} | values
    return Notice(
        to=to, code="suggest", values=told, card=f"suggest:{offer}", fresh=bool(values.get("fresh"))
    )


def suggested(to: PersonId, proposal: Proposal, booking: Booking, customer: str, room: Room | None) -> Notice:
    """For the therapist: it waits, and then what came of it."""
    values = booking_values(booking, customer=customer) | wish_values(proposal) | {"offer": proposal.offer}
    of = room.id if room else None
    return Notice(to=to, code="suggest.asked", values=values, card=f"suggest:{proposal.offer}", room=of)


def suggestion(proposal: Proposal, booking: Booking, therapist: str, room: Room | None) -> Notice:
    """For the customer: Take it and No, thanks while it is open, and then what came of it."""
    values = booking_values(booking, therapist=therapist) | wish_values(proposal)
    return Notice(
        to=booking.customer,
        code="suggestion",
        values=values,
        card=f"suggestion:{proposal.id}",
        room=room.id if room else None,
        priority=Priority.ALERT if proposal.open else Priority.NOTICE,
    )
