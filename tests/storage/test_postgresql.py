"""What is PostgreSQL's own: units side by side, who may open the database, connections that are cut."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, DefaultClause, MetaData

from domain.ids import PersonId
from domain.room import CloseReason, RoomStatus
from services.ports import StorageUnavailable, UnitOfWork
from storage import migrate, postgresql
from storage.refusals import NoSuchDatabase, OwnedByAnother
from storage.tables import metadata
from storage.unit import SqlUnit
from tests.storage import postgres, samples
from tests.storage.opened import NOW, opened, writing

SHAPE = """
SELECT 'column' AS kind, table_name || '.' || column_name AS name,
       data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS what
FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'
ORDER BY 1, 2, 3
"""


async def shape(url: str) -> dict[tuple[str, str], str]:
    return {(row["kind"], row["name"]): row["what"] for row in await postgres.query(url, SHAPE)}


async def test_up_down_up(server: postgres.Server) -> None:
    url = await server.database()
    engine = postgresql.writer(url)
    async with engine.connect() as connection:
        async with connection.begin():
            assert await connection.run_sync(migrate.upgrade)
        first = await shape(url)
        async with connection.begin():
            assert not await connection.run_sync(migrate.upgrade)
            await connection.run_sync(migrate.downgrade)
        assert await shape(url) == {}
        async with connection.begin():
            assert await connection.run_sync(migrate.upgrade)
    assert await shape(url) == first
    assert "int8range" in first["constraint", "occupancy_guard"]


async def test_a_migration_that_is_killed_half_way_has_changed_nothing(server: postgres.Server) -> None:
    url = await server.database()
    async with postgresql.writer(url).connect() as connection:
        transaction = await connection.begin()
        await connection.run_sync(migrate.upgrade)
        await transaction.rollback()
    assert await shape(url) == {}


async def test_the_models_are_what_the_migrations_make(server: postgres.Server, url: str) -> None:
    """Conditions of indexes included; only the guard is not theirs."""

    def differences(connection: Connection) -> list[object]:
        return list(
            compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
        )

    async with postgresql.reader(url).connect() as connection:
        assert await connection.run_sync(differences) == []
    models = await server.database()
    async with postgresql.writer(models).connect() as connection, connection.begin():
        await connection.run_sync(_for_postgresql().create_all)
    guards = ("occupancy_guard", "occupancy_guard_before")
    guard = {(kind, name) for kind in ("constraint", "index") for name in guards}
    assert {k: v for k, v in (await shape(url)).items() if k not in guard} == await shape(models)


def _for_postgresql() -> MetaData:
    """A copy with what only PostgreSQL is told: a default, and the conditions of `columns.partial_index`."""
    copied = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        copy = table.to_metadata(copied)
        for column in copy.columns:
            if "default" in column.info:
                column.server_default = DefaultClause(column.info["default"])
        for index in copy.indexes:
            original = next(one for one in table.indexes if one.name == index.name)
            index.dialect_options["postgresql"]["where"] = original.info.get("where")
    return copied


async def test_units_work_side_by_side(url: str) -> None:
    met = asyncio.Barrier(3)

    async def waits_for_the_others(unit: UnitOfWork) -> None:
        await unit.people.add(samples.person(str(id(asyncio.current_task()))))
        await met.wait()

    async with opened(url) as storage:
        work = (storage.units.run(waits_for_the_others) for _ in range(3))
        await asyncio.wait_for(asyncio.gather(*work), 20)
    assert (await postgres.query(url, "SELECT count(*) FROM people"))[0][0] == 3


async def test_what_each_read_the_other_changed_is_as_if_one_came_first(url: str) -> None:
    """Write skew: each looks whether the other is there and comes only if not."""
    both_have_looked = asyncio.Barrier(2)

    async def comes(mine: str, other: str, *, wait: bool) -> bool:
        first = wait

        async def work(unit: UnitOfWork) -> bool:
            nonlocal first
            there = await unit.people.at(samples.person(other).address)
            if first:
                first = False
                await both_have_looked.wait()
            if there is None:
                await unit.people.add(samples.person(mine))
            return there is None

        return await storage.units.run(work)

    async with opened(url) as storage:
        came = await asyncio.gather(comes("1", "2", wait=True), comes("2", "1", wait=True))
    assert sorted(came) == [False, True]


async def test_units_that_wait_for_each_other_are_run_again(url: str) -> None:
    async with opened(url) as storage:
        async with writing(storage) as unit:
            ids = [(await unit.people.add(samples.person(str(n)))).id for n in range(2)]
        met = asyncio.Barrier(2)

        async def renames(order: list[PersonId]) -> None:
            first = True

            async def work(unit: UnitOfWork) -> None:
                nonlocal first
                assert isinstance(unit, SqlUnit)
                for turn, person in enumerate(order):
                    found = await unit.people.get(person)
                    assert found is not None
                    unit.people.save(replace(found, name=found.name + "+"))
                    await unit.flush()
                    if turn == 0 and first:
                        first = False
                        await met.wait()

            await storage.units.run(work)

        await asyncio.gather(renames(ids), renames(ids[::-1]))
    names = [row["name"] for row in await postgres.query(url, "SELECT name FROM people")]
    assert [name.count("+") for name in names] == [2, 2]


async def test_a_room_does_not_end_under_who_writes_into_it(url: str) -> None:
    async with opened(url) as storage:
        async with writing(storage) as unit:
            customer, maya, hers = await samples.pair(unit)
            made = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
        ended = asyncio.Event()

        async def ends(unit: UnitOfWork) -> None:
            room = await unit.rooms.get(made.id)
            assert room is not None
            unit.rooms.save(
                room, room.to(RoomStatus.CLOSED, at=NOW, reason=CloseReason.OPERATOR), samples.CHANGE
            )
            unit.events.add("test", "ended", {}, NOW)

        async def end() -> None:
            await storage.units.run(ends)
            ended.set()

        async with writing(storage) as unit:
            assert await unit.rooms.live_of(customer.id) == [made]
            ending = asyncio.create_task(end())
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(ended.wait(), 0.3)
            unit.events.add("test", "said", {}, NOW)
        await ending
    kinds = [row["kind"] for row in await postgres.query(url, "SELECT kind FROM events ORDER BY id")]
    assert kinds == ["said", "ended"]


async def test_a_second_program_is_refused_and_told_who_was_first(url: str) -> None:
    async with opened(url):
        with pytest.raises(OwnedByAnother, match=postgresql.who()):
            async with opened(url):
                pass
    async with opened(url):
        pass


CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


async def test_cut_connections_are_opened_again(url: str) -> None:
    async with opened(url) as storage:
        await storage.write_and_read()
        await postgres.query(url, CUT)
        results = await asyncio.gather(*(storage.write_and_read() for _ in range(10)), return_exceptions=True)
        assert not [one for one in results if not isinstance(one, float | StorageUnavailable)]
        await storage.write_and_read()
        with pytest.raises(OwnedByAnother):
            async with opened(url):
                pass


async def test_a_unit_cut_in_the_middle_happens_once_or_not_at_all(url: str) -> None:
    runs = 0

    async def cut_once(unit: UnitOfWork) -> None:
        nonlocal runs
        runs += 1
        await unit.people.add(samples.person())
        if runs == 1:
            await postgres.query(url, CUT)
        await unit.people.operators()

    async with opened(url) as storage:
        try:
            await storage.units.run(cut_once)
        except StorageUnavailable:
            await storage.units.run(cut_once)
    assert runs == 2
    assert (await postgres.query(url, "SELECT count(*) FROM people"))[0][0] == 1


@pytest.mark.parametrize("wrong", ["name", "account"])
async def test_what_only_the_operator_can_mend_is_said_without_the_password(url: str, wrong: str) -> None:
    folder = url.partition("host=")[2]
    place = {
        "name": f"postgresql://roomline:s3cret@/nowhere?host={folder}",
        "account": f"postgresql://nobody:s3cret@/postgres?host={folder}",
    }[wrong]
    with pytest.raises(NoSuchDatabase) as refusal:
        async with opened(place):
            pass
    assert "s3cret" not in str(refusal.value)


async def test_a_server_that_is_not_there_is_unavailable(url: str, tmp_path: Any) -> None:
    with pytest.raises(StorageUnavailable) as away:
        async with opened(f"postgresql://roomline:s3cret@/x?host={tmp_path}"):
            pass
    assert "s3cret" not in str(away.value)
