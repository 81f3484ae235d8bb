"""What the other side says to a wish to move a visit: their yes moves it, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.booking import Booking, BookingStatus, Mode
from domain.ids import ProposalId
from domain.moving import moved_by
from domain.people import Person
from domain.proposal import Proposal, ProposalStatus
from domain.room import RoomStatus
from domain.rules import BookingRules
from services import room_cards
from services.move_ends import MOVE_ANSWER, answerer, end_move, key, show, time_out
from services.moves import when
from services.ports import Clock, SlotTaken, UnitOfWork
from services.proposals import close
from services.reminders import arm
from services.repositories import Change
from services.rooms import EXPIRY


class Answered(StrEnum):
    MOVED = "moved"
    DECLINED = "declined"
    NOT_YOURS = "not_yours"
    ALREADY_MOVED = "already_moved"
    ALREADY_DECLINED = "already_declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    SUSPENDED = "suspended"


_ENDED = {
    ProposalStatus.ACCEPTED: Answered.ALREADY_MOVED,
    ProposalStatus.DECLINED: Answered.ALREADY_DECLINED,
    ProposalStatus.TIMED_OUT: Answered.TIMED_OUT,
    ProposalStatus.WITHDRAWN: Answered.WITHDRAWN,
    ProposalStatus.LOST: Answered.LOST,
}
# By then the visit's later fate has nothing to do with the answer.
_ENDED_BEFORE = frozenset({ProposalStatus.DECLINED, ProposalStatus.TIMED_OUT, ProposalStatus.LOST})


@dataclass(frozen=True, slots=True)
class AnswerMove:
    clock: Clock
    rules: BookingRules
    zone: ZoneInfo

    async def __call__(
        self, unit: UnitOfWork, proposal_id: ProposalId, person: Person, *, yes: bool
    ) -> Answered:
        now = self.clock.now()
        found = await _open(unit, proposal_id, person, now)
        if isinstance(found, Answered):
            return found
        proposal, booking = found
        by = key(proposal.answered_by, proposal, booking)
        if not yes:
            await _end(unit, proposal, booking, ProposalStatus.DECLINED, now, by)
            return Answered.DECLINED
        therapist = await unit.therapists.get(proposal.therapist)
        if therapist is None or not therapist.active:
            await _end(unit, proposal, booking, ProposalStatus.LOST, now, by, why="suspended")
            return Answered.SUSPENDED
        if not await _swap(unit, proposal, booking, now):
            await _end(unit, proposal, booking, ProposalStatus.LOST, now, "guard", why="taken")
            return Answered.LOST
        await self._move(unit, proposal, booking, now, by)
        return Answered.MOVED

    async def _move(
        self, unit: UnitOfWork, proposal: Proposal, booking: Booking, now: datetime, by: str
    ) -> None:
        moved = replace(booking, span=proposal.span, mode=Mode.SCHEDULED, version=booking.version + 1)
        unit.bookings.save(booking, moved, Change(by, now, "moved"))
        unit.deadlines.cancel(MOVE_ANSWER, proposal.id)
        accepted = await close(unit, proposal, ProposalStatus.ACCEPTED, now, by, when(proposal))
        arm(unit, moved, now, self.rules, self.zone)
        room = await unit.rooms.of_booking(booking.id)
        if room is not None:
            await room_cards.show(unit, room, now)
        if room is not None and room.status is RoomStatus.OPEN:
            # It is needed for longer now, or not so long: the expiry works its time out anew.
            unit.deadlines.set(EXPIRY, room.id, now, version=room.version)
        await show(unit, accepted, moved, now, loud={proposal.by})


async def _swap(unit: UnitOfWork, proposal: Proposal, booking: Booking, now: datetime) -> bool:
    """Old time for new at once. False: it is held by somebody else after all, and the old one stays."""
    own = await unit.occupancy.own(booking.id)
    if own is None:
        raise LookupError(f"booking {booking.id} holds no time")
    await unit.occupancy.release(booking.id)
    await unit.occupancy.release_hold(proposal.hold)
    wanted = moved_by(own, proposal.span.starts_at - booking.span.starts_at)
    try:
        await unit.occupancy.hold(booking.id, proposal.therapist, wanted, now)
    except SlotTaken:
        await unit.occupancy.hold(booking.id, proposal.therapist, own, now)
        return False
    return True


async def _open(
    unit: UnitOfWork, proposal_id: ProposalId, person: Person, now: datetime
) -> tuple[Proposal, Booking] | Answered:
    """The wish if this person may still answer it; otherwise the true reason why not."""
    proposal = await unit.proposals.get(proposal_id)
    booking = await unit.bookings.get(proposal.booking) if proposal is not None else None
    if proposal is None or booking is None or not await answerer(unit, proposal, booking, person):
        return Answered.NOT_YOURS
    if booking.status is BookingStatus.CANCELLED and proposal.status not in _ENDED_BEFORE:
        return Answered.CANCELLED
    if not proposal.open:
        return _ENDED[proposal.status]
    if now >= proposal.answer_by:
        # Its deadline is late: the time is up all the same, and may be somebody else's already.
        await time_out(unit, proposal, booking, now)
        return Answered.TIMED_OUT
    if not proposal.about(booking):
        await _end(unit, proposal, booking, ProposalStatus.LOST, now, "guard", why="changed")
        return Answered.CHANGED
    return proposal, booking


async def _end(
    unit: UnitOfWork,
    proposal: Proposal,
    booking: Booking,
    status: ProposalStatus,
    now: datetime,
    by: str,
    why: str = "",
) -> None:
    """Who asked hears of it; who answered has it before the eyes."""
    await end_move(unit, proposal, booking, status, now, by, why=why, loud={proposal.by})
