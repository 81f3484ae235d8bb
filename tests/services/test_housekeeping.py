"""The journal forgets what was done long ago, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from services.housekeeping import Housekeeping
from services.ports import UnitOfWork
from services.queues import RawUpdate
from services.retention import AT_ONCE, Kept
from storage.journal import NEWEST
from tests.services.rooms_house import NOON, House, house

OLD = 2 * AT_ONCE + 100


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """All was done at noon but for the first, which waits, and the second, which was given up."""
    async with house(tmp_path) as home:
        updates = [RawUpdate("bot", number, "chat", "{}") for number in range(OLD + NEWEST)]
        await home.do(_append, updates)
        with closing(sqlite3.connect(tmp_path / "house.db")) as database, database:
            done = int(NOON.timestamp() * 1_000_000)
            database.execute("UPDATE updates SET state = 'done', ended_at = ?", (done,))
            database.execute("UPDATE updates SET state = 'pending', ended_at = NULL WHERE update_id = 0")
            database.execute("UPDATE updates SET state = 'parked', ended_at = NULL WHERE update_id = 1")
        yield home


async def _append(unit: UnitOfWork, updates: list[RawUpdate]) -> int:
    return await unit.journal.append(updates, NOON)


def kept(folder: Path) -> list[int]:
    with closing(sqlite3.connect(folder / "house.db")) as database:
        return [number for (number,) in database.execute("SELECT update_id FROM updates ORDER BY seq")]


async def test_what_was_done_long_ago_is_forgotten(home: House, tmp_path: Path) -> None:
    home.clock.at = NOON + Kept().updates + timedelta(seconds=1)
    await Housekeeping(home.units, home.clock)()
    assert kept(tmp_path) == [0, 1, *range(OLD, OLD + NEWEST)]


async def test_what_was_done_lately_is_kept(home: House, tmp_path: Path) -> None:
    home.clock.at = NOON + Kept().updates
    await Housekeeping(home.units, home.clock)()
    assert len(kept(tmp_path)) == OLD + NEWEST


async def test_an_id_that_comes_again_after_a_quiet_week_is_new(home: House) -> None:
    again = RawUpdate("bot", 5, "chat", '{"another": "update"}')
    assert await home.do(_append, [again]) == 0, "within the week it is the same one"
    home.clock.at = NOON + Kept().updates + timedelta(seconds=1)
    await Housekeeping(home.units, home.clock)()
    assert await home.do(_append, [again]) == 1
