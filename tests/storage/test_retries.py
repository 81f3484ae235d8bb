"""Each error of a server for which nobody is to blame: the unit runs again as soon as it can, and once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import asyncpg
import pytest
from sqlalchemy import func, select

from services.ports import StorageUnavailable, UnitOfWork
from storage.crew import HANDS
from storage.dialect import sqlstate
from storage.opening import Storage
from storage.query import Query
from storage.unit import SqlUnit
from tests.storage import postgres
from tests.storage.line import Line, line_to
from tests.storage.opened import NOW, opened
from tests.storage.own_server import OwnServer, own_folder, own_server

pytestmark = pytest.mark.slow
EFFECTS = "SELECT kind, count(*) AS times FROM events WHERE channel = 'effects' GROUP BY kind ORDER BY kind"
ASLEEP = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
PATIENCE = 30.0
Meanwhile = Callable[[SqlUnit], Awaitable[None]]


@dataclass
class Tried:
    """A unit with one effect, as the lanes run it: an absent database is waited for, and nothing counted."""

    storage: Storage
    runs: int = 0
    met: list[str] = field(default_factory=list)
    """The server's words for it, by code; "" for a connection that was not there any more."""
    trouble: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, meanwhile: Meanwhile, name: str = "it") -> None:
        async def work(unit: UnitOfWork) -> None:
            self.runs += 1
            assert isinstance(unit, SqlUnit)
            unit.events.add("effects", name, {}, NOW)
            try:
                await unit.flush()
                await meanwhile(unit)
                await unit.moments.at("whether it still goes on")
            except StorageUnavailable as error:
                self.met.append(state_of(error))
                self.trouble.set()
                raise

        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await self.storage.units.run(work)
                except StorageUnavailable:
                    await asyncio.sleep(0.05)


def state_of(error: BaseException) -> str:
    """What the server said, under whatever the driver made of it."""
    below, said = error, ""
    while isinstance(below.__cause__, Exception):
        below = below.__cause__
        said = sqlstate(below) or said
    return said


def once(blow: Meanwhile) -> Meanwhile:
    struck = False

    async def meanwhile(unit: SqlUnit) -> None:
        nonlocal struck
        if not struck:
            struck = True
            await blow(unit)

    return meanwhile


def in_a_statement(url: str, blow: Callable[[int], Awaitable[object]]) -> Meanwhile:
    """Once, while the server is at work for the unit; `blow` gets the number of the process that is."""

    async def strike() -> None:
        while not (rows := await postgres.query(url, ASLEEP)):
            pass
        await blow(rows[0]["pid"])

    async def meanwhile(unit: SqlUnit) -> None:
        striking = asyncio.create_task(strike())
        try:
            await unit.row(Query("sleep", "Long enough.", select(func.pg_sleep(30))))
        finally:
            await striking

    return once(meanwhile)


async def nothing(unit: SqlUnit) -> None:
    """A unit that is left alone."""


async def effects(url: str) -> dict[str, int]:
    return {row["kind"]: row["times"] for row in await postgres.query(url, EFFECTS)}


def shown(tried: Tried, state: str) -> None:
    print(f"\n{state}: ran {tried.runs} times, met {tried.met}")
    assert state in tried.met, tried.met
    assert tried.runs == len(tried.met) + 1


@pytest.fixture
async def storage(url: str) -> AsyncIterator[Storage]:
    async with opened(url) as storage:
        yield storage


@pytest.fixture
def line(server: postgres.Server) -> Iterator[Line]:
    with line_to(server.folder) as line:
        yield line


async def test_40001_what_another_has_changed_meanwhile(storage: Storage, url: str) -> None:
    await storage.units.run(_put)
    tried = Tried(storage)

    async def changed_by_another(unit: SqlUnit) -> None:
        await unit.moments.at("begin")
        await postgres.query(url, "UPDATE moments SET at = at + 1")
        unit.moments.put("mine", NOW)
        await unit.flush()

    await tried(once(changed_by_another))
    shown(tried, "40001")
    assert await effects(url) == {"it": 1}


