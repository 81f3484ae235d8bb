"""The loop that sends: nothing but `stop` ends it, and nothing it has in hand stays there."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.tasks import Tasks
from domain.people import Address, Person
from domain.rules import RoomRules
from services.alerts import Alerts
from services.delivery import Delivery
from services.members import Alone, Member
from services.notices import say
from services.outgoing import (
    Claimed,
    Notice,
    NotSent,
    Outcome,
    Parcel,
    Priority,
    Sent,
    Shut,
    Speech,
    TextCopy,
    Uncertain,
)
from services.ports import Pace, UnitOfWork, Units
from services.settle import MOST_REPEATS, Settle
from tests.services.rooms_house import House, SetClock, Unhurried, house

T = TypeVar("T")
Work = Callable[[UnitOfWork], Awaitable[Any]]


class Ticking(SetClock):
    """Ten seconds pass between any two looks at it: longer than any rest after a failure."""

    def now(self) -> datetime:
        self.at += timedelta(seconds=10)
        return self.at


@dataclass
class Chat:
    """Answers what it is told to, in turn, and then takes everything."""

    answers: list[Outcome | Exception] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    tries: int = 0
    asked: Callable[[], None] = lambda: None
    open: asyncio.Event = field(default_factory=asyncio.Event)
    """Until then nothing is answered."""
    shut: bool = False
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        if not self.shut:
            self.open.set()

    async def send(self, to: Address, parcel: Parcel) -> Outcome:
        self.tries += 1
        self.asked()
        await self.open.wait()
        answer = self.answers.pop(0) if self.answers else Sent(self.tries)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Sent):
            self.taken.append((to.id, _words(parcel)))
            self.came.set()
        return answer

    async def holds(self, *words: str) -> None:
        while [said for _, said in self.taken] != list(words):
            self.came.clear()
            await asyncio.wait_for(self.came.wait(), 10)


def _words(parcel: Parcel) -> str:
    return parcel.code if isinstance(parcel, Speech) else parcel.text if isinstance(parcel, TextCopy) else "?"


@dataclass
class Through:
    """The house's units, with something done around them."""

    units: Units
    before: Callable[[], Awaitable[None]] | None = None
    after: Callable[[], Awaitable[None]] | None = None

    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        if self.before is not None:
            await self.before()
        done = await self.units.run(work)
        if self.after is not None:
            await self.after()
        return done

    async def look(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return await self.units.look(work)


@dataclass
class ByHand:
    """A pace at which one may leave each time that the test says so."""

    left: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def some(self) -> int:
        while self.left == 0:
            self.asked.set()
            self.more.clear()
            await self.more.wait()
        return self.left

    def spend(self, count: int) -> None:
        self.left -= count

    def allow(self, count: int) -> None:
        self.left += count
        self.more.set()


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as home:
        home.clock = Ticking()
        yield home


@asynccontextmanager
async def sending(
    home: House,
    chat: Chat,
    units: Units | None = None,
    settle: Settle | None = None,
    pace: Pace | None = None,
    member: Member | None = None,
) -> AsyncIterator[Delivery]:
    broken: list[str] = []
    tasks = Tasks(lambda name, error: broken.append(f"{name}: {error!r}"))
    settle = settle or Settle(home.clock, Alerts(home.clock))
    chats = {"telegram": chat}
    delivery = Delivery(
        units or home.units, chats, settle, home.clock, tasks, RoomRules(), pace or Unhurried()
    )
    delivery.member = member or delivery.member
    tasks.start(delivery.run(), name="delivery")
    try:
        yield delivery
    finally:
        await asyncio.wait_for(delivery.stop(), 10)
        await tasks.stop()
    assert not broken


async def told(home: House, person: Person, *codes: str) -> None:
    async def work(unit: UnitOfWork) -> None:
        for code in codes:
            await unit.outbox.add(say(person.id, code), home.clock.at)

    await home.units.run(work)


def states(folder: Path) -> Sequence[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "house.db")) as database:
        return database.execute("SELECT code, state FROM outbox ORDER BY id").fetchall()


async def test_a_claim_that_breaks_is_tried_again(home: House) -> None:
    ana = await home.customer("Ana")
    faults = [RuntimeError("something that nobody thought of")]

    async def break_once() -> None:
        if faults:
            raise faults.pop()

    chat = Chat()
    await told(home, ana, "help")
    async with sending(home, chat, Through(home.units, before=break_once)):
        await chat.holds("help")


