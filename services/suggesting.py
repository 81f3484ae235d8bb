"""A therapist who cannot at that time suggests another: it is held, and one tap of the customer takes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking
from domain.dispatch import answer_by
from domain.ids import OfferId, ProposalId
from domain.moving import moved_by, new_part
from domain.offer import Offer
from domain.people import Person, Role, Therapist
from domain.proposal import Proposal, ProposalStatus
from services import suggestions
from services.asking import OFFER_ANSWER
from services.booking_cards import customer_card, therapist_card
from services.move_slots import MoveSlots
from services.moves import when
from services.offer_ends import EndOffer
from services.offers import Answer, open_offer
from services.ports import Clock, SlotTaken, UnitOfWork
from services.proposals import close
from services.repositories import Change


class Suggested(StrEnum):
    DONE = "done"
    WAITS = "waits"
    """One is open: one at a time."""
    BROADCAST = "broadcast"
    """Several are asked at once, so there is no room and no time of theirs to talk about."""
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Suggestable:
    """An offer that can be answered with another time."""

    offer: Offer
    booking: Booking
    therapist: Therapist


@dataclass(frozen=True, slots=True)
class MaySuggest:
    clock: Clock
    end: EndOffer

    async def __call__(
        self, unit: UnitOfWork, offer_id: OfferId, person: Person
    ) -> Suggestable | Suggested | Answer:
        found = await open_offer(unit, offer_id, person, self.clock.now(), self.end)
        if isinstance(found, Answer):
            return found
        offer, booking = found
        therapist = await unit.therapists.get(offer.therapist)
        if therapist is None or not therapist.active:
            return Answer.SUSPENDED
        if offer.broadcast:
            return Suggested.BROADCAST
        if await unit.proposals.open_of(booking.id) is not None:
            return Suggested.WAITS
        return Suggestable(offer, booking, therapist)


@dataclass(frozen=True, slots=True)
class SuggestTime:
    """The time that was asked for stays held as well: it can still be accepted while nobody has answered."""

    may: MaySuggest
    slots: MoveSlots

    async def __call__(
        self, unit: UnitOfWork, offer_id: OfferId, person: Person, start: datetime
    ) -> Suggested | Answer:
        found = await self.may(unit, offer_id, person)
        if not isinstance(found, Suggestable):
            return found
        booking, now = found.booking, self.slots.clock.now()
        if not await self.slots.free(unit, booking, Role.THERAPIST, start):
            return Suggested.TAKEN
        proposal, by = self._proposal(found, start, now), f"therapist_{found.therapist.id}"
        proposal = await unit.proposals.add(proposal, Change(by, now, when(proposal)))
        if not await self._hold(unit, booking, proposal, now):
            await close(unit, proposal, ProposalStatus.LOST, now, "guard", "taken")
            return Suggested.TAKEN
        extended = replace(found.offer, answer_by=proposal.answer_by, version=found.offer.version + 1)
        unit.offers.save(found.offer, extended, Change(by, now, "suggested"))
        unit.deadlines.set(OFFER_ANSWER, extended.id, extended.answer_by)
        await suggestions.show(unit, proposal, booking, now, loud=Role.CUSTOMER)
        await show_visit(unit, booking, now)
        return Suggested.DONE

    def _proposal(self, found: Suggestable, start: datetime, now: datetime) -> Proposal:
        booking, was = found.booking, found.booking.span
        first = min(was.starts_at, start)
        until = answer_by(first, booking.mode, now, self.slots.rules, self.slots.zone)
        return Proposal(
            id=ProposalId(0),
            booking=booking.id,
            therapist=found.therapist.id,
            offer=found.offer.id,
            by=Role.THERAPIST,
            was=was,
            span=replace(was, starts_at=start, ends_at=start + (was.ends_at - was.starts_at)),
            opened_at=now,
            answer_by=max(until, found.offer.answer_by),
            booking_version=booking.version,
        )

    async def _hold(self, unit: UnitOfWork, booking: Booking, proposal: Proposal, now: datetime) -> bool:
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


class TakenBack(StrEnum):
    DONE = "taken_back"
    NOT_YOURS = "not_yours"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class TakeBackSuggestion:
    """The offer stands on, until the time that it has got meanwhile."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, proposal_id: ProposalId, person: Person) -> TakenBack:
        proposal = await unit.proposals.get(proposal_id)
        therapist = await unit.therapists.get(proposal.therapist) if proposal else None
        if proposal is None or therapist is None or therapist.person != person.id or proposal.offer is None:
            return TakenBack.NOT_YOURS
        booking, now = await unit.bookings.get(proposal.booking), self.clock.now()
        if booking is None or not proposal.open:
            return TakenBack.OVER
        by = f"therapist_{therapist.id}"
        withdrawn = ProposalStatus.WITHDRAWN
        await suggestions.end(unit, proposal, booking, withdrawn, now, by, loud=Role.CUSTOMER)
        await show_visit(unit, booking, now)
        return TakenBack.DONE


async def show_visit(unit: UnitOfWork, booking: Booking, now: datetime) -> None:
    """Both cards of the request, as it stands with or without a suggestion."""
    await unit.outbox.add(await customer_card(unit, booking), now)
    theirs = await therapist_card(unit, booking)
    if theirs is not None:
        await unit.outbox.add(theirs, now)