async def _put(unit: UnitOfWork) -> None:
    unit.moments.put("mine", NOW)


async def test_40p01_two_that_wait_for_each_other(storage: Storage, url: str) -> None:
    met = asyncio.Barrier(2)

    def locks(mine: int, other: int) -> Meanwhile:
        async def meanwhile(unit: SqlUnit) -> None:
            await unit.row(Query("lock", "One's own.", select(func.pg_advisory_xact_lock(mine))))
            await met.wait()
            await unit.row(Query("lock", "The other's.", select(func.pg_advisory_xact_lock(other))))

        return once(meanwhile)

    both = Tried(storage), Tried(storage)
    await asyncio.gather(both[0](locks(1, 2), "one"), both[1](locks(2, 1), "other"))
    shown(both[0] if both[0].met else both[1], "40P01")
    assert await effects(url) == {"one": 1, "other": 1}


async def test_08_a_connection_that_is_cut(line: Line, url: str) -> None:
    async with opened(line.url(postgres.name_of(url))) as storage:
        tried = Tried(storage)

        async def cut(unit: SqlUnit) -> None:
            line.break_all()
            await asyncio.sleep(0.1)

        await tried(once(cut))
    print(f"\ncut: ran {tried.runs} times, met {tried.met}")
    assert tried.runs == 2
    assert [state for state in tried.met if not state.startswith("08")] in ([], [""])
    assert await effects(url) == {"it": 1}


async def test_57p01_the_backend_is_ended(storage: Storage, url: str) -> None:
    tried = Tried(storage)
    await tried(in_a_statement(url, lambda pid: postgres.query(url, f"SELECT pg_terminate_backend({pid})")))
    shown(tried, "57P01")
    assert await effects(url) == {"it": 1}


async def test_55p03_somebody_holds_a_table(storage: Storage, url: str) -> None:
    """And who waits for it is told by the server, before a handler is taken for the one who hangs."""
    tried, other = Tried(storage), await asyncpg.connect(url)
    try:
        await other.execute("BEGIN; LOCK TABLE moments IN ACCESS EXCLUSIVE MODE")
        waiting = asyncio.create_task(tried(nothing))
        await asyncio.wait_for(tried.trouble.wait(), PATIENCE)
        await other.execute("ROLLBACK")
        await waiting
    finally:
        await other.close()
    shown(tried, "55P03")
    assert await effects(url) == {"it": 1}


