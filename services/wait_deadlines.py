"""What time does to the waitlist: some of somebody's came free, a wish is past, a person is back."""

from __future__ import annotations

from dataclasses import dataclass

from domain.ids import PersonId, TherapistId, WaitId
from domain.people import Person
from domain.waitlist import WaitStatus
from services import wait_notices
from services.ports import Clock, UnitOfWork
from services.repositories import Change
from services.wait_names import wish_name
from services.wait_offers import WAIT_END, EndWaitOffer
from services.waiting import OfferFreed

WAIT_BACK = "wait_back"
"""The deadline's kind; its subject is the person's id."""


@dataclass(frozen=True, slots=True)
class LookAtWaitlist:
    """For the deadline `freed`."""

    clock: Clock
    offer: OfferFreed

    async def __call__(self, unit: UnitOfWork, therapist: TherapistId) -> None:
        await self.offer(unit, therapist, self.clock.now())


@dataclass(frozen=True, slots=True)
class LookForOne:
    """For the deadline `wait_back`: somebody who had stopped the bot can be asked again."""

    clock: Clock
    offer: OfferFreed

    async def __call__(self, unit: UnitOfWork, person: PersonId) -> None:
        await self.offer.look_for(unit, person, self.clock.now())


@dataclass(frozen=True, slots=True)
class BackInLine:
    """Her place was kept while she could not be reached."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person) -> None:
        if await unit.waits.standing(person.id):
            unit.deadlines.set(WAIT_BACK, person.id, self.clock.now())


@dataclass(frozen=True, slots=True)
class EndWait:
    """For the deadline `wait_end`: nothing that would suit can begin any more, which is told kindly."""

    clock: Clock
    end: EndWaitOffer

    async def __call__(self, unit: UnitOfWork, wait_id: WaitId) -> None:
        wait, now = await unit.waits.get(wait_id), self.clock.now()
        if wait is None or not wait.standing:
            return
        rules, zone = self.end.freed.rules, self.end.freed.zone
        due = wait.watch.over_at(zone) - rules.notice
        if now < due:
            unit.deadlines.set(WAIT_END, wait.id, due)
            return
        over = wait.to(WaitStatus.OVER, now)
        unit.waits.save(wait, over, Change("deadline", now))
        silent = wait_notices.at_night(now, rules, zone)
        card = wait_notices.wait_card(over, await wish_name(unit, wait), fresh=True, silent=silent)
        await unit.outbox.add(card, now)
        await self.end.withdraw(unit, wait, now, "deadline")
