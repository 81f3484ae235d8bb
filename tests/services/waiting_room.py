"""A studio whose every time on Tuesday is taken, and people who would like one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from domain.booking import Booking, Mode, Place, PlaceKind, Wish
from domain.offer import OfferStatus
from domain.people import Block, Person, Readiness, Therapist
from domain.schedule import Schedule, WeeklyWindow, Window
from domain.waitlist import Wait, WaitOffer, Watch
from services.desk import Desk
from services.freezing import ThawRooms
from services.people import KnowPerson
from services.ports import UnitOfWork
from services.request_booking import Requested, RequestResult
from services.therapist_day import SetReadiness
from services.wait_offers import PassTime, TakeTime, Taking
from services.waitlist import Joining, JoinWaitlist, LeaveWaitlist, Leaving, StayOnWaitlist, Wished
from storage.instants import instant
from tests.services.studio import MASSAGE, ZONE, Studio, studio

TUESDAY = date(2026, 3, 3)


def hours(first: int, last: int, *days: int) -> Schedule:
    return Schedule(
        ZONE.key, tuple(WeeklyWindow(day, Window(time(first), time(last))) for day in days or range(7))
    )


def local(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


@dataclass
class WaitingRoom:
    at: Studio
    bob: Person
    cia: Person
    dan: Person

    @property
    def dewi(self) -> Therapist:
        return self.at.dewi

    def wished(self, **changes: Any) -> Wished:
        """An hour in the studio on Tuesday, with anybody, at any time."""
        fields: dict[str, Any] = {
            "service": MASSAGE.code,
            "minutes": 60,
            "place": Place(kind=PlaceKind.STUDIO),
            "wish": Wish(),
            "watch": Watch(TUESDAY, TUESDAY),
        }
        return Wished(**(fields | changes))

    async def joins(self, person: Person, **changes: Any) -> Joining:
        join = JoinWaitlist(self.at.clock, self.at.do.waitlist.end)
        result = await self.at.house.do(join, person, self.wished(**changes))
        # One after another, as people do.
        self.at.clock.at += timedelta(seconds=1)
        return result

    async def leaves(self, person: Person, wait: Wait) -> Leaving:
        return await self.at.house.do(LeaveWaitlist(self.at.clock, self.at.do.waitlist.end), wait.id, person)

    async def stays(self, person: Person, wait: Wait) -> Leaving:
        return await self.at.house.do(StayOnWaitlist(self.at.clock, self.at.do.waitlist.end), wait.id, person)

    async def takes(self, person: Person, offer: WaitOffer) -> Taking:
        take = TakeTime(self.at.clock, self.at.do.request, self.at.do.waitlist.end)
        return await self.at.house.do(take, offer.id, person)

    async def passes(self, person: Person, offer: WaitOffer) -> Taking:
        return await self.at.house.do(PassTime(self.at.clock, self.at.do.waitlist.end), offer.id, person)

    async def books(self, start: datetime, therapist: Therapist, by: Person | None = None) -> Booking:
        made = await self.asks(start, therapist, by or self.at.ann)
        assert isinstance(made, Requested), made
        return made.booking

    async def asks(self, start: datetime, therapist: Therapist, by: Person) -> RequestResult:
        request = self.at.wanted(
            customer=by.id,
            place=Place(kind=PlaceKind.STUDIO),
            wish=Wish(therapist=therapist.id),
            mode=Mode.SCHEDULED,
            starts_at=start,
        )
        return await self.at.ask(request)

    async def offered(self, person: Person) -> WaitOffer | None:
        """What waits for this person's answer, once everything due has been done."""
        await self.at.time_passes()
        return await self.open_offer(person)

    async def open_offer(self, person: Person) -> WaitOffer | None:
        return await self.at.house.units.look(lambda unit: unit.waits.open_offer(person.id))

    async def offer(self, person: Person) -> WaitOffer:
        found = await self.offered(person)
        assert found is not None, f"nothing is offered to {person.name}"
        return found

    async def offers(self, person: Person) -> list[OfferStatus]:
        found = await self.at.house.units.look(lambda unit: unit.waits.offers(person.id))
        return [one.status for one in found]

    async def waits(self, person: Person) -> list[Wait]:
        return list(await self.at.house.units.look(lambda unit: unit.waits.of_person(person.id)))

    async def wait(self, person: Person) -> Wait:
        (found,) = await self.waits(person)
        return found

    async def unreachable(self, person: Person) -> None:
        async def work(unit: UnitOfWork) -> None:
            unit.people.save(replace(person, reachable=False))

        await self.at.house.units.run(work)

    async def returns(self, person: Person) -> None:
        line = self.at.do.waitlist.back
        know = KnowPerson(frozenset(), ("en",), thaw=ThawRooms(self.at.clock), line=line)
        await self.at.house.do(know, person.address, person.name, "en")

    async def ready(self, therapist: Therapist, readiness: Readiness) -> None:
        desk = Desk(await self.at.person(therapist), therapist, fresh=True)
        await self.at.house.do(SetReadiness(self.at.clock), desk, readiness)

    async def apart(self, person: Person, therapist: Therapist) -> None:
        room = await self.at.house.pending(person, therapist, hours=100)
        other = await self.at.person(therapist)

        async def work(unit: UnitOfWork) -> None:
            unit.blocks.add(Block(person.id, other.id, room.id, self.at.clock.at))

        await self.at.house.units.run(work)

    def holds(self) -> list[tuple[str, int]]:
        return [
            (name, who) for name, who in self.at.rows("SELECT hold, resource FROM occupancy WHERE hold != ''")
        ]

    def until(self) -> list[tuple[str, datetime]]:
        """What is held for whom, and how long."""
        rows = self.at.rows("SELECT hold, expires_at FROM occupancy WHERE hold != ''")
        return [(name, instant(until)) for name, until in rows]


@asynccontextmanager
async def waiting_room(folder: Path) -> AsyncIterator[WaitingRoom]:
    """Dewi works from 14:00 to 15:00 on Tuesdays, and Ann has that hour; the others are not there."""
    async with studio(folder) as at:
        people = [await at.house.customer(name) for name in ("Bob", "Cia", "Dan")]
        await at.hours(at.dewi, hours(14, 15, TUESDAY.weekday()))
        for other in (at.maya, at.budi):
            await at.hours(other, Schedule(ZONE.key))
        yield WaitingRoom(at, *people)
