"""A freed time that several want at one instant: exactly one has it, on each engine."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.chance import SystemChance
from app.waitlist import Waitlist
from domain.booking import Mode, Place, PlaceKind, Request, Wish
from domain.catalogue import Choice, Money, Service
from domain.ids import PersonId, ServiceCode, TherapistId
from domain.offer import OfferStatus
from domain.people import Person, Readiness
from domain.rules import BookingRules
from domain.schedule import DateException, Schedule, Window
from domain.waitlist import WaitOffer, Watch
from services.ports import Stale, StorageUnavailable, UnitOfWork
from services.request_booking import RequestBooking, Requested
from services.wait_offers import PassTime, TakeTime, Taking, TimeOutTime
from storage.opening import Storage
from tests.storage import samples
from tests.storage.opened import NOW
from tests.storage.samples import CHANGE

ZONE = ZoneInfo("UTC")
RULES = BookingRules()
ROUNDS = [
    pytest.param(3, marks=pytest.mark.slow),
    pytest.param(25, marks=[pytest.mark.slow, pytest.mark.timeout(600)]),
]
SERVICE = Service(code=ServiceCode("deep"), name="Deep tissue", choices=(Choice(60, Money(1000, "IDR")),))
Act = Callable[[UnitOfWork], Awaitable[Any]]


@dataclass
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class House:
    storage: Storage
    therapist: TherapistId
    people: list[Person]

    async def do(self, act: Act) -> Any:
        """A database that is away is asked again, as the program's lanes do."""
        while True:
            try:
                return await self.storage.units.run(act)
            except (StorageUnavailable, Stale):
                await asyncio.sleep(0)

    async def at_once(self, *acts: Act) -> list[Any]:
        shuffled = random.sample(range(len(acts)), len(acts))
        done = await asyncio.gather(*(self.do(acts[number]) for number in shuffled))
        return [done[shuffled.index(number)] for number in range(len(acts))]

    def waitlist(self, at: datetime) -> Waitlist:
        clock = Clock(at)
        return Waitlist(clock, RULES, ZONE, RequestBooking(clock, RULES, SystemChance(), ZONE))

    def take(self, offer: WaitOffer, person: Person, at: datetime) -> Act:
        use = self.waitlist(at)
        return lambda unit: TakeTime(use.clock, use.request, use.end)(unit, offer.id, person)

    def decline(self, offer: WaitOffer, person: Person, at: datetime) -> Act:
        use = self.waitlist(at)
        return lambda unit: PassTime(use.clock, use.end)(unit, offer.id, person)

    def time_out(self, offer: WaitOffer, at: datetime) -> Act:
        use = self.waitlist(at)
        return lambda unit: TimeOutTime(use.clock, use.end)(unit, offer.id)

    def free(self, at: datetime) -> Act:
        use = self.waitlist(at)
        return lambda unit: use.end.freed(unit, self.therapist, at)

    def ask(self, person: Person, start: datetime, at: datetime) -> Act:
        request = Request(
            customer=person.id,
            service=SERVICE.code,
            minutes=60,
            place=Place(kind=PlaceKind.STUDIO),
            wish=Wish(self.therapist),
            mode=Mode.SCHEDULED,
            starts_at=start,
            token=f"{person.id}-{start.timestamp()}",
        )
        return lambda unit: self.waitlist(at).request(unit, request)

    async def one_hour(self, number: int) -> datetime:
        """All that the therapist works: a day of its own for each round."""
        day = NOW.date() + timedelta(days=1 + number)
        only = Schedule("UTC", exceptions=(DateException(day, (Window(time(14), time(15)),)),))

        async def work(unit: UnitOfWork) -> None:
            unit.therapists.set_schedule(self.therapist, only)

        await self.do(work)
        return datetime.combine(day, time(14), ZONE)

    async def join(self, person: Person, day: date, after: int = 0) -> None:
        wait = samples.wait(
            person.id,
            place=Place(kind=PlaceKind.STUDIO),
            wish=Wish(),
            watch=Watch(day, day),
            seen=frozenset(),
            joined_at=NOW + timedelta(seconds=after),
        )
        await self.do(lambda unit: unit.waits.add(wait, CHANGE))

    async def open_offers(self) -> list[WaitOffer]:
        async def look(unit: UnitOfWork) -> list[WaitOffer]:
            found = [await unit.waits.open_offer(one.id) for one in self.people]
            return [one for one in found if one is not None]

        return await self.storage.units.look(look)

    async def booked(self, start: datetime) -> list[PersonId]:
        """Who has a request at that time."""

        async def look(unit: UnitOfWork) -> list[PersonId]:
            found = [one for who in self.people for one in await unit.bookings.live_of_customer(who.id)]
            return [one.customer for one in found if one.span.starts_at == start]

        return await self.storage.units.look(look)


