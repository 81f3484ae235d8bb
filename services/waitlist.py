"""The waitlist from her side: joining it, seeing it, leaving it, staying on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.booking import Place, Wish
from domain.catalogue import Service
from domain.ids import PersonId, ServiceCode, WaitId
from domain.people import Person
from domain.rules import BookingRules
from domain.waitlist import Wait, WaitStatus, Watch
from services import wait_notices
from services.candidates import fitting
from services.ports import Clock, UnitOfWork
from services.repositories import Change
from services.wait_names import name_of, wish_name
from services.wait_offers import WAIT_END, EndWaitOffer


class Joining(StrEnum):
    JOINED = "joined"
    ALREADY = "already"
    FULL = "full"
    """As many wishes as one person may have."""
    PAST = "past"
    """Too late to ask for any time of it."""
    NOBODY = "nobody"
    """Nobody does that there, or not any more."""


class Leaving(StrEnum):
    LEFT = "left"
    STAYED = "stayed"
    OVER = "over"
    """It is on the list no more."""
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """What the form asked, answered as far as the day."""

    service: ServiceCode
    minutes: int
    place: Place
    wish: Wish
    watch: Watch
    notes: str = ""
    seen: frozenset[datetime] = frozenset()
    """Starts she was shown as free."""


@dataclass(frozen=True, slots=True)
class JoinWaitlist:
    """Joining twice is once: she keeps her place."""

    clock: Clock
    end: EndWaitOffer

    @property
    def rules(self) -> BookingRules:
        return self.end.freed.rules

    @property
    def zone(self) -> ZoneInfo:
        return self.end.freed.zone

    async def __call__(self, unit: UnitOfWork, person: Person, asked: Wished) -> Joining:
        now = self.clock.now()
        service = await _service(unit, asked)
        if service is None or person.probe:
            return Joining.NOBODY
        wait = self._wait(person.id, asked, service, now)
        if now >= self._over_at(wait):
            return Joining.PAST
        if not await fitting(unit, wait.need):
            return Joining.NOBODY
        standing = await unit.waits.standing(person.id)
        same = next((one for one in standing if one.key == wait.key), None)
        if same is not None:
            await self._again(unit, same, wait, now)
            return Joining.ALREADY
        if len(standing) >= self.rules.wait_most:
            return Joining.FULL
        await self._join(unit, wait, now)
        return Joining.JOINED

    def _wait(self, customer: PersonId, asked: Wished, service: Service, now: datetime) -> Wait:
        today = now.astimezone(self.zone).date()
        latest = (now + self.rules.horizon).astimezone(self.zone).date()
        watch = replace(asked.watch, first=max(asked.watch.first, today), last=min(asked.watch.last, latest))
        return Wait(
            id=WaitId(0),
            customer=customer,
            service=asked.service,
            service_name=service.name,
            minutes=asked.minutes,
            place=asked.place,
            wish=asked.wish,
            watch=watch,
            notes=asked.notes,
            seen=asked.seen,
            joined_at=now,
        )

    def _over_at(self, wait: Wait) -> datetime:
        return wait.watch.over_at(self.zone) - self.rules.notice

    async def _join(self, unit: UnitOfWork, wait: Wait, now: datetime) -> None:
        made = await unit.waits.add(wait, Change(f"customer_{wait.customer}", now, "joined"))
        unit.deadlines.set(WAIT_END, made.id, self._over_at(made))
        card = wait_notices.wait_card(made, await wish_name(unit, made), fresh=True)
        await unit.outbox.add(card, now)
        # Somebody may have given up a time while she was choosing.
        await self.end.freed.look_for(unit, made.customer, now)

    async def _again(self, unit: UnitOfWork, known: Wait, asked: Wait, now: datetime) -> None:
        """It may be another house of the same district by now; her place in the line is the old one."""
        before = known
        if known.status is WaitStatus.PAUSED:
            known = known.to(WaitStatus.WAITING, now)
        known = replace(known, place=asked.place, notes=asked.notes, passed=0, version=before.version + 1)
        unit.waits.save(before, known, Change(f"customer_{known.customer}", now, "joined_again"))
        card = wait_notices.wait_card(known, await wish_name(unit, known), fresh=True)
        await unit.outbox.add(card, now)
        await self.end.freed.look_for(unit, known.customer, now)


@dataclass(frozen=True, slots=True)
class LeaveWaitlist:
    clock: Clock
    end: EndWaitOffer

    async def __call__(self, unit: UnitOfWork, wait_id: WaitId, person: Person) -> Leaving:
        wait, now = await unit.waits.get(wait_id), self.clock.now()
        if wait is None or wait.customer != person.id:
            return Leaving.NOT_YOURS
        if not wait.standing:
            return Leaving.OVER
        by = f"customer_{person.id}"
        left = wait.to(WaitStatus.LEFT, now)
        unit.waits.save(wait, left, Change(by, now))
        unit.deadlines.cancel(WAIT_END, wait.id)
        await unit.outbox.add(wait_notices.wait_card(left, await wish_name(unit, wait)), now)
        await self.end.withdraw(unit, wait, now, by)
        return Leaving.LEFT

    async def all_of(self, unit: UnitOfWork, person: Person) -> None:
        for wait in await unit.waits.standing(person.id):
            await self(unit, wait.id, person)


@dataclass(frozen=True, slots=True)
class StayOnWaitlist:
    """The answer of somebody who has passed on several times."""

    clock: Clock
    end: EndWaitOffer

    async def __call__(self, unit: UnitOfWork, wait_id: WaitId, person: Person) -> Leaving:
        wait, now = await unit.waits.get(wait_id), self.clock.now()
        if wait is None or wait.customer != person.id:
            return Leaving.NOT_YOURS
        if not wait.standing:
            return Leaving.OVER
        if wait.status is WaitStatus.PAUSED:
            stays = replace(wait.to(WaitStatus.WAITING, now), passed=0)
            unit.waits.save(wait, stays, Change(f"customer_{person.id}", now))
            await unit.outbox.add(wait_notices.wait_card(stays, await wish_name(unit, wait)), now)
            await self.end.freed.look_for(unit, person.id, now)
        return Leaving.STAYED


@dataclass(frozen=True, slots=True)
class ShowWait:
    """Its card, as it stands, at the end of the chat; with what is offered, if something is."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, wait_id: WaitId, person: Person) -> Leaving:
        wait, now = await unit.waits.get(wait_id), self.clock.now()
        if wait is None or wait.customer != person.id:
            return Leaving.NOT_YOURS
        await unit.outbox.add(wait_notices.wait_card(wait, await wish_name(unit, wait), fresh=True), now)
        offer = await unit.waits.open_offer(person.id)
        if offer is not None and offer.wait == wait.id:
            name = await name_of(unit, offer.therapist)
            await unit.outbox.add(wait_notices.wait_offer(offer, wait, name, fresh=True), now)
        return Leaving.STAYED


@dataclass(frozen=True, slots=True)
class ShowWaitlist:
    clock: Clock
    rules: BookingRules

    async def __call__(self, unit: UnitOfWork, person: Person) -> None:
        waits = [(wait, await wish_name(unit, wait)) for wait in await unit.waits.standing(person.id)]
        card = wait_notices.waitlist(person.id, waits, self.rules.wait_most)
        await unit.outbox.add(card, self.clock.now())


async def _service(unit: UnitOfWork, asked: Wished) -> Service | None:
    for service in await unit.catalogue.services():
        if service.code == asked.service and service.active:
            return service
    return None
