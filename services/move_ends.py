"""A wish to move a visit: what both sides see of it, and every end that is no yes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking
from domain.ids import ProposalId
from domain.people import Person, Role
from domain.proposal import Proposal, ProposalStatus
from services import move_notices
from services.booking_cards import customer_card, therapist_card
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork
from services.proposals import announce, close

MOVE_ANSWER = "move_answer"
"""The deadline's kind; its subject is the proposal's id."""
BOTH = frozenset({Role.CUSTOMER, Role.THERAPIST})


class Withdrawn(StrEnum):
    WITHDRAWN = "taken_back"
    NOT_YOURS = "not_yours"
    OVER = "answered"
    """It was answered before, or nobody did in time."""


async def card_of(
    unit: UnitOfWork, proposal: Proposal, booking: Booking, reader: Role, *, fresh: bool = False
) -> Notice | None:
    """What this side sees of it; None where nobody stands behind the therapist's name any more."""
    therapist = await unit.therapists.get(proposal.therapist)
    customer = await unit.people.get(booking.customer)
    to = booking.customer if reader is Role.CUSTOMER else therapist.person if therapist else None
    if therapist is None or to is None:
        return None
    other = therapist.name if reader is Role.CUSTOMER else customer.name if customer else ""
    room = await unit.rooms.of_booking(booking.id)
    make = move_notices.asked if reader is proposal.by else move_notices.wanted
    return make(to, proposal, booking, other, room, fresh=fresh)


async def show(
    unit: UnitOfWork, proposal: Proposal, booking: Booking, now: datetime, *, loud: Collection[Role] = ()
) -> None:
    """Both cards of it and both cards of the visit as things stand. For those in `loud` it is news: an edited
    card makes no sound."""
    for reader in sorted(BOTH):
        card = await card_of(unit, proposal, booking, reader, fresh=reader in loud)
        if card is not None:
            await unit.outbox.add(card, now)
    await unit.outbox.add(await customer_card(unit, booking), now)
    theirs = await therapist_card(unit, booking)
    if theirs is not None:
        await unit.outbox.add(theirs, now)
    announce(unit, proposal, booking, "move", now)


async def end_move(
    unit: UnitOfWork,
    proposal: Proposal,
    booking: Booking,
    status: ProposalStatus,
    now: datetime,
    by: str,
    *,
    why: str = "",
    loud: Collection[Role] = (),
) -> None:
    """The visit stays as it is, the new time is free at once."""
    unit.deadlines.cancel(MOVE_ANSWER, proposal.id)
    ended = await close(unit, proposal, status, now, by, why)
    await show(unit, ended, booking, now, loud=loud)


async def drop(unit: UnitOfWork, booking: Booking, now: datetime, by: str) -> None:
    """The visit went another way (`booking` is saved): what was asked about its time is over with it."""
    proposal = await unit.proposals.open_of(booking.id)
    if proposal is not None and proposal.offer is None:
        await end_move(unit, proposal, booking, ProposalStatus.WITHDRAWN, now, by, why=booking.status.value)


@dataclass(frozen=True, slots=True)
class WithdrawMove:
    """By who asked, while nobody has answered."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, proposal_id: ProposalId, person: Person) -> Withdrawn:
        proposal = await unit.proposals.get(proposal_id)
        booking = await unit.bookings.get(proposal.booking) if proposal else None
        if proposal is None or booking is None or not await asker(unit, proposal, booking, person):
            return Withdrawn.NOT_YOURS
        if not proposal.open:
            return Withdrawn.OVER
        by = key(proposal.by, proposal, booking)
        await end_move(unit, proposal, booking, ProposalStatus.WITHDRAWN, self.clock.now(), by)
        return Withdrawn.WITHDRAWN


@dataclass(frozen=True, slots=True)
class TimeOutMove:
    """For the deadline `move_answer`: silence is a no, and both hear of it."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, proposal_id: ProposalId) -> None:
        proposal = await unit.proposals.get(proposal_id)
        booking = await unit.bookings.get(proposal.booking) if proposal else None
        if proposal is None or booking is None or not proposal.open:
            return
        now = self.clock.now()
        if now < proposal.answer_by:
            unit.deadlines.set(MOVE_ANSWER, proposal.id, proposal.answer_by)
            return
        await time_out(unit, proposal, booking, now)


async def time_out(unit: UnitOfWork, proposal: Proposal, booking: Booking, now: datetime) -> None:
    await end_move(unit, proposal, booking, ProposalStatus.TIMED_OUT, now, "deadline", loud=BOTH)


async def asker(unit: UnitOfWork, proposal: Proposal, booking: Booking, person: Person) -> bool:
    return await _is(unit, proposal.by, proposal, booking, person)


async def answerer(unit: UnitOfWork, proposal: Proposal, booking: Booking, person: Person) -> bool:
    return await _is(unit, proposal.answered_by, proposal, booking, person)


async def _is(unit: UnitOfWork, role: Role, proposal: Proposal, booking: Booking, person: Person) -> bool:
    if proposal.offer is not None:
        return False
    if role is Role.CUSTOMER:
        return booking.customer == person.id
    therapist = await unit.therapists.get(proposal.therapist)
    return therapist is not None and therapist.person == person.id


def key(role: Role, proposal: Proposal, booking: Booking) -> str:
    """Who moved it, as changes record it."""
    return f"{role}_{booking.customer if role is Role.CUSTOMER else proposal.therapist}"