async def test_while_the_pace_holds_the_urgent_goes_first_and_nothing_is_in_hand(
    home: House, tmp_path: Path
) -> None:
    people = [await home.customer(f"Person {number}") for number in range(5)]
    for number, person in enumerate(people[:3]):
        await told(home, person, f"notice {number}")
    chat, pace = Chat(), ByHand()
    async with sending(home, chat, pace=pace):
        await pace.asked.wait()

        async def urgent(unit: UnitOfWork) -> None:
            alert = Notice(to=people[3].id, code="alert", priority=Priority.ALERT)
            await unit.outbox.add(alert, home.clock.at)
            words = Notice(to=people[4].id, code="words", priority=Priority.MESSAGE)
            await unit.outbox.add(words, home.clock.at)

        await home.units.run(urgent)
        assert {state for _, state in states(tmp_path)} == {"queued"}
        pace.allow(2)
        await chat.holds("words", "alert")
        pace.allow(3)
        await chat.holds("words", "alert", "notice 0", "notice 1", "notice 2")
        pace.allow(1)


async def test_a_row_that_cannot_be_read_holds_nobody_up(home: House, tmp_path: Path) -> None:
    """As a later program would have written it, before somebody went back to this one."""
    ana, (maya, maya_as_therapist) = await home.customer("Ana"), await home.therapist("Maya")
    await home.opened(ana, maya_as_therapist)
    boss = await home.do(_operator)
    await home.says(ana, "a hologram", deliver=False)
    await home.says(maya, "words", deliver=False)
    with closing(sqlite3.connect(tmp_path / "house.db")) as database, database:
        database.execute("UPDATE messages SET kind = 'hologram' WHERE text = 'a hologram'")
    chat = Chat()
    async with sending(home, chat):
        await chat.holds("words", "alert")
    assert chat.taken[-1][0] == boss.address.id


async def _operator(unit: UnitOfWork) -> Person:
    address = Address("telegram", "1")
    return await unit.people.add(Person(id=0, address=address, name="Boss", language="en", operator=True))  # type: ignore[arg-type]  # the id is given by storage


async def test_what_is_claimed_while_it_stops_is_still_sent(home: House, tmp_path: Path) -> None:
    """Otherwise a message that never left would be called uncertain at the next start."""
    ana = await home.customer("Ana")
    claimed, go_on = asyncio.Event(), asyncio.Event()

    async def between() -> None:
        if ("help", "sending") in states(tmp_path):
            claimed.set()
            await go_on.wait()

    await told(home, ana, "help")
    chat = Chat()
    async with sending(home, chat, Through(home.units, after=between)) as delivery:
        await asyncio.wait_for(claimed.wait(), 10)
        stopping = asyncio.create_task(delivery.stop())
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.wait_for(stopping, 10)
        assert states(tmp_path) == [("help", "sent")]


async def test_tries_that_never_left_do_not_count_as_unanswered(home: House) -> None:
    """Telegram away for a while, and then one answer lost: the notice has certainly not arrived ten times."""
    ana = await home.customer("Ana")
    chat = Chat(answers=[*[NotSent("unreachable")] * 10, Uncertain("cut")])
    await told(home, ana, "help")
    async with sending(home, chat):
        await chat.holds("help")
    assert chat.tries == 12


async def test_a_notice_that_is_never_answered_is_given_up_and_the_line_goes_on(
    home: House, tmp_path: Path
) -> None:
    ana = await home.customer("Ana")
    chat = Chat(answers=[Uncertain("cut")] * 7)
    await told(home, ana, "help", "privacy")
    async with sending(home, chat):
        await chat.holds("privacy")
    assert states(tmp_path) == [("help", "uncertain"), ("privacy", "sent")]