@pytest.fixture
async def house(storage: Storage) -> House:
    async def work(unit: UnitOfWork) -> House:
        unit.catalogue.put_service(SERVICE)
        hers = await unit.people.add(samples.person("99"))
        made = samples.therapist(person=hers.id, readiness=Readiness.AVAILABLE, services=frozenset())
        maya = await unit.therapists.add(made)
        unit.people.save(replace(hers, therapist=maya.id))
        people = [await unit.people.add(samples.person(str(chat))) for chat in (1, 2, 3)]
        return House(storage, maya.id, people)

    return await storage.units.run(work)


@pytest.mark.parametrize("rounds", ROUNDS)
async def test_two_in_line_and_one_time(house: House, rounds: int) -> None:
    """Freed twice at one instant, as by two processes that look."""
    bob, cia, _ = house.people
    for number in range(rounds):
        start = await house.one_hour(number)
        for after, person in enumerate((bob, cia)):
            await house.join(person, start.date(), after)
        await house.at_once(house.free(NOW), house.free(NOW))
        (offer,) = await house.open_offers()
        assert (offer.customer, offer.span.starts_at) == (bob.id, start)
        await house.do(house.decline(offer, bob, NOW))
        (offer,) = await house.open_offers()
        assert offer.customer == cia.id
        await house.do(house.decline(offer, cia, NOW))
        assert await house.open_offers() == []


@pytest.mark.parametrize("rounds", ROUNDS)
async def test_take_against_timeout_against_somebodys_request(house: House, rounds: int) -> None:
    bob, _, dan = house.people
    for number in range(rounds):
        start = await house.one_hour(number)
        await house.join(bob, start.date())
        await house.do(house.free(NOW))
        (offer,) = await house.open_offers()
        just_before = offer.answer_by - timedelta(seconds=1)
        taken, _, asked = await house.at_once(
            house.take(offer, bob, just_before),
            house.time_out(offer, offer.answer_by),
            house.ask(dan, start, offer.answer_by),
        )
        assert (taken is Taking.TAKEN) + isinstance(asked, Requested) == 1
        assert await house.booked(start) == [bob.id if taken is Taking.TAKEN else dan.id]
        assert await house.open_offers() == []
        offers = await house.storage.units.look(lambda unit: unit.waits.offers(bob.id))
        ends = {OfferStatus.ACCEPTED} if taken is Taking.TAKEN else {OfferStatus.TIMED_OUT, OfferStatus.LOST}
        assert offers[-1].status in ends


@pytest.mark.parametrize("rounds", ROUNDS)
async def test_two_taps_and_a_no_are_one_answer(house: House, rounds: int) -> None:
    bob, *_ = house.people
    for number in range(rounds):
        start = await house.one_hour(number)
        await house.join(bob, start.date())
        await house.do(house.free(NOW))
        (offer,) = await house.open_offers()
        first, second, no = await house.at_once(
            house.take(offer, bob, NOW), house.take(offer, bob, NOW), house.decline(offer, bob, NOW)
        )
        outcomes = Counter([first, second, no])
        assert outcomes[Taking.TAKEN] + outcomes[Taking.PASSED] == 1
        assert await house.booked(start) == ([bob.id] if outcomes[Taking.TAKEN] else [])
