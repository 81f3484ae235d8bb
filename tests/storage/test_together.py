"""Several programs on one server: they hear of each other's commits, and do not depend on it; what they may
send, they may send together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from bot.lanes import Afterwards, Lanes
from services.ports import UnitOfWork
from services.queues import Entry, RawUpdate
from storage import postgresql
from storage.budget import SharedPace
from storage.opening import Storage
from tests.storage import postgres
from tests.storage.opened import NOW, Tasks, Woken, opened

pytestmark = pytest.mark.slow
PATIENCE = 20.0
LISTENERS = """
SELECT {what} FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE '%listening' AND query LIKE '{query}%'
"""


class Stirred(Woken):
    def __init__(self) -> None:
        super().__init__()
        self.event = asyncio.Event()

    def lanes(self) -> None:
        super().lanes()
        self.event.set()


async def listening(url: str, programs: int) -> None:
    """Until so many listen."""
    async with asyncio.timeout(PATIENCE):
        while (await _listeners(url)) < programs:
            pass


async def _listeners(url: str) -> int:
    ((count,),) = await postgres.query(url, LISTENERS.format(what="count(*)", query=""))
    return int(count)


async def cut(url: str) -> None:
    await postgres.query(url, LISTENERS.format(what="pg_terminate_backend(pid)", query=""))


async def append(storage: Storage, number: int) -> None:
    await storage.units.run(lambda unit: unit.journal.append([RawUpdate("b", number, "l", "{}")], NOW))


async def heard(woken: Stirred, storage: Storage, number: int) -> float:
    woken.event.clear()
    began = time.monotonic()
    await append(storage, number)
    await asyncio.wait_for(woken.event.wait(), PATIENCE)
    return time.monotonic() - began


async def test_a_commit_wakes_the_others_also_after_their_line_was_cut(url: str) -> None:
    woken = Stirred()
    async with opened(url, sole=False) as one, opened(url, sole=False, woken=woken):
        await listening(url, 2)
        took = await heard(woken, one, 1)
        await cut(url)
        # Once more as soon as they listen again: what was said meanwhile may have gone unheard.
        woken.event.clear()
        await asyncio.wait_for(woken.event.wait(), PATIENCE)
        await listening(url, 2)
        again = await heard(woken, one, 2)
    print(f"\nheard after {took * 1000:.0f} ms, after the cut {again * 1000:.0f} ms")


@asynccontextmanager
async def cut_all_the_time(url: str) -> AsyncIterator[None]:
    over = asyncio.Event()

    async def cutting() -> None:
        while not over.is_set():
            await cut(url)

    task = asyncio.create_task(cutting())
    try:
        yield
    finally:
        over.set()
        await task


async def test_polling_alone_is_enough(url: str) -> None:
    """Nobody hears anything, and what one has stored the other handles all the same."""
    handled, tasks = asyncio.Event(), Tasks()

    async def feed(unit: UnitOfWork, entry: Entry) -> Afterwards:
        async def after() -> None:
            handled.set()

        return after

    async def park(unit: UnitOfWork, entry: Entry, error: str) -> None:
        raise AssertionError(error)

    async with opened(url, sole=False) as one, opened(url, sole=False) as other, cut_all_the_time(url):
        lanes = Lanes(other.units, feed, park, _Clock(), tasks)
        lanes.start()
        await append(one, 1)
        await asyncio.wait_for(handled.wait(), PATIENCE)
        await lanes.stop()


class _Clock:
    now = staticmethod(lambda: NOW)


async def test_several_spend_no_more_together_than_one_may(url: str) -> None:
    """Each asks as fast as it can; an album is paid for although it was more than what was left."""
    async with opened(url, sole=False):
        pass
    connect = partial(postgresql.raw, url, default_transaction_isolation="read committed")
    paces = [SharedPace(connect, "test", per_second=100, burst=20) for _ in range(3)]
    for pace in paces:
        await pace.some()
    began = time.monotonic()
    spent = [0, 0, 0]

    async def spends(who: int) -> None:
        while time.monotonic() < began + 2:
            some = await paces[who].some()
            taken = min(some, 3) if some % 2 else some + 4
            paces[who].spend(taken)
            spent[who] += taken

    await asyncio.gather(*(spends(who) for who in range(3)))
    took = time.monotonic() - began
    for pace in paces:
        pace.close()
    most = 20 + 100 * took + 3 * 4
    print(f"\nspent {spent} in {took:.2f} s, of at most {most:.0f}")
    assert 50 * took < sum(spent) <= most
    assert min(spent) > 0


async def test_what_is_left_of_a_slice_goes_back(url: str) -> None:
    async with opened(url, sole=False):
        pass
    connect = partial(postgresql.raw, url, default_transaction_isolation="read committed")
    idle, busy = (SharedPace(connect, "test", per_second=0.001, burst=20) for _ in range(2))
    assert await idle.some() == 8
    idle.spend(1)
    assert await busy.some() == 8
    busy.spend(8)
    assert await busy.some() == 4
    busy.spend(4)
    await asyncio.sleep(1.1)  # what a slice is kept for: time itself is what is shown here
    idle.spend(0)
    assert await idle.some() == 7, "it had 7, gave them back, and was given them again"
    for pace in (idle, busy):
        pace.close()
