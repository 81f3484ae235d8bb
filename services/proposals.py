"""What every proposal goes by, whatever it is for."""

from __future__ import annotations

from datetime import datetime

from domain.booking import Booking
from domain.proposal import Proposal, ProposalStatus
from services.freed import freed
from services.notices import instant
from services.ports import UnitOfWork
from services.repositories import Change


async def close(
    unit: UnitOfWork, proposal: Proposal, status: ProposalStatus, now: datetime, by: str, why: str = ""
) -> Proposal:
    """Ends it, and its time is free at once. Its deadline and its cards are the caller's."""
    ended = proposal.end(status, now)
    unit.proposals.save(proposal, ended, Change(by, now, why))
    await unit.occupancy.release_hold(proposal.hold)
    await freed(unit, proposal.therapist, now)
    return ended


def announce(unit: UnitOfWork, proposal: Proposal, booking: Booking, kind: str, now: datetime) -> None:
    """To the feed of the therapist who comes, when it is put and when it ends. Ids and statuses, never
    names; `starts_at` and `ends_at` are the booking's own."""
    payload = {
        "booking": booking.id,
        "reference": booking.reference,
        "status": booking.status.value,
        "proposal": proposal.id,
        "by": proposal.by.value,
        "outcome": proposal.status.value,
        "starts_at": instant(booking.span.starts_at),
        "ends_at": instant(booking.span.ends_at),
        "wanted_at": instant(proposal.span.starts_at),
    }
    unit.events.add(f"bookings.{proposal.therapist}", kind, payload, now)
