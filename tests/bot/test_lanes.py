"""Lanes on the real storage: what is handled, in which order, how often, and what is told about it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from bot.lanes import HANDLER_LIMIT, RESTS, Afterwards, Lanes
from bot.parking import Parking
from bot.raw import raw_update
from bot.toasts import Toast
from domain.ids import PersonId
from domain.people import Address, Person
from services.alerts import Alerts
from services.intake import Intake
from services.outgoing import Notice
from services.ports import UnitOfWork
from services.queues import Entry, RawUpdate
from storage.opening import Storage
from tests.bot.conftest import Waker
from tests.bot.wire import TestClock, TestTasks, until

Handle = Callable[[UnitOfWork, Entry], Awaitable[Afterwards | None]]


def says(number: int, chat: int = 1) -> RawUpdate:
    message = {"message_id": number, "chat": {"id": chat}, "text": "the gate code is 4711"}
    return raw_update("telegram:1", {"update_id": number, "message": message})


def presses(number: int, chat: int = 1) -> RawUpdate:
    message = {"message_id": 8, "chat": {"id": chat}}
    press = {"id": f"press {number}", "from": {"id": chat}, "message": message, "data": "o1:1:accept"}
    return raw_update("telegram:1", {"update_id": number, "callback_query": press})


def number(entry: Entry) -> int:
    found: int = json.loads(entry.raw)["update_id"]
    return found


@dataclass
class Handled:
    """A feed that writes down, in the unit itself, what it carried out; `troubles` come first."""

    clock: TestClock
    troubles: dict[int, list[Handle]] = field(default_factory=dict)
    tried: list[int] = field(default_factory=list)
    afterwards: Afterwards | None = None

    async def __call__(self, unit: UnitOfWork, entry: Entry, /) -> Afterwards | None:
        self.tried.append(number(entry))
        unit.conversations.put(f"handled {number(entry)}", "yes", {}, self.clock.now())
        if waiting := self.troubles.get(number(entry)):
            await waiting.pop(0)(unit, entry)
        return self.afterwards


@dataclass
class Setting:
    storage: Storage
    lanes: Lanes
    feed: Handled
    intake: Intake
    answered: list[tuple[str, str]]

    async def take(self, *updates: RawUpdate) -> None:
        await self.intake(updates)

    async def left(self) -> Sequence[Entry]:
        async def work(unit: UnitOfWork) -> Sequence[Entry]:
            return await unit.journal.pending(100, busy=(), now=self.feed.clock.now())

        return await self.storage.units.look(work)

    async def done(self, patience: float = 10.0) -> None:
        async with asyncio.timeout(patience):
            while self.lanes.running or await self.left():  # noqa: ASYNC110 - the journal is no event
                await asyncio.sleep(0.01)

    async def effect(self, update: int) -> bool:
        async def work(unit: UnitOfWork) -> bool:
            return (await unit.conversations.get(f"handled {update}"))[0] == "yes"

        return await self.storage.units.look(work)

    async def notices(self) -> list[Notice]:
        async def work(unit: UnitOfWork) -> list[Notice]:
            rows = await unit.outbox.claim(100, self.feed.clock.now(), busy=())
            return [row.item for row in rows if isinstance(row.item, Notice)]

        return await self.storage.units.run(work)


@pytest.fixture
async def at(storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker) -> AsyncIterator[Setting]:
    async with working(storage, clock, tasks, waker) as setting:
        yield setting


@asynccontextmanager
async def working(
    storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker, **limits: Any
) -> AsyncIterator[Setting]:
    answered: list[tuple[str, str]] = []

    async def answer(press: str, toast: Toast) -> None:
        answered.append((press, toast.code))

    feed = Handled(clock)
    lanes = Lanes(storage.units, feed, Parking(Alerts(clock), clock, answer), clock, tasks, **limits)
    waker.wake_lanes = lanes.wake
    lanes.start()
    yield Setting(storage, lanes, feed, Intake(storage.units, clock), answered)
    await lanes.stop()


async def fails(unit: UnitOfWork, entry: Entry) -> None:
    raise ValueError(entry.raw)


async def test_a_chat_is_carried_out_in_order_whatever_the_others_do(at: Setting) -> None:
    at.feed.troubles = {number: [fails] for number in (5, 17, 30)}
    await at.take(*(says(number, chat=number % 5) for number in range(100)))
    await at.done()
    by_chat: dict[int, list[int]] = defaultdict(list)
    for tried in at.feed.tried:
        by_chat[tried % 5].append(tried)
    assert len(at.feed.tried) == 103
    assert all(tried == sorted(tried) for tried in by_chat.values())


async def test_what_is_there_at_the_start_is_taken_at_once(
    storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker
) -> None:
    await Intake(storage.units, clock)([says(number, chat=number) for number in range(20)])
    async with working(storage, clock, tasks, waker) as at:
        await at.done(patience=1.0)
        assert sorted(at.feed.tried) == list(range(20))


async def test_one_of_several_that_is_in_doubt_takes_nothing(
    storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker
) -> None:
    sure = False
    async with working(storage, clock, tasks, waker, alive=lambda: sure) as at:
        await at.take(says(1))
        await asyncio.sleep(0.3)  # it would have been taken by then
        assert at.feed.tried == []
        sure = True
        await at.done()
        assert at.feed.tried == [1]


async def test_a_lane_that_rests_between_tries_holds_nobody_up_and_is_not_overtaken(at: Setting) -> None:
    at.feed.troubles = {1: [fails, fails]}
    loop = asyncio.get_running_loop()
    began = loop.time()
    await at.take(says(1, chat=1), says(2, chat=1), says(3, chat=2))
    await at.done()
    assert loop.time() - began >= sum(RESTS)
    assert at.feed.tried.index(3) < len(at.feed.tried) - 2
    assert [tried for tried in at.feed.tried if tried != 3] == [1, 1, 1, 2]
    assert at.lanes.parked == 0


async def test_what_failed_left_nothing_behind(at: Setting) -> None:
    at.feed.troubles = {1: [fails, fails, fails]}
    await at.take(says(1), says(2))
    await at.done()
    assert (await at.effect(1), await at.effect(2)) == (False, True)


async def known(at: Setting, chat: int, *, operator: bool = False) -> PersonId:
    async def work(unit: UnitOfWork) -> PersonId:
        address = Address("telegram", str(chat))
        person = Person(id=PersonId(0), address=address, name="Ana", language="en", operator=operator)
        return (await unit.people.add(person)).id

    return await at.storage.units.run(work)


async def test_after_three_tries_of_its_own_it_is_parked_and_said_so(at: Setting) -> None:
    ana, operator = await known(at, 1), await known(at, 9, operator=True)
    at.feed.troubles = {7: [fails] * 9}
    await at.take(says(7), says(8))
    await at.done()
    assert at.feed.tried == [7, 7, 7, 8]
    assert at.lanes.parked == 1
    told = {notice.to: notice for notice in await at.notices()}
    assert (told[ana].code, told[ana].reply_to) == ("failed", 7)
    assert (told[operator].code, told[operator].values["kind"]) == ("alert", "parked")
    assert told[operator].values["error"].startswith("ValueError at test_lanes.py:")
    assert "4711" not in str(told) + at.lanes.last_error


async def test_a_press_that_is_parked_is_answered_too(at: Setting) -> None:
    at.feed.troubles = {7: [fails] * 9}
    await at.take(presses(7))
    await until(lambda: at.answered)
    assert at.answered == [("press 7", "failed")]


async def test_what_cannot_even_be_read_is_parked_alone(at: Setting) -> None:
    async def unreadable(unit: UnitOfWork, entry: Entry) -> None:
        json.loads("{")

    operator = await known(at, 9, operator=True)
    at.feed.troubles = {1: [unreadable] * 9}
    odd = raw_update("telegram:1", {"update_id": 1, "from_the_future": {}})
    await at.take(odd, *(says(number) for number in range(2, 22)))
    await at.done()
    assert at.feed.tried.count(1) == 3
    assert [tried for tried in at.feed.tried if tried != 1] == list(range(2, 22))
    assert [notice.to for notice in await at.notices()] == [operator]


async def test_an_update_is_parked_also_when_nobody_can_be_told(
    storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker
) -> None:
    async with working(storage, clock, tasks, waker) as at:
        at.lanes.park = Broken()
        at.feed.troubles = {7: [fails] * 9}
        await at.take(says(7), says(8))
        await at.done()
        assert at.feed.tried == [7, 7, 7, 8]


class Broken:
    async def __call__(self, unit: UnitOfWork, entry: Entry, error: str, /) -> Afterwards | None:
        raise KeyError("alerts")


async def test_a_locked_database_is_nobodys_try_and_work_resumes_within_a_second(at: Setting) -> None:
    with sqlite3.connect(at.storage.place, isolation_level=None, timeout=0) as other:
        await at.take(says(1))
        await at.done()
        at.feed.troubles = {2: [partial(_locking, other)]}
        await at.take(says(2))
        await until(lambda: at.lanes.storage_away)
        await asyncio.sleep(1.0)
        other.execute("ROLLBACK")
        await at.done(patience=1.0)
    assert await at.effect(2)
    assert at.lanes.parked == 0
    assert not at.lanes.storage_away
    other.close()


async def _locking(other: sqlite3.Connection, unit: UnitOfWork, entry: Entry) -> None:
    """Fails once of its own, and then finds the database locked by somebody else."""

    def lock() -> None:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            asyncio.get_running_loop().call_later(0.005, lock)

    asyncio.get_running_loop().call_later(0.005, lock)
    raise ValueError("first try")


async def _for_ever(unit: UnitOfWork, entry: Entry) -> None:
    await asyncio.Event().wait()


async def _round_and_round(unit: UnitOfWork, entry: Entry) -> None:
    while True:
        await unit.conversations.get("nothing")


@pytest.mark.parametrize("hangs", [_for_ever, _round_and_round])
async def test_a_handler_that_hangs_is_cut_off_and_parked_and_the_writer_goes_on(
    hangs: Handle, storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker
) -> None:
    async with working(storage, clock, tasks, waker, handler_limit=0.3) as at:
        at.feed.troubles = {1: [hangs] * 9}
        await at.take(says(1, chat=1), says(2, chat=1), says(3, chat=2))
        await at.done()
        assert at.lanes.parked == 1
        assert (await at.effect(1), await at.effect(2), await at.effect(3)) == (False, True, True)


def test_three_hanging_tries_do_not_hold_the_writer_for_long() -> None:
    assert HANDLER_LIMIT <= 10


async def test_a_restart_and_a_clock_that_went_back_let_nothing_wait(
    storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker
) -> None:
    async with working(storage, clock, tasks, waker) as before:
        before.feed.troubles = {1: [fails]}
        await before.take(says(1))
        await until(lambda: before.lanes.last_error)
    assert [entry.tries for entry in await before.left()] == [1]
    clock.advance(-7200)
    async with working(storage, clock, tasks, waker) as after:
        await after.done(patience=2.0)
        assert after.feed.tried == [1]


async def test_stopping_finishes_what_runs_and_takes_nothing_new(
    storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker
) -> None:
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def slow(unit: UnitOfWork, entry: Entry) -> None:
        entered.set()
        await go_on.wait()

    async with working(storage, clock, tasks, waker) as at:
        at.feed.troubles = {1: [slow]}
        await at.take(says(1), says(2))
        await entered.wait()
        stopping = asyncio.create_task(at.lanes.stop())
        await asyncio.sleep(0.05)
        assert not stopping.done()
        go_on.set()
        await stopping
        assert at.feed.tried == [1]
        assert (await at.effect(1), await at.effect(2)) == (True, False)
        assert [number(entry) for entry in await at.left()] == [2]


async def test_stopping_does_not_wait_for_a_lane_that_rests(at: Setting) -> None:
    at.feed.troubles = {1: [fails] * 9}
    await at.take(says(1))
    await until(lambda: at.feed.tried == [1, 1])
    async with asyncio.timeout(0.5):
        await at.lanes.stop()
    assert [entry.tries for entry in await at.left()] in ([1], [2])


async def test_a_long_lane_gives_way_to_a_short_one(
    storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker
) -> None:
    await Intake(storage.units, clock)([*(says(one, chat=1) for one in range(100)), says(500, chat=2)])
    async with working(storage, clock, tasks, waker, at_once=1) as at:
        await at.done()
        assert at.feed.tried.index(500) <= 25
        assert [tried for tried in at.feed.tried if tried != 500] == list(range(100))


async def test_a_backlog_is_not_taken_into_memory(
    storage: Storage, clock: TestClock, tasks: TestTasks, waker: Waker
) -> None:
    intake, most = Intake(storage.units, clock), 0
    for first in range(0, 600, 100):
        await intake([says(one, chat=one % 200) for one in range(first, first + 100)])

    async def look(unit: UnitOfWork, entry: Entry) -> None:
        nonlocal most
        most = max(most, len(tasks.running))

    async with working(storage, clock, tasks, waker) as at:
        at.feed.troubles = {one: [look] for one in range(600)}
        await at.done(patience=60.0)
        assert sorted(at.feed.tried) == list(range(600))
        assert most <= 32 + 2


async def test_answers_follow_the_commit_and_are_never_in_the_way(at: Setting) -> None:
    seen: list[bool] = []

    async def answer() -> None:
        seen.append(await at.effect(1))
        await asyncio.sleep(0.3)

    at.feed.afterwards = answer
    await at.take(says(1), says(2), says(3))
    await at.done(patience=0.25)
    assert at.feed.tried == [1, 2, 3]
    await until(lambda: seen)
    assert seen[0] is True


async def test_nothing_is_answered_for_a_try_that_was_undone(at: Setting) -> None:
    answers = 0

    async def answer() -> None:
        nonlocal answers
        answers += 1

    at.feed.afterwards = answer
    at.feed.troubles = {1: [fails, fails]}
    await at.take(says(1))
    await at.done()
    await asyncio.sleep(0.05)
    assert answers == 1
