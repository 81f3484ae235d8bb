"""What is stored before storage is there is what storage would have stored."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import asyncpg
import pytest

from app.taking import Early
from services.ports import StorageUnavailable
from services.queues import RawUpdate
from storage.early import EarlyJournal
from storage.early_server import open_early_server
from storage.opening import Place
from storage.refusals import OwnedByAnother
from tests import held
from tests.storage import postgres
from tests.storage.opened import NOW, opened, writing

BATCH = [RawUpdate("telegram:1", n, f"lane {n % 2}", f'{{"n":{n}}}') for n in range(4)]


@asynccontextmanager
async def early_on(place: Place) -> AsyncIterator[Early]:
    early: Early
    early = EarlyJournal(place) if isinstance(place, Path) else await open_early_server(place, together=False)
    try:
        yield early
    finally:
        await early.close()


def rows(place: Place) -> list[tuple[object, ...]]:
    url = f"sqlite:///{place}" if isinstance(place, Path) else place
    return [tuple(row) for row in held.rows(url, "SELECT * FROM updates ORDER BY seq")]


@pytest.fixture
async def other(place: Place, request: pytest.FixtureRequest) -> Place:
    """Another as empty as the first."""
    if isinstance(place, Path):
        made = place.with_name("other.db")
        made.write_bytes(place.read_bytes())
        return made
    server: postgres.Server = request.getfixturevalue("server")
    return await server.database(request.getfixturevalue("template"))


async def test_early_and_late_store_the_same(place: Place, other: Place) -> None:
    async with early_on(place) as early:
        assert await early.append(BATCH, NOW) == 4
        assert await early.append(BATCH, NOW) == 0
    async with opened(other) as storage, writing(storage) as unit:
        assert await unit.journal.append(BATCH, NOW) == 4
    assert rows(place) == rows(other) != []
    async with opened(place) as storage, writing(storage) as unit:
        assert await unit.journal.append(BATCH, NOW) == 0
        assert [entry.raw for entry in await unit.journal.pending(9, busy=[], now=NOW)] == [
            '{"n":0}',
            '{"n":1}',
        ]


async def test_it_stores_all_or_nothing(place: Place) -> None:
    async with early_on(place) as early:
        broken = [BATCH[0], RawUpdate("telegram:1", 1, None, "")]  # type: ignore[arg-type]
        with pytest.raises(StorageUnavailable):
            await early.append(broken, NOW)
        assert rows(place) == []
        assert await early.append(BATCH, NOW) == 4


async def test_it_refuses_what_it_would_misread(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        EarlyJournal(tmp_path / "absent.db")
    assert not (tmp_path / "absent.db").exists()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(StorageUnavailable, match="9999"):
        EarlyJournal(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.commit()
    with pytest.raises(StorageUnavailable, match="nothing"):
        EarlyJournal(path)


async def test_it_refuses_a_server_s_database_that_it_would_misread(
    server: postgres.Server, url: str
) -> None:
    for absent in (url.replace("roomline@/", "roomline@/no_"), await server.database()):
        with pytest.raises(StorageUnavailable):
            await open_early_server(absent, together=False)
    await postgres.query(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageUnavailable, match="9999"):
        await open_early_server(url, together=False)


@pytest.mark.slow
async def test_on_a_server_it_keeps_others_out_and_lets_the_real_one_in(url: str) -> None:
    async with early_on(url):
        with pytest.raises(StorageUnavailable, match="another"):
            await open_early_server(url, together=False)
        with pytest.raises(OwnedByAnother):
            async with opened(url):
                pass
    async with opened(url):
        with pytest.raises(StorageUnavailable, match="another"):
            await open_early_server(url, together=False)


async def test_a_locked_database_is_unavailable_and_nothing_is_stored(path: Path) -> None:
    async with early_on(path) as early:
        with closing(sqlite3.connect(path, isolation_level=None)) as locker:
            locker.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageUnavailable, match="locked"):
                await early.append(BATCH, NOW)
            locker.execute("ROLLBACK")
        assert await early.append(BATCH, NOW) == 4


async def test_a_locked_journal_on_a_server_is_unavailable_and_nothing_is_stored(url: str) -> None:
    locker = await asyncpg.connect(url)
    async with early_on(url) as early:
        async with locker.transaction():
            await locker.execute("LOCK TABLE updates IN EXCLUSIVE MODE")
            with pytest.raises(StorageUnavailable):
                await early.append(BATCH, NOW)
        assert await early.append(BATCH, NOW) == 4
    await locker.close()


@pytest.mark.parametrize("module", ["storage.early", "storage.early_server"])
def test_it_needs_none_of_what_takes_long_to_import(module: str) -> None:
    heavy = "sqlalchemy", "aiosqlite", "aiogram"
    program = f"import sys, {module}; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
