"""An agreed visit is asked to be moved: the new time is held, the old one stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking
from domain.ids import BookingId, ProposalId
from domain.moving import Moving, answer_by, moved_by, moving, new_part
from domain.people import Person, Role, Therapist
from domain.proposal import Proposal, ProposalStatus
from domain.rules import BookingRules
from domain.time import Span
from services.move_ends import MOVE_ANSWER, key, show
from services.move_slots import Absent, MoveSlots, absent, side_of
from services.ports import Clock, SlotTaken, UnitOfWork
from services.proposals import close
from services.repositories import Change


class Asked(StrEnum):
    ASKED = "asked"
    NOT_YOURS = "not_yours"
    WAITS = "waits"
    """Another wish waits for its answer: one at a time."""
    CHANGED = "changed"
    """The visit is not what it was when its card was shown."""
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Movable:
    """A visit that this side may ask to move, of which nobody has asked yet."""

    booking: Booking
    side: Role
    therapist: Therapist


@dataclass(frozen=True, slots=True)
class MayMove:
    """Whether there is anything to choose; otherwise the true reason why not."""

    clock: Clock
    rules: BookingRules

    async def __call__(
        self, unit: UnitOfWork, booking_id: BookingId, person: Person
    ) -> Movable | Moving | Absent | Asked:
        booking = await unit.bookings.get(booking_id)
        if booking is None:
            return Asked.NOT_YOURS
        own = await side_of(unit, booking, person)
        if own is None:
            choosing = booking.customer == person.id
            return (
                moving(booking, Role.CUSTOMER, self.clock.now(), self.rules) if choosing else Asked.NOT_YOURS
            )
        side, therapist = own
        state = moving(booking, side, self.clock.now(), self.rules)
        if state is not Moving.MAY:
            return state
        if await unit.proposals.open_of(booking.id) is not None:
            return Asked.WAITS
        return await absent(unit, booking, therapist, side) or Movable(booking, side, therapist)


@dataclass(frozen=True, slots=True)
class AskToMove:
    """`version`: of the booking that the asker was shown. The new time is held, the old one stays."""

    may: MayMove
    slots: MoveSlots

    async def __call__(
        self, unit: UnitOfWork, booking_id: BookingId, person: Person, start: datetime, version: int
    ) -> Asked | Moving | Absent:
        found = await self.may(unit, booking_id, person)
        if not isinstance(found, Movable):
            return found
        booking, now = found.booking, self.slots.clock.now()
        if booking.version != version:
            return Asked.CHANGED
        if not await self.slots.free(unit, booking, found.side, start):
            return Asked.TAKEN
        proposal = self._proposal(found, start, now)
        by = key(found.side, proposal, booking)
        proposal = await unit.proposals.add(proposal, Change(by, now, when(proposal)))
        if not await self._hold(unit, booking, proposal, now):
            await close(unit, proposal, ProposalStatus.LOST, now, "guard", "taken")
            return Asked.TAKEN
        unit.deadlines.set(MOVE_ANSWER, proposal.id, proposal.answer_by)
        await show(unit, proposal, booking, now, loud={proposal.answered_by})
        return Asked.ASKED

    def _proposal(self, found: Movable, start: datetime, now: datetime) -> Proposal:
        booking = found.booking
        was, rules = booking.span, self.slots.rules
        return Proposal(
            id=ProposalId(0),
            booking=booking.id,
            therapist=found.therapist.id,
            by=found.side,
            was=was,
            span=Span(start, start + (was.ends_at - was.starts_at)),
            opened_at=now,
            answer_by=answer_by(was.starts_at, start, now, rules, self.slots.zone),
            booking_version=booking.version,
        )

    async def _hold(self, unit: UnitOfWork, booking: Booking, proposal: Proposal, now: datetime) -> bool:
        """What the guard says decides. It refuses an overlap with the visit's own time, too."""
        own = await unit.occupancy.own(booking.id)
        if own is None:
            raise LookupError(f"booking {booking.id} holds no time")
        wanted = new_part(own, moved_by(own, proposal.span.starts_at - booking.span.starts_at))
        until = proposal.answer_by
        try:
            await unit.occupancy.hold(
                booking.id, proposal.therapist, wanted, now, name=proposal.hold, expires_at=until
            )
        except SlotTaken:
            return False
        return True


def when(proposal: Proposal) -> str:
    """For those who look into it later, in UTC."""
    return " → ".join(f"{span.starts_at:%Y-%m-%d %H:%M}Z" for span in (proposal.was, proposal.span))
