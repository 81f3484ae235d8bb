"""`/calendar`: the secret address under which a therapist's visits can be read, and whoever opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.calendar_link import CalendarKey, CalendarLink, digest
from domain.ids import TherapistId
from domain.people import Person
from services.calendar_events import Agenda, ReadAgenda
from services.filling import Filling
from services.outgoing import Notice
from services.ports import Chance, Clock, UnitOfWork

CARD = "calendar"


class Step(StrEnum):
    SHOW = "show"
    ASK_NEW = "ask_new"
    """Whether the old address may die."""
    ASK_OFF = "ask_off"
    REVOKED = "revoked"
    """The studio has switched it off."""


@dataclass(frozen=True, slots=True)
class ShowCalendar:
    """False: the person is no therapist."""

    clock: Clock

    async def __call__(
        self, unit: UnitOfWork, person: Person, step: Step = Step.SHOW, *, fresh: bool = False
    ) -> bool:
        if person.therapist is None:
            return False
        await unit.outbox.add(_card(person, step, fresh=fresh), self.clock.now())
        return True


@dataclass(frozen=True, slots=True)
class RenewCalendar:
    """The first address, or another: the old one is dead with the commit."""

    clock: Clock
    chance: Chance
    key: CalendarKey

    async def __call__(self, unit: UnitOfWork, person: Person) -> bool:
        if person.therapist is None:
            return False
        now = self.clock.now()
        await unit.calendars.put(self.key.link(person.therapist, self.chance.token(), now))
        await unit.outbox.add(_card(person, Step.SHOW), now)
        return True


@dataclass(frozen=True, slots=True)
class StopCalendar:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person) -> bool:
        if person.therapist is None:
            return False
        await unit.calendars.drop(person.therapist)
        await unit.outbox.add(_card(person, Step.SHOW), self.clock.now())
        return True


@dataclass(frozen=True, slots=True)
class RevokeCalendar:
    """The operator does; the therapist is told. False: there was none."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, therapist: TherapistId) -> bool:
        if not await unit.calendars.drop(therapist):
            return False
        known = await unit.therapists.get(therapist)
        person = await unit.people.get(known.person) if known and known.person is not None else None
        if person is not None:
            await unit.outbox.add(_card(person, Step.REVOKED, fresh=True), self.clock.now())
        return True


@dataclass(frozen=True, slots=True)
class OpenCalendar:
    """For a stranger who knows an address. None tells neither why, nor whether there ever was one."""

    clock: Clock
    key: CalendarKey
    read: ReadAgenda

    async def __call__(self, unit: UnitOfWork, token: str) -> Agenda | None:
        link = await unit.calendars.find(digest(token))
        if link is None or not self.key.opens(link, token):
            return None
        therapist = await unit.therapists.get(link.therapist)
        if therapist is None or not therapist.active or therapist.person is None:
            return None
        return await self.read(unit, therapist, self.clock.now())


@dataclass(frozen=True, slots=True)
class TellCalendar:
    """What the card says is looked up as it is sent: no address waits in the outbox or is kept there."""

    key: CalendarKey
    base: str
    """Where this program's pages are found."""
    public: bool
    """Whether from elsewhere than this machine, too."""

    details: bool
    """Whether it shows customers."""

    async def __call__(self, unit: UnitOfWork, person: Person, notice: Notice, now: datetime) -> Filling:
        link = await unit.calendars.link(person.therapist) if person.therapist is not None else None
        return Filling({"address": self._address(link), "public": self.public, "details": self.details})

    def _address(self, link: CalendarLink | None) -> str:
        token = self.key.token(link) if link else None
        return f"{self.base}/calendar/{token}.ics" if token else ""


def _card(person: Person, step: Step, *, fresh: bool = False) -> Notice:
    return Notice(to=person.id, code="calendar", values={"step": step.value}, card=CARD, fresh=fresh)
