"""Several programs on one database: who lives, who is believed dead, and who does what only one may do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from services.ports import StorageUnavailable
from storage.membership import Membership, TakenOver
from storage.opening import Storage, open_storage
from storage.refusals import OwnedByAnother
from tests.storage import postgres
from tests.storage.opened import NOW, Tasks, Woken, opened

pytestmark = pytest.mark.slow
LEASE = 0.8
"""Seconds: shorter than the program's, for nobody here is that slow to answer."""


@asynccontextmanager
async def joined(url: str, name: str, tasks: Tasks | None = None) -> AsyncIterator[Storage]:
    storage = await open_storage(url, tasks=tasks or Tasks(), wake=Woken(), at=NOW, replica=name)
    try:
        yield storage
    finally:
        await storage.close()


@asynccontextmanager
async def member(url: str, name: str, *, serving: bool = True) -> AsyncIterator[Membership]:
    """`serving` is False of one that stands still."""
    made = Membership(url, name, LEASE)
    await made.begin()
    life = asyncio.create_task(made.serve()) if serving else None
    try:
        yield made
    finally:
        await made.end()
        if life is not None:
            await asyncio.gather(life, return_exceptions=True)


async def ended(url: str) -> dict[int, bool]:
    rows = await postgres.query(url, "SELECT id, ended_at FROM epochs ORDER BY id")
    return {row["id"]: row["ended_at"] is not None for row in rows}


