"""Whose answer a booking waits for, and about what: the same for either side's lists."""

from __future__ import annotations

from typing import Any

from domain.booking import Booking, BookingStatus
from domain.people import Role
from services.broadcast import running
from services.notices import instant
from services.ports import UnitOfWork

NOBODY: dict[str, Any] = {"waits": "", "proposed": None}


async def waiting(unit: UnitOfWork, booking: Booking) -> dict[str, Any]:
    """`waits`: customer, therapist, several (of a broadcast), or nobody (""). `proposed`: the start of the
    other time that is asked for, if it is about one."""
    if booking.status not in {BookingStatus.REQUESTED, BookingStatus.CONFIRMED}:
        return NOBODY
    proposal = await unit.proposals.open_of(booking.id)
    if proposal is not None:
        by = "customer" if proposal.answered_by is Role.CUSTOMER else "therapist"
        return {"waits": by, "proposed": instant(proposal.span.starts_at)}
    if booking.status is BookingStatus.CONFIRMED:
        return NOBODY
    if booking.therapist is not None:
        return {"waits": "therapist", "proposed": None}
    asked = await running(unit, booking.id)
    return {"waits": "several" if asked else "customer", "proposed": None}
