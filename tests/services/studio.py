"""A studio that takes bookings: the use-cases on real storage, a roster of three, a clock that is set."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from app.care import care, care_deadlines
from app.chance import SystemChance
from app.waitlist import Waitlist
from domain.booking import Booking, Mode, Place, PlaceKind, Request, Wish
from domain.catalogue import Choice, District, Money, Service
from domain.ids import ServiceCode
from domain.offer import Offer, OfferStatus
from domain.people import Gender, Person, Readiness, Therapist
from domain.reminders import Ahead
from domain.room import Room
from domain.rules import BookingRules, RoomRules, SafetyRules
from domain.schedule import Schedule, WeeklyWindow, Window
from domain.time import Span
from services.acknowledging import CANCEL_ACK, AlertUnseen
from services.alerts import Alerts
from services.broadcast import BROADCAST_END
from services.choices import AskAnyone, AskedAnyone, CancelBooking, Cancelled, GiveUp
from services.deadlines import DeadlineRunner
from services.help import KeepRinging
from services.list_slots import ListSlots
from services.move_answers import AnswerMove
from services.move_ends import MOVE_ANSWER, TimeOutMove, WithdrawMove
from services.move_slots import MoveSlots
from services.moves import AskToMove, MayMove
from services.offer_ends import EndBroadcast, EndOffer
from services.offers import AcceptOffer, Answer, DeclineOffer, TimeOutOffer
from services.ports import Clock, UnitOfWork
from services.reminders import KINDS, Remind
from services.request_booking import RequestBooking, Requested, RequestResult
from services.room_life import ExpireRoom
from services.rooms import EXPIRY
from services.turns import Turns
from services.visits import TapVisit
from tests.services.rooms_house import House, SetClock, Shown, house

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Makassar")
RULES = BookingRules()
SAFETY = SafetyRules(emergency_number="112", phrase="Is the blue towel with you?")
ROOMS = RoomRules()
MORNING = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""A Monday, 10:00 in the studio."""
ALL_DAY = Schedule(ZONE.key, tuple(WeeklyWindow(day, Window(time(0), time(0))) for day in range(7)))
DAYTIME = Schedule(ZONE.key, tuple(WeeklyWindow(day, Window(time(9), time(18))) for day in range(7)))
DISTRICTS = [
    District("Sanur", -8.6800, 115.2600),
    District("Kuta", -8.7180, 115.1690),
    District("Ubud", -8.5069, 115.2625),
]
MASSAGE = Service(
    code=ServiceCode("relax"),
    name="Relaxing massage",
    choices=(Choice(60, Money(350_000, "IDR")), Choice(90, Money(500_000, "IDR"))),
)


@dataclass(frozen=True)
class UseCases:
    clock: Clock
    rules: BookingRules = RULES

    @property
    def turns(self) -> Turns:
        return Turns(self.rules, ZONE, Alerts(self.clock))

    @property
    def slots(self) -> ListSlots:
        return ListSlots(self.clock, self.rules, ZONE)

    @property
    def request(self) -> RequestBooking:
        return RequestBooking(self.clock, self.rules, SystemChance(), ZONE)

    @property
    def accept(self) -> AcceptOffer:
        return AcceptOffer(self.clock, self.rules, ROOMS, EndOffer(self.turns))

    @property
    def decline(self) -> DeclineOffer:
        return DeclineOffer(self.clock, EndOffer(self.turns))

    @property
    def time_out(self) -> TimeOutOffer:
        return TimeOutOffer(self.clock, EndOffer(self.turns))

    @property
    def end_broadcast(self) -> EndBroadcast:
        return EndBroadcast(self.clock, EndOffer(self.turns))

    @property
    def ask_anyone(self) -> AskAnyone:
        return AskAnyone(self.clock, self.turns)

    @property
    def cancel(self) -> CancelBooking:
        return CancelBooking(self.clock, self.rules, ZONE)

    @property
    def give_up(self) -> GiveUp:
        return GiveUp(self.clock)

    @property
    def move_slots(self) -> MoveSlots:
        return MoveSlots(self.clock, self.rules, ZONE)

    @property
    def ask_to_move(self) -> AskToMove:
        return AskToMove(MayMove(self.clock, self.rules), self.move_slots)

    @property
    def answer_move(self) -> AnswerMove:
        return AnswerMove(self.clock, self.rules, ZONE)

    @property
    def withdraw_move(self) -> WithdrawMove:
        return WithdrawMove(self.clock)

    @property
    def time_out_move(self) -> TimeOutMove:
        return TimeOutMove(self.clock)

    @property
    def tap(self) -> TapVisit:
        return TapVisit(self.clock, self.rules)

    @property
    def care(self) -> dict[str, Any]:
        return care(self.clock, self.rules, SAFETY)

    @property
    def waitlist(self) -> Waitlist:
        return Waitlist(self.clock, self.rules, ZONE, self.request)

    def remind(self, ahead: Ahead) -> Remind:
        return Remind(self.clock, self.rules, ZONE, ahead)


