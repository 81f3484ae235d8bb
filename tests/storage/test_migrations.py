"""Every shape up, down and up again; the models are what the migrations make."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from services.ports import StorageUnavailable
from storage import engine, migrate
from storage.selfcheck import GuardMissing
from storage.tables import metadata
from tests.storage.opened import opened


def shape(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return [(name, sql) for name, sql in rows if name != "alembic_version"]
    finally:
        connection.close()


async def test_up_down_up(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    writing = engine.writer(path)
    async with writing.connect() as connection:
        assert await connection.run_sync(migrate.current) is None
        await connection.rollback()
        async with connection.begin():
            assert await connection.run_sync(migrate.upgrade)
        first = shape(path)
        async with connection.begin():
            assert await connection.run_sync(migrate.current) == migrate.head()
            assert not await connection.run_sync(migrate.upgrade)
            await connection.run_sync(migrate.downgrade)
        assert shape(path) == []
        async with connection.begin():
            assert await connection.run_sync(migrate.upgrade)
    assert shape(path) == first
    await writing.dispose()


async def test_the_models_are_what_the_migrations_make(path: Path) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    def indexes(connection: Connection) -> dict[str, set[str | None]]:
        found = inspect(connection)
        return {name: {one["name"] for one in found.get_indexes(name)} for name in metadata.tables}

    reading = engine.reader(path)
    async with reading.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(indexes) == {
            name: {index.name for index in table.indexes} for name, table in metadata.tables.items()
        }
    await reading.dispose()


def indexes(path: Path) -> dict[str, str]:
    """Their words, with what alembic and SQLAlchemy quote differently made alike."""
    return {name: " ".join(sql.split()) for name, sql in shape(path) if sql and "INDEX" in sql[:20]}


async def test_partial_indexes_are_what_the_models_say(path: Path, tmp_path: Path) -> None:
    """`compare_metadata` does not look at their conditions."""
    writing = engine.writer(tmp_path / "models.db")
    async with writing.connect() as connection, connection.begin():
        await connection.run_sync(metadata.create_all)
    await writing.dispose()
    assert indexes(path) == indexes(tmp_path / "models.db")
    assert sum(" WHERE " in sql for sql in indexes(path).values()) >= 12


async def test_the_head_known_without_alembic_is_alembics(path: Path) -> None:
    reading = engine.reader(path)
    async with reading.connect() as connection:
        config = await connection.run_sync(migrate.config)
    await reading.dispose()
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.head()


async def test_a_migration_that_is_killed_half_way_has_changed_nothing(tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    writing = engine.writer(path)
    async with writing.connect() as connection:
        transaction = await connection.begin()
        await connection.run_sync(migrate.upgrade)
        await transaction.rollback()
    await writing.dispose()
    assert shape(path) == []
    async with opened(path) as storage:
        assert storage.epoch == 1


async def test_a_database_of_a_newer_program_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(migrate.UnknownRevision, match="9999"):
        async with opened(path):
            pass


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear operator, this is not a database. " * 100)
    with pytest.raises(StorageUnavailable, match="not a database"):
        async with opened(path):
            pass


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("DROP TRIGGER occupancy_guard_INSERT", "overlapping"),
        (
            "CREATE TRIGGER strict BEFORE INSERT ON occupancy WHEN EXISTS (SELECT 1 FROM occupancy"
            " WHERE ends_at = NEW.starts_at) BEGIN SELECT RAISE(ABORT, 'occupancy: this time is taken'); END",
            "begins as another ends",
        ),
    ],
)
async def test_a_database_that_does_not_guard_time_is_not_opened(path: Path, broken: str, says: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(broken)
    connection.commit()
    connection.close()
    with pytest.raises(GuardMissing, match=says):
        async with opened(path):
            pass


async def test_the_check_of_the_guard_leaves_nothing_behind(path: Path) -> None:
    async with opened(path) as storage:
        for table in ("people", "bookings", "occupancy"):
            rows = await storage.look_sql(
                lambda unit, table=table: unit.connection.exec_driver_sql(f"SELECT * FROM {table}")  # type: ignore[misc]
            )
            assert rows.all() == []


def test_opening_a_present_database_imports_neither_alembic_nor_aiogram(path: Path) -> None:
    program = f"""
import asyncio, sys
from pathlib import Path
from tests.storage.opened import opened

async def main():
    async with opened(Path({str(path)!r})):
        pass

asyncio.run(main())
print([name for name in ("alembic", "aiogram", "pytest") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