async def test_while_telegram_answers_nobody_no_notice_is_given_up(
    home: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.settle.backoff", lambda tries: timedelta(0))
    ana = await home.customer("Ana")
    chat = Chat(answers=[Uncertain("cut")] * (3 * MOST_REPEATS))
    await told(home, ana, "help")
    async with sending(home, chat) as delivery:
        delivery.away = lambda: True
        await chat.holds("help")
    assert states(tmp_path) == [("help", "sent")]


async def test_a_messenger_that_breaks_its_promise_ends_nothing(home: House) -> None:
    ana = await home.customer("Ana")
    chat = Chat(answers=[RuntimeError("a messenger never raises")])
    await told(home, ana, "help", "privacy")
    async with sending(home, chat):
        await chat.holds("help", "privacy")


@dataclass(frozen=True, slots=True)
class Forgetful(Settle):
    """Cannot write down what became of `help`."""

    async def __call__(
        self, unit: UnitOfWork, row: Claimed, outcome: Outcome, *, unanswered: int = 1
    ) -> None:
        if getattr(row.item, "code", "") == "help":
            raise RuntimeError("something that nobody thought of")
        await Settle.__call__(self, unit, row, outcome, unanswered=unanswered)


async def test_an_answer_that_cannot_be_recorded_does_not_hold_the_line(home: House, tmp_path: Path) -> None:
    ana = await home.customer("Ana")
    chat = Chat()
    await told(home, ana, "help", "privacy")
    async with sending(home, chat, settle=Forgetful(home.clock, Alerts(home.clock))):
        await chat.holds("help", "privacy")
    assert states(tmp_path) == [("help", "sent"), ("privacy", "sent")]


async def test_that_telegram_refuses_the_token_is_known_until_it_takes_it_again(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that is cut says nothing about the token."""
    monkeypatch.setattr("services.shutter.KNOCK", 0.05)
    ana = await home.customer("Ana")
    chat = Chat([Shut("Unauthorized"), NotSent("unreachable")])
    known: list[str] = []
    await told(home, ana, "help")
    async with sending(home, chat) as delivery:
        chat.asked = lambda: known.append(delivery.shut)
        await chat.holds("help")
    assert (known, delivery.shut) == (["", "Unauthorized", "Unauthorized"], "")


async def test_nothing_is_looked_for_while_all_there_is_is_on_its_way(home: House) -> None:
    ana = await home.customer("Ana")
    chat, looked = Chat(shut=True), 0

    async def look() -> None:
        nonlocal looked
        looked += 1

    async def nothing(unit: UnitOfWork) -> None:
        """Stands in line behind whatever is asked."""

    await told(home, ana, "help")
    async with sending(home, chat, Through(home.units, before=look)):
        while not chat.tries:
            await home.units.run(nothing)
        for _ in range(5):
            await home.units.run(nothing)
        assert looked == 2, "what was left behind, and what there is"
        chat.open.set()
        await chat.holds("help")


class Doubtful(Alone):
    """One of several, which others may believe dead, from some moment on."""

    def __init__(self) -> None:
        super().__init__(epoch=1)
        self.sure, self.over = True, False
        self.asked = asyncio.Event()

    def alive(self) -> bool:
        return self.sure and not self.over

    async def certain(self) -> bool:
        self.asked.set()
        while not self.alive() and not self.over:  # noqa: ASYNC110 - the test sets both
            await asyncio.sleep(0.01)
        return self.alive()


async def test_one_in_doubt_takes_nothing(home: House, tmp_path: Path) -> None:
    ana, member, chat = await home.customer("Ana"), Doubtful(), Chat()
    member.sure = False
    async with sending(home, chat, member=member):
        await told(home, ana, "help")
        await asyncio.sleep(0.5)  # it would have been taken by then
        assert states(tmp_path) == [("help", "queued")]
        member.sure = True
        await chat.holds("help")


async def test_what_was_taken_waits_until_it_is_certainly_ours(home: House, tmp_path: Path) -> None:
    ana, member, chat = await home.customer("Ana"), Doubtful(), Chat()

    async def doubts() -> None:
        if ("help", "sending") in states(tmp_path):
            member.sure = False

    async with sending(home, chat, Through(home.units, after=doubts), member=member):
        await told(home, ana, "help")
        await asyncio.wait_for(member.asked.wait(), 10)
        assert states(tmp_path) == [("help", "sending")]
        member.sure = True
        await chat.holds("help")


async def test_what_is_another_programs_by_now_is_not_sent(home: House, tmp_path: Path) -> None:
    ana, member, chat = await home.customer("Ana"), Doubtful(), Chat()

    async def dies() -> None:
        member.over |= ("help", "sending") in states(tmp_path)

    async with sending(home, chat, Through(home.units, after=dies), member=member):
        await told(home, ana, "help")
        await asyncio.wait_for(member.asked.wait(), 10)
    assert chat.tries == 0
    assert states(tmp_path) == [("help", "sending")], "it is for whoever takes over"