async def test_25006_read_only_then_writable_again(url: str) -> None:
    name = postgres.name_of(url)
    async with opened(url) as storage:
        tried = Tried(storage)
        await tried(nothing, "before")
        await postgres.query(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        await postgres.query(url, CUT)
        with pytest.raises(StorageUnavailable, match="read-only"):
            await storage.write_and_read()
        assert await storage.events_on("effects") == 1, "what only looks goes on"
        await writable(url)
        await tried(nothing, "after")
    assert await effects(url) == {"after": 1, "before": 1}


async def writable(url: str) -> None:
    connection = await asyncpg.connect(url, server_settings={"default_transaction_read_only": "off"})
    try:
        await connection.execute(
            f"ALTER DATABASE {postgres.name_of(url)} RESET default_transaction_read_only"
        )
    finally:
        await connection.close()


CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


async def test_57p02_the_server_crashes_and_recovers() -> None:
    with own_server() as server:
        async with opened(server.url()) as storage:
            tried = Tried(storage)
            await tried(nothing, "before")

            async def crash(pid: int) -> None:
                other = await asyncpg.connect(server.url())
                server.kill_a_backend(other.get_server_pid())
                other.terminate()

            await tried(in_a_statement(server.url(), crash))
            print(f"\ncrashed: ran {tried.runs} times, met {tried.met}")
            # A warning says 57P02; whether the driver hears it before the line is dead is chance.
            assert tried.met[0] in ("57P02", "08003")
            assert await effects(server.url()) == {"before": 1, "it": 1}


async def test_restarted_in_the_middle_of_a_unit() -> None:
    with own_server() as server:
        async with opened(server.url()) as storage:
            tried = Tried(storage)

            async def restart(pid: int) -> None:
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(server.start)

            await tried(in_a_statement(server.url(), restart))
            print(f"\nrestarted: ran {tried.runs} times, met {tried.met}")
            assert tried.met[0] == "57P01"
            assert await effects(server.url()) == {"it": 1}


async def test_57p03_a_server_that_is_still_starting_then_takes_over() -> None:
    """A standby that lets nobody in, and is then promoted."""
    with own_server() as first, own_folder() as folder, line_to(first.folder) as line:
        async with opened(line.url("postgres")) as storage:
            tried = Tried(storage)
            await tried(nothing, "before")
            second = await asyncio.to_thread(first.copy, folder)
            await asyncio.to_thread(first.stop)
            await asyncio.to_thread(lambda: second.start(wait=False, hot_standby="off"))
            line.server = second.folder
            states = await until_starting(second)
            with pytest.raises(StorageUnavailable):
                await storage.write_and_read()
            await asyncio.to_thread(second.promote)
            try:
                await tried(nothing, "after")
                assert await effects(second.url()) == {"after": 1, "before": 1}
            finally:
                second.stop()
    print(f"\nstarting up: {states}")
    assert states == "57P03"


async def until_starting(server: OwnServer) -> str:
    """What it says to whoever connects."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await asyncpg.connect(server.url())
            except asyncpg.PostgresError as error:
                return str(error.sqlstate)
            except OSError:
                await asyncio.sleep(0.05)


async def test_0a000_a_standby_that_only_looks_then_takes_over() -> None:
    with own_server() as first, own_folder() as folder, line_to(first.folder) as line:
        async with opened(line.url("postgres")) as storage:
            tried = Tried(storage)
            await tried(nothing, "before")
            second = await asyncio.to_thread(first.copy, folder)
            await asyncio.to_thread(second.start)
            await asyncio.to_thread(first.stop)
            line.server = second.folder
            with pytest.raises(StorageUnavailable):
                await storage.write_and_read()
            await asyncio.to_thread(second.promote)
            try:
                await tried(nothing, "after")
                assert await effects(second.url()) == {"after": 1, "before": 1}
            finally:
                second.stop()


async def test_an_old_server_that_only_looks_is_left_for_the_one_the_address_leads_to() -> None:
    """Nobody cuts the connections to it: they would go on, and be refused for ever."""
    with own_server() as first, own_folder() as folder, line_to(first.folder) as line:
        second = await asyncio.to_thread(first.copy, folder)
        async with opened(line.url("postgres")) as storage:
            tried = Tried(storage)
            await tried(nothing, "before")
            await everybody_connected(storage)
            await asyncio.to_thread(second.start)
            await caught_up(first, second)
            await asyncio.to_thread(second.promote)
            for statement in (
                "ALTER SYSTEM SET default_transaction_read_only = on",
                "SELECT pg_reload_conf()",
            ):
                await postgres.query(first.url(), statement)
            line.server = second.folder
            try:
                await tried(nothing, "after")
                assert await effects(second.url()) == {"after": 1, "before": 1}
                assert await effects(first.url()) == {"before": 1}
            finally:
                second.stop()


async def everybody_connected(storage: Storage) -> None:
    met = asyncio.Barrier(HANDS)

    async def meets(unit: UnitOfWork) -> None:
        await unit.moments.at("nothing")
        await met.wait()

    await asyncio.gather(*(storage.units.run(meets) for _ in range(HANDS)))


async def caught_up(first: OwnServer, second: OwnServer) -> None:
    async with asyncio.timeout(PATIENCE):
        (row,) = await postgres.query(first.url(), "SELECT pg_current_wal_lsn()::text AS there")
        seen = f"SELECT pg_last_wal_replay_lsn() >= '{row['there']}'::pg_lsn AS seen"
        while not (await postgres.query(second.url(), seen))[0]["seen"]:
            pass
