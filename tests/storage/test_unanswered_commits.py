"""A connection cut exactly at COMMIT: what became of it is looked up, and every effect is there once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import asyncpg
import pytest

from services.ports import StorageUnavailable, UnitOfWork
from storage.commits import KEPT, Marks
from storage.opening import Storage
from tests.storage import postgres
from tests.storage.line import CUTS, Line, line_to
from tests.storage.opened import NOW, opened

RUNS = {"before": 2, "after": 1, "half-open": 2}
EFFECTS = "SELECT kind, count(*) AS times FROM events WHERE channel = 'effects' GROUP BY kind ORDER BY kind"


@pytest.fixture
def line(server: postgres.Server) -> Iterator[Line]:
    with line_to(server.folder) as line:
        yield line


async def effect(storage: Storage, name: str, meanwhile: Callable[[], None] = lambda: None) -> int:
    """One unit with one effect; answers how often it ran."""
    runs = 0

    async def work(unit: UnitOfWork) -> int:
        nonlocal runs
        runs += 1
        unit.events.add("effects", name, {}, NOW)
        await unit.moments.at("now it has begun")
        meanwhile()
        return runs

    return await storage.units.run(work)


async def effects(url: str) -> dict[str, int]:
    return {row["kind"]: row["times"] for row in await postgres.query(url, EFFECTS)}


@pytest.mark.parametrize("cut", CUTS)
async def test_a_unit_whose_commit_is_not_answered_takes_effect_once(line: Line, url: str, cut: str) -> None:
    async with opened(line.url(postgres.name_of(url))) as storage:
        await effect(storage, "first")
        line.cut = cut
        runs = await effect(storage, "cut")
        after = await effect(storage, "after")
    print(f"\ncut {cut}: ran {runs} times, counted {await effects(url)}")
    assert (runs, after, line.cuts) == (RUNS[cut], 1, [cut])
    assert await effects(url) == {"after": 1, "cut": 1, "first": 1}


@pytest.mark.slow
async def test_many_side_by_side_cut_again_and_again_count_once_each(line: Line, url: str) -> None:
    names = [f"{number:03}" for number in range(200)]
    async with opened(line.url(postgres.name_of(url))) as storage:
        line.cut_each = 7
        runs = await asyncio.gather(*(effect(storage, name) for name in names))
        line.cut_each = 0
    print(f"\n{len(line.cuts)} of {line.commits} commits cut, {sum(runs) - len(names)} units ran again")
    assert len(line.cuts) > 20
    assert await effects(url) == dict.fromkeys(names, 1)


@pytest.mark.slow
async def test_nobody_is_answered_before_it_is_known(line: Line, url: str) -> None:
    """The server is away when the commit is cut: whoever asked waits, and hears the truth."""
    async with opened(line.url(postgres.name_of(url))) as storage:
        await effect(storage, "first")

        def away() -> None:
            line.cut, line.refusing = "after", True

        waits = asyncio.create_task(effect(storage, "cut", away))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waits), 1)
        line.refusing = False
        assert await waits == 1
    assert await effects(url) == {"cut": 1, "first": 1}


@pytest.mark.slow
async def test_a_server_that_says_no_at_the_commit_has_said_it(line: Line, url: str) -> None:
    """Refused there, and the connection goes on: nothing is looked up, and it runs again."""
    async with opened(url) as storage:
        both = asyncio.Barrier(2)

        async def skewed(mine: str, other: str) -> int:
            runs = 0

            async def work(unit: UnitOfWork) -> int:
                nonlocal runs
                runs += 1
                await unit.moments.at(other)
                if runs == 1:
                    await both.wait()
                unit.moments.put(mine, NOW)
                return runs

            return await storage.units.run(work)

        assert sum(await asyncio.gather(skewed("a", "b"), skewed("b", "a"))) > 2


async def test_marks_do_not_pile_up(url: str) -> None:
    async with opened(url) as storage:
        await effect(storage, "by an earlier epoch")
        mine = Marks(storage.epoch + 1, hand=1)
    driver = await asyncpg.connect(url)
    try:
        for _ in range(2 * KEPT + 1):
            await mine.leave(driver)
            await mine.sweep(driver)
        rows = await driver.fetch("SELECT epoch, hand, number FROM commits")
    finally:
        await driver.close()
    assert 0 < len(rows) <= KEPT
    assert {(row["epoch"], row["hand"]) for row in rows} == {(mine.epoch, 1)}
    assert max(row["number"] for row in rows) == mine.number


@pytest.mark.slow
async def test_a_cut_connection_loses_no_answer_of_units_that_only_look(line: Line, url: str) -> None:
    async with opened(line.url(postgres.name_of(url))) as storage:
        await effect(storage, "first")
        line.break_all()
        for _ in range(20):
            try:
                await storage.events_on("effects")
                break
            except StorageUnavailable:
                await asyncio.sleep(0.05)
        assert await storage.events_on("effects") == 1
