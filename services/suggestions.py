"""What both sides see of a suggested time, and every end that is no yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.booking import Booking
from domain.offer import Offer, OfferStatus
from domain.people import Role
from domain.proposal import Proposal, ProposalStatus
from services import suggestion_notices as told
from services.ports import UnitOfWork
from services.proposals import announce, close

_ENDS = {
    OfferStatus.TIMED_OUT: ProposalStatus.TIMED_OUT,
    OfferStatus.LOST: ProposalStatus.LOST,
}
"""What becomes of it when its offer ends so; with any other end it is taken back."""


async def show(
    unit: UnitOfWork, proposal: Proposal, booking: Booking, now: datetime, *, loud: Role | None = None
) -> None:
    """Both cards of it as it stands. For who is `loud` it is news: an edited card makes no sound."""
    therapist = await unit.therapists.get(proposal.therapist)
    customer = await unit.people.get(booking.customer)
    room = await unit.rooms.of_booking(booking.id)
    if therapist is not None and therapist.person is not None:
        name = customer.name if customer else ""
        hers = told.suggested(therapist.person, proposal, booking, name, room)
        await unit.outbox.add(replace(hers, fresh=loud is Role.THERAPIST), now)
    name = therapist.name if therapist else ""
    card = told.suggestion(proposal, booking, name, room)
    await unit.outbox.add(replace(card, fresh=loud is Role.CUSTOMER), now)
    announce(unit, proposal, booking, "suggestion", now)


async def end(
    unit: UnitOfWork,
    proposal: Proposal,
    booking: Booking,
    status: ProposalStatus,
    now: datetime,
    by: str,
    *,
    loud: Role | None = None,
) -> None:
    """Its time is free at once."""
    await show(unit, await close(unit, proposal, status, now, by), booking, now, loud=loud)


async def offer_ends(
    unit: UnitOfWork, offer: Offer, status: OfferStatus, booking: Booking, now: datetime, by: str
) -> None:
    """What was suggested in answer to it is over with it, whoever ended it."""
    proposal = await unit.proposals.open_of(booking.id)
    if proposal is not None and proposal.offer == offer.id:
        ended = _ENDS.get(status, ProposalStatus.WITHDRAWN)
        heard = Role.THERAPIST if ended is not ProposalStatus.WITHDRAWN else None
        await end(unit, proposal, booking, ended, now, by, loud=heard)


async def in_vain(unit: UnitOfWork, offer: Offer) -> bool:
    """Whether it ran out while its therapist waited for the customer, whose silence it was then."""
    every = await unit.proposals.of_booking(offer.booking)
    return any(one.offer == offer.id and one.status is ProposalStatus.TIMED_OUT for one in every)
