"""The customer's answer to a suggested time: her yes is the booking, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, BookingStatus, Mode
from domain.ids import ProposalId
from domain.moving import moved_by
from domain.offer import Offer, OfferStatus
from domain.people import Person, Role
from domain.proposal import Proposal, ProposalStatus
from services import suggestions
from services.offer_ends import GUARD
from services.offers import AcceptOffer
from services.ports import SlotTaken, UnitOfWork
from services.proposals import close


class Told(StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"
    NOT_YOURS = "not_yours"
    ALREADY_TAKEN = "already_taken"
    ALREADY_REFUSED = "already_refused"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"


_ENDED = {
    ProposalStatus.ACCEPTED: Told.ALREADY_TAKEN,
    ProposalStatus.DECLINED: Told.ALREADY_REFUSED,
    ProposalStatus.TIMED_OUT: Told.TIMED_OUT,
    ProposalStatus.WITHDRAWN: Told.WITHDRAWN,
    ProposalStatus.LOST: Told.LOST,
}


@dataclass(frozen=True, slots=True)
class AnswerSuggestion:
    accept: AcceptOffer

    async def __call__(
        self, unit: UnitOfWork, proposal_id: ProposalId, person: Person, *, take: bool
    ) -> Told:
        now = self.accept.clock.now()
        found = await self._open(unit, proposal_id, person, now)
        if isinstance(found, Told):
            return found
        proposal, offer, booking = found
        by = f"customer_{person.id}"
        if not take:
            declined = ProposalStatus.DECLINED
            await suggestions.end(unit, proposal, booking, declined, now, by, loud=Role.THERAPIST)
            await self.accept.end(unit, offer, OfferStatus.DECLINED, now, by)
            return Told.REFUSED
        therapist = await unit.therapists.get(offer.therapist)
        if therapist is None or not therapist.active:
            await self.accept.end(unit, offer, OfferStatus.LOST, now, GUARD)
            return Told.SUSPENDED
        if not await _swap(unit, proposal, booking, now):
            await self.accept.end(unit, offer, OfferStatus.LOST, now, GUARD)
            return Told.LOST
        taken = replace(booking, span=proposal.span, mode=Mode.SCHEDULED)
        ended = await close(unit, proposal, ProposalStatus.ACCEPTED, now, by)
        confirmed = await self.accept.confirm(unit, offer, taken, therapist, now, by=by, why="suggestion")
        await suggestions.show(unit, ended, confirmed, now)
        return Told.TAKEN

    async def _open(
        self, unit: UnitOfWork, proposal_id: ProposalId, person: Person, now: datetime
    ) -> tuple[Proposal, Offer, Booking] | Told:
        """The suggestion if this person may still answer it; otherwise the true reason why not."""
        proposal = await unit.proposals.get(proposal_id)
        booking = await unit.bookings.get(proposal.booking) if proposal else None
        if proposal is None or booking is None or proposal.offer is None or booking.customer != person.id:
            return Told.NOT_YOURS
        if not proposal.open:
            gone = booking.status is BookingStatus.CANCELLED and proposal.status is ProposalStatus.WITHDRAWN
            return Told.CANCELLED if gone else _ENDED[proposal.status]
        offer = await unit.offers.get(proposal.offer)
        if offer is None or offer.status is not OfferStatus.OPEN or not proposal.about(booking):
            raise LookupError(f"proposal {proposal.id} is open without its offer")
        if now >= proposal.answer_by:
            # Its deadline is late: the time is up all the same, and the next need not wait for it.
            await self.accept.end(unit, offer, OfferStatus.TIMED_OUT, now, "deadline")
            return Told.TIMED_OUT
        return proposal, offer, booking


async def _swap(unit: UnitOfWork, proposal: Proposal, booking: Booking, now: datetime) -> bool:
    """The suggested time for the one asked for. False: it is somebody else's after all."""
    own = await unit.occupancy.own(booking.id)
    if own is None:
        raise LookupError(f"booking {booking.id} holds no time")
    await unit.occupancy.release(booking.id)
    await unit.occupancy.release_hold(proposal.hold)
    wanted = moved_by(own, proposal.span.starts_at - booking.span.starts_at)
    try:
        await unit.occupancy.hold(booking.id, proposal.therapist, wanted, now)
    except SlotTaken:
        return False
    return True
