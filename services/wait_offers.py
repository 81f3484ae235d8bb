"""What a customer says to a time that she is offered from the waitlist, or does not say in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Mode, Request, Wish
from domain.ids import WaitOfferId
from domain.offer import OfferStatus
from domain.people import Person
from domain.waitlist import Wait, WaitOffer, WaitStatus
from services import wait_notices
from services.ports import Clock, UnitOfWork
from services.repositories import Change
from services.request_booking import RequestBooking, Requested
from services.wait_names import name_of, wish_name
from services.waiting import WAIT_ANSWER, OfferFreed, announce, price_of

WAIT_END = "wait_end"
"""The deadline's kind; its subject is the wish's id."""


class Taking(StrEnum):
    TAKEN = "taken"
    PRICE = "price"
    """It costs something else by now, which she is told: nothing is sent."""
    PASSED = "passed"
    GONE = "gone"
    NOT_YOURS = "not_yours"
    ALREADY_TAKEN = "already_taken"
    ALREADY_PASSED = "already_passed"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"


_ENDED = {
    OfferStatus.ACCEPTED: Taking.ALREADY_TAKEN,
    OfferStatus.DECLINED: Taking.ALREADY_PASSED,
    OfferStatus.TIMED_OUT: Taking.TIMED_OUT,
    OfferStatus.WITHDRAWN: Taking.WITHDRAWN,
    OfferStatus.LOST: Taking.GONE,
}
_COUNTED = {OfferStatus.DECLINED, OfferStatus.TIMED_OUT}


@dataclass(frozen=True, slots=True)
class EndWaitOffer:
    """No yes: the time goes to the next in line, in the same transaction."""

    freed: OfferFreed

    async def __call__(
        self, unit: UnitOfWork, offer: WaitOffer, status: OfferStatus, now: datetime, by: str
    ) -> None:
        wait = await self.finish(unit, offer, status, now, by)
        if status in _COUNTED and wait.status is WaitStatus.WAITING:
            await self._count(unit, wait, now)
        await self.freed(unit, offer.therapist, now)
        await self.freed.look_for(unit, offer.customer, now)

    async def finish(
        self, unit: UnitOfWork, offer: WaitOffer, status: OfferStatus, now: datetime, by: str
    ) -> Wait:
        """The hold is given back, the card says what came of it; nobody is looked for."""
        wait = await unit.waits.get(offer.wait)
        if wait is None:
            raise LookupError(f"wait offer {offer.id} is of no wish")
        ended = offer.end(status, now)
        await unit.occupancy.release_hold(offer.hold)
        unit.waits.save_offer(offer, ended, Change(by, now))
        unit.deadlines.cancel(WAIT_ANSWER, offer.id)
        name = await name_of(unit, offer.therapist)
        await unit.outbox.add(wait_notices.wait_offer(ended, wait, name), now)
        announce(unit, ended, now)
        return wait

    async def withdraw(self, unit: UnitOfWork, wait: Wait, now: datetime, by: str) -> None:
        """The wish is on the list no more: what was kept for it goes to the next."""
        offer = await unit.waits.open_offer(wait.customer)
        if offer is not None and offer.wait == wait.id:
            await self(unit, offer, OfferStatus.WITHDRAWN, now, by)

    async def _count(self, unit: UnitOfWork, wait: Wait, now: datetime) -> None:
        passed = replace(wait, passed=wait.passed + 1, version=wait.version + 1)
        if passed.passed < self.freed.rules.wait_passes:
            unit.waits.save(wait, passed, Change("waitlist", now))
            return
        paused = replace(wait.to(WaitStatus.PAUSED, now), passed=passed.passed)
        unit.waits.save(wait, paused, Change("waitlist", now, "passed"))
        silent = wait_notices.at_night(now, self.freed.rules, self.freed.zone)
        card = wait_notices.wait_card(paused, await wish_name(unit, wait), fresh=True, silent=silent)
        await unit.outbox.add(card, now)


@dataclass(frozen=True, slots=True)
class TakeTime:
    """By the very request that the form sends, in one transaction with the hold's end."""

    clock: Clock
    request: RequestBooking
    end: EndWaitOffer

    async def __call__(self, unit: UnitOfWork, offer_id: WaitOfferId, person: Person) -> Taking:
        now = self.clock.now()
        found = await _open(unit, offer_id, person, now, self.end)
        if isinstance(found, Taking):
            return found
        offer, wait = found
        therapist = await unit.therapists.get(offer.therapist)
        price = await price_of(unit, wait, therapist) if therapist else None
        if price is not None and price != offer.price:
            await self._say_price(unit, replace(offer, price=price), wait, now)
            return Taking.PRICE
        await unit.occupancy.release_hold(offer.hold)
        result = await self.request(unit, _request(offer, wait))
        if not isinstance(result, Requested):
            await self.end(unit, offer, OfferStatus.LOST, now, "guard")
            return Taking.GONE
        await self._taken(unit, offer, wait, now)
        return Taking.TAKEN

    async def _taken(self, unit: UnitOfWork, offer: WaitOffer, wait: Wait, now: datetime) -> None:
        by = f"customer_{offer.customer}"
        await self.end.finish(unit, offer, OfferStatus.ACCEPTED, now, by)
        booked = wait.to(WaitStatus.BOOKED, now)
        unit.waits.save(wait, booked, Change(by, now))
        unit.deadlines.cancel(WAIT_END, wait.id)
        await unit.outbox.add(wait_notices.wait_card(booked, await wish_name(unit, wait)), now)
        await self.end.freed.look_for(unit, offer.customer, now)

    async def _say_price(self, unit: UnitOfWork, offer: WaitOffer, wait: Wait, now: datetime) -> None:
        told = replace(offer, version=offer.version + 1)
        before = await unit.waits.offer(offer.id)
        assert before is not None
        unit.waits.save_offer(before, told, Change("waitlist", now))
        name = await name_of(unit, offer.therapist)
        card = wait_notices.wait_offer(told, wait, name, fresh=True, news="price")
        await unit.outbox.add(card, now)