@dataclass
class Studio:
    """`dewi` lives where the customer is, `maya` further, `budi` furthest: that is the order of asking."""

    house: House
    path: Path
    ann: Person
    operator: Person
    dewi: Therapist
    maya: Therapist
    budi: Therapist
    _tokens: Any = field(default_factory=count)

    @property
    def clock(self) -> SetClock:
        return self.house.clock

    @property
    def do(self) -> UseCases:
        return UseCases(self.clock)

    def wanted(self, **changes: Any) -> Request:
        """A visit at Ann's, now, by anybody, unless said otherwise."""
        fields: dict[str, Any] = {
            "customer": self.ann.id,
            "service": MASSAGE.code,
            "minutes": 60,
            "place": Place(kind=PlaceKind.HOME, address="Jalan Danau 4", district="Sanur"),
            "wish": Wish(),
            "mode": Mode.NOW,
            "starts_at": self.clock.at,
            "token": f"draft-{next(self._tokens)}",
        }
        return Request(**(fields | changes))

    def at(self, hours: float, **changes: Any) -> Request:
        """A visit so many hours from now."""
        start = self.clock.at + timedelta(hours=hours)
        return self.wanted(**({"mode": Mode.SCHEDULED, "starts_at": start} | changes))

    async def ask(self, request: Request) -> RequestResult:
        return await self.house.do(self.do.request, request)

    async def requested(self, request: Request) -> Requested:
        result = await self.ask(request)
        assert isinstance(result, Requested), result
        return result

    async def accept(self, offer: Offer, by: Therapist) -> Answer:
        return await self.house.do(self.do.accept, offer.id, await self.person(by))

    async def decline(self, offer: Offer, by: Therapist) -> Answer:
        return await self.house.do(self.do.decline, offer.id, await self.person(by))

    async def cancel(self, booking: Booking, by: Person | None = None) -> Cancelled:
        return await self.house.do(self.do.cancel, booking.id, by or self.ann, "changed my mind")

    async def ask_anyone(self, booking: Booking, by: Person | None = None) -> AskedAnyone:
        return await self.house.do(self.do.ask_anyone, booking.id, by or self.ann)

    async def time_passes(self, **span: float) -> None:
        """And what falls due is done, as the program's runner does it."""
        self.clock.at += timedelta(**span)
        await self.due()
        await self.house.deliver()

    async def keep_ringing(self) -> None:
        """What the program does once it sees that the clock was set back."""
        await KeepRinging(self.house.units, self.clock, SAFETY)()

    async def due(self) -> None:
        """What has fallen due, with Telegram away."""
        handlers: dict[str, Callable[[UnitOfWork, Any], Any]] = {
            "offer_answer": self.do.time_out,
            "choice": self.do.give_up,
            MOVE_ANSWER: TimeOutMove(self.clock),
            CANCEL_ACK: AlertUnseen(self.clock),
            BROADCAST_END: self.do.end_broadcast,
            **self.do.waitlist.deadlines,
            EXPIRY: ExpireRoom(self.clock, ROOMS),
            **{kind: self.do.remind(ahead) for ahead, kind in KINDS.items()},
            **care_deadlines(self.clock, RULES, SAFETY),
        }
        await DeadlineRunner(self.house.units, self.clock, Alerts(self.clock), handlers).run_due()

    # What is there now

    async def booking(self, booking: Booking) -> Booking:
        found = await self._look(lambda unit: unit.bookings.get(booking.id))
        assert found is not None
        return found

    async def offers(self, booking: Booking) -> list[Offer]:
        return list(await self._look(lambda unit: unit.offers.of_booking(booking.id)))

    async def open_offer(self, booking: Booking) -> Offer:
        (found,) = [one for one in await self.offers(booking) if one.status is OfferStatus.OPEN]
        return found

    async def all_open(self, booking: Booking) -> list[Offer]:
        return [one for one in await self.offers(booking) if one.status is OfferStatus.OPEN]

    async def room(self, offer: Offer) -> Room:
        room = offer.room
        assert room is not None
        found = await self._look(lambda unit: unit.rooms.get(room))
        assert found is not None
        return found

    async def held(self, therapist: Therapist) -> list[Span]:
        """Turn-around included, without the way before it."""
        window = Span(self.clock.at - timedelta(days=2), self.clock.at + timedelta(days=40))
        now = self.clock.at
        busy = await self._look(lambda unit: unit.occupancy.busy([therapist.id], window, now))
        return [held.after for held in busy[therapist.id]]

    async def person(self, therapist: Therapist) -> Person:
        key = therapist.person
        assert key is not None
        found = await self._look(lambda unit: unit.people.get(key))
        assert found is not None
        return found

    async def _look(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return await self.house.units.look(work)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database holds, past everything of ours."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    async def sql(self, query: str, *values: Any) -> None:
        """What no use-case does yet, done by hand."""

        def by_hand() -> None:
            with closing(sqlite3.connect(self.path, timeout=5)) as connection, connection:
                connection.execute(query, values)

        await asyncio.to_thread(by_hand)

    def events(self, channel: str) -> list[str]:
        return [
            kind for (kind,) in self.rows("SELECT kind FROM events WHERE channel = ? ORDER BY id", channel)
        ]

    def changes(self, booking: Booking) -> list[tuple[Any, ...]]:
        query = (
            'SELECT "before", "after", "by", why FROM changes WHERE thing = ? AND thing_id = ? ORDER BY id'
        )
        return self.rows(query, "booking", booking.id)

    async def shown(self, person: Person, code: str) -> list[Shown]:
        await self.house.deliver()
        return self.house.notices(person, code)

    # What changes around them

    async def save(self, therapist: Therapist, **changes: Any) -> Therapist:
        changed = replace(therapist, **changes)

        async def work(unit: UnitOfWork) -> None:
            unit.therapists.save(changed)

        await self.house.units.run(work)
        return changed

    async def hours(self, therapist: Therapist, schedule: Schedule) -> None:
        async def work(unit: UnitOfWork) -> None:
            unit.therapists.set_schedule(therapist.id, schedule)

        await self.house.units.run(work)

    async def away(self, *therapists: Therapist) -> None:
        for therapist in therapists:
            await self.save(therapist, readiness=Readiness.AWAY)


async def hire(home: House, name: str, district: str, gender: Gender) -> Therapist:
    _, therapist = await home.therapist(name)
    placed = replace(therapist, home_district=district, gender=gender)

    async def work(unit: UnitOfWork) -> None:
        unit.therapists.save(placed)
        unit.therapists.set_schedule(placed.id, ALL_DAY)

    await home.units.run(work)
    return placed


async def _furnish(unit: UnitOfWork) -> None:
    unit.catalogue.put_service(MASSAGE)
    for district in DISTRICTS:
        unit.catalogue.put_district(district)


@asynccontextmanager
async def studio(folder: Path, server: str = "") -> AsyncIterator[Studio]:
    async with house(folder, server) as home:
        yield await furnished(home, folder / "house.db")


async def furnished(home: House, path: Path) -> Studio:
    home.clock.at = MORNING
    await home.units.run(_furnish)
    ann = await home.customer("Ann")
    operator = await _operator(home)
    dewi = await hire(home, "Dewi", "Sanur", Gender.FEMALE)
    maya = await hire(home, "Maya", "Kuta", Gender.FEMALE)
    budi = await hire(home, "Budi", "Ubud", Gender.MALE)
    return Studio(home, path, ann, operator, dewi, maya, budi)


async def _operator(home: House) -> Person:
    person = replace(await home.customer("Op"), operator=True)

    async def work(unit: UnitOfWork) -> Person:
        unit.people.save(person)
        return person

    return await home.units.run(work)
