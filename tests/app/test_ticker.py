from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from app.clock import SystemClock, TrialClock
from scheduler.runner import Ticker

SOON, LATER, NEVER = timedelta(milliseconds=50), timedelta(milliseconds=300), timedelta(hours=5)


@asynccontextmanager
async def ticking(clock: SystemClock | TrialClock) -> AsyncIterator[Ticker]:
    ticker = Ticker(clock)
    ticker.start()
    yield ticker
    await ticker.stop()


class Bell:
    """Work that can be waited for, and that can be held up."""

    def __init__(self) -> None:
        self.rung: asyncio.Queue[datetime] = asyncio.Queue()
        self.count = self.at_once = self.most_at_once = 0
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self) -> None:
        self.count += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.rung.put_nowait(datetime.now(UTC))
        await self.free.wait()
        self.at_once -= 1

    async def heard(self) -> datetime:
        return await asyncio.wait_for(self.rung.get(), 10)


async def test_the_earlier_instant_wins() -> None:
    bell, now = Bell(), datetime.now(UTC)
    async with ticking(SystemClock()) as ticker:
        ticker.at(now + NEVER, bell)
        ticker.at(now + SOON, bell)
        ticker.at(now + NEVER, bell)
        ticker.at(None, bell)
        assert await bell.heard() >= now + SOON
        assert bell.count == 1


async def test_what_is_overdue_is_done_at_once() -> None:
    bell = Bell()
    async with ticking(SystemClock()) as ticker:
        ticker.at(datetime.now(UTC) - NEVER, bell)
        await bell.heard()


async def test_a_moved_clock_brings_a_deadline_near() -> None:
    clock, bell = TrialClock(timedelta(0)), Bell()
    async with ticking(clock) as ticker:
        ticker.at(clock.now() + NEVER, bell)
        clock.set(NEVER)
        await bell.heard()


async def test_a_clock_set_back_puts_it_off() -> None:
    clock, bell, other = TrialClock(timedelta(0)), Bell(), Bell()
    async with ticking(clock) as ticker:
        ticker.at(clock.now() + SOON, bell)
        clock.set(-NEVER)
        ticker.at(clock.now() + LATER, other)
        await other.heard()
        assert bell.count == 0


class JumpingClock(SystemClock):
    """A machine's clock that somebody sets: nobody is told."""

    by = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.by


async def test_a_machine_whose_clock_is_set_is_noticed_within_two_seconds() -> None:
    clock, bell = JumpingClock(), Bell()
    async with ticking(clock) as ticker:
        ticker.at(clock.now() + NEVER, bell)
        clock.by = NEVER
        before = datetime.now(UTC)
        assert await bell.heard() - before < timedelta(seconds=2.5)


async def test_work_never_runs_beside_itself_and_no_wish_is_lost() -> None:
    bell = Bell()
    bell.free.clear()
    async with ticking(SystemClock()) as ticker:
        ticker.at(datetime.now(UTC), bell)
        await bell.heard()
        for _ in range(3):
            ticker.at(datetime.now(UTC), bell)
            await asyncio.sleep(SOON.total_seconds())  # each wish comes due while the work still runs
        bell.free.set()
        await bell.heard()
        ticker.at(datetime.now(UTC) + SOON, bell)
        await bell.heard()
    assert (bell.count, bell.most_at_once) == (3, 1)


async def test_work_that_fails_is_woken_again() -> None:
    bell, tries = Bell(), 0

    async def fail_once() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ValueError("once")
        await bell()

    async with ticking(SystemClock()) as ticker:
        ticker.each(SOON, fail_once, name="housekeeping")
        await bell.heard()


async def test_the_last_tick_can_be_read() -> None:
    bell = Bell()
    async with ticking(SystemClock()) as ticker:
        ticker.each(timedelta(seconds=1.2), bell, name="after a tick")
        await bell.heard()
        assert ticker.last_tick is not None
        assert datetime.now(UTC) - ticker.last_tick < timedelta(seconds=2)


async def test_that_a_clock_is_set_back_is_told_by_how_much() -> None:
    clock, told = TrialClock(timedelta(0)), asyncio.Queue[timedelta]()
    async with ticking(clock) as ticker:
        ticker.on_set_back = told.put_nowait
        clock.set(timedelta(hours=2))
        await asyncio.sleep(1.2)  # longer than a look: forwards is not told
        assert told.empty()
        clock.set(timedelta(hours=1))
        by = await asyncio.wait_for(told.get(), 10)
    assert abs(by - timedelta(hours=1)) < timedelta(seconds=1)