async def until(look: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await look():  # noqa: ASYNC110 - what others do is seen by looking
            await asyncio.sleep(0.01)


async def leads(one: Membership, name: str) -> bool:
    return one.leads(name)


async def test_several_work_together_and_one_alone_with_none(url: str) -> None:
    async with joined(url, "a") as first, joined(url, "b") as second:
        assert first.epoch != second.epoch
        assert first.member.alive() and second.member.alive()
        with pytest.raises(OwnedByAnother):
            async with opened(url):
                pass
    async with opened(url):
        with pytest.raises(OwnedByAnother):
            async with joined(url, "c"):
                pass


async def test_several_begin_at_once_on_an_empty_database(server: postgres.Server) -> None:
    url = await server.database()

    async def comes(name: str) -> int:
        async with joined(url, name) as storage:
            return storage.epoch

    assert len(set(await asyncio.gather(*(comes(name) for name in "abc")))) == 3


async def test_tables_are_not_changed_under_those_who_work_on_them(url: str) -> None:
    async with joined(url, "a"):
        await postgres.query(url, "UPDATE alembic_version SET version_num = '0024'")
        with pytest.raises(OwnedByAnother):
            async with joined(url, "b"):
                pass


async def test_a_new_life_ends_its_own_earlier_ones_and_those_without_a_lease(url: str) -> None:
    async with (
        opened(url, sole=False) as alone,
        member(url, "a", serving=False) as first,
        member(url, "b", serving=False) as other,
        member(url, "a", serving=False) as again,
    ):
        lives = await ended(url)
        there = [lives[one.epoch] for one in (alone, first, other, again)]
        assert there == [True, True, False, False]


async def test_whose_lease_has_run_out_is_dead_and_learns_it_when_it_wakes(url: str) -> None:
    async with member(url, "still", serving=False) as still, member(url, "awake") as awake:

        async def buried() -> bool:
            return (await ended(url))[still.epoch]

        began = time.monotonic()
        await until(buried)
        assert not still.alive(), "it must have been in doubt before anybody could take over"
        assert awake.alive()
        assert time.monotonic() - began > LEASE / 2
        with pytest.raises(TakenOver):
            await asyncio.wait_for(still.serve(), 10)
        assert not still.alive()
        assert not await still.certain()


async def test_it_doubts_itself_before_its_lease_ends(url: str) -> None:
    async with member(url, "still", serving=False) as still:
        assert still.alive()

        async def in_doubt() -> bool:
            return not still.alive()

        await until(in_doubt)
        (row,) = await postgres.query(
            url,
            "SELECT lease_until > (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS runs"
            f" FROM epochs WHERE id = {still.epoch}",
        )
        assert row["runs"]


async def test_a_server_that_was_away_has_killed_nobody(url: str) -> None:
    async with member(url, "a") as first, member(url, "b") as second:
        in_the_way = await asyncpg.connect(url)
        try:
            async with in_the_way.transaction():
                await in_the_way.execute("LOCK TABLE epochs IN ACCESS EXCLUSIVE MODE")

                async def both_in_doubt() -> bool:
                    return not first.alive() and not second.alive()

                await until(both_in_doubt)
                await asyncio.sleep(LEASE)  # their leases run out
        finally:
            await in_the_way.close()
        assert await first.certain() and await second.certain()
        await asyncio.sleep(LEASE * 2)  # and whoever came back first had its time to bury the other
        assert list((await ended(url)).values())[-2:] == [False, False]
        assert first.alive() and second.alive()


async def test_whoever_was_away_itself_declares_nobody_dead_at_once(url: str) -> None:
    """It may have been the server that was away, and the others come back, too."""
    async with member(url, "still", serving=False) as still, member(url, "awake") as awake:
        in_the_way = await asyncpg.connect(url)
        try:
            async with in_the_way.transaction():
                await in_the_way.execute("LOCK TABLE epochs IN ACCESS EXCLUSIVE MODE")
                await asyncio.sleep(LEASE * 2)  # both leases run out
        finally:
            await in_the_way.close()
        assert await awake.certain()
        await asyncio.sleep(LEASE / 4)  # several looks
        assert not (await ended(url))[still.epoch]

        async def buried() -> bool:
            return (await ended(url))[still.epoch]

        await until(buried)


async def test_one_alone_does_what_only_one_may(url: str) -> None:
    async with member(url, "a") as first, member(url, "b") as second:
        first.stand_for("poll")
        await until(lambda: leads(first, "poll"))
        second.stand_for("poll")
        await asyncio.sleep(LEASE * 2)  # longer than it could keep it without renewing
        assert first.leads("poll") and not second.leads("poll")
        began = time.monotonic()
        await first.give_back("poll")
        assert not first.leads("poll")
        await until(lambda: leads(second, "poll"))
        assert time.monotonic() - began < LEASE


async def test_whoever_dies_leaves_what_only_one_may_do_to_another(url: str) -> None:
    async with member(url, "a", serving=False) as first, member(url, "b") as second:
        life = asyncio.create_task(first.serve())
        first.stand_for("poll")
        await until(lambda: leads(first, "poll"))
        second.stand_for("poll")
        life.cancel()
        await until(lambda: leads(second, "poll"))
        assert not first.leads("poll"), "two at once"


async def test_the_end_of_a_life_is_known_at_once(url: str) -> None:
    async with joined(url, "a") as first:
        epoch = first.epoch
        first.member.stand_for("poll")
    assert (await ended(url))[epoch]
    assert await postgres.query(url, "SELECT * FROM leases") == []


async def test_one_that_is_believed_dead_ends(url: str) -> None:
    """Its program begins anew: nothing of what it remembers may be so any more."""
    tasks = Tasks()
    storage = await open_storage(url, tasks=tasks, wake=Woken(), at=NOW, replica="a")
    (life,) = [task for task in tasks.running if task.get_name() == "membership"]
    await postgres.query(url, f"UPDATE epochs SET ended_at = 1 WHERE id = {storage.epoch}")
    with pytest.raises(TakenOver):
        await life
    assert not storage.member.alive()
    await storage.close()


async def test_without_a_server_there_is_no_membership() -> None:
    lost = Membership("postgresql://nobody@127.0.0.1:1/none", "a", LEASE)
    with pytest.raises((OSError, asyncpg.PostgresError, StorageUnavailable)):
        await lost.begin()