@dataclass(frozen=True, slots=True)
class PassTime:
    clock: Clock
    end: EndWaitOffer

    async def __call__(self, unit: UnitOfWork, offer_id: WaitOfferId, person: Person) -> Taking:
        now = self.clock.now()
        found = await _open(unit, offer_id, person, now, self.end)
        if isinstance(found, Taking):
            return found
        await self.end(unit, found[0], OfferStatus.DECLINED, now, f"customer_{person.id}")
        return Taking.PASSED


@dataclass(frozen=True, slots=True)
class TimeOutTime:
    """For the deadline `wait_answer`."""

    clock: Clock
    end: EndWaitOffer

    async def __call__(self, unit: UnitOfWork, offer_id: WaitOfferId) -> None:
        offer, now = await unit.waits.offer(offer_id), self.clock.now()
        if offer is None or not offer.open:
            return
        if now < offer.answer_by:
            unit.deadlines.set(WAIT_ANSWER, offer.id, offer.answer_by)
            return
        await self.end(unit, offer, OfferStatus.TIMED_OUT, now, "deadline")


def _request(offer: WaitOffer, wait: Wait) -> Request:
    """Of the one whose time it is: a wish for a gender stays beside the name."""
    return Request(
        customer=wait.customer,
        service=wait.service,
        minutes=wait.minutes,
        place=wait.place,
        wish=Wish(therapist=offer.therapist, gender=wait.wish.gender),
        mode=Mode.SCHEDULED,
        starts_at=offer.span.starts_at,
        notes=wait.notes,
        price=offer.price,
        token=f"wait:{offer.id}",
    )


async def _open(
    unit: UnitOfWork, offer_id: WaitOfferId, person: Person, now: datetime, end: EndWaitOffer
) -> tuple[WaitOffer, Wait] | Taking:
    """What she may still answer; otherwise the true reason why not."""
    offer = await unit.waits.offer(offer_id)
    wait = await unit.waits.get(offer.wait) if offer is not None else None
    if offer is None or wait is None or offer.customer != person.id:
        return Taking.NOT_YOURS
    if not offer.open:
        return _ENDED[offer.status]
    if now >= offer.answer_by:
        # Its deadline is late: the time is up all the same, and the next need not wait for it.
        await end(unit, offer, OfferStatus.TIMED_OUT, now, "deadline")
        return Taking.TIMED_OUT
    return offer, wait
