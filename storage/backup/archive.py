"""A PostgreSQL database copied into one file while others write, and put back: without the server's own
tools, which are on other machines or in other versions as often as not.

The file is a ZIP: `manifest.json`, and for each table the server's own text form of COPY.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.restored import RESTORED, WHY
from storage import migrate, postgresql
from storage.backup.contents import Contents, NotACopy, new_private, on_disk
from storage.columns import metadata
from storage.dialect import meaning
from storage.moments import PUT
from storage.sole import Sole

FORMAT = 1
MANIFEST = "manifest.json"
UNHANDLED = text("UPDATE updates SET error = :why WHERE state = 'pending'")
_REVISION = "alembic_version"
PIECE = 1 << 16


async def save(url: str, copy: Path) -> Contents:
    """All that was committed at one moment, loaded into tables nobody sees before it is called a copy.

    Raises NotACopy, StorageUnavailable, NoSuchDatabase, OSError; FileExistsError where `copy` is there.
    """
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    new_private(part)
    try:
        async with _connected(url, "repeatable_read", readonly=True) as look:
            manifest = await _described(look)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as into:
                for name, columns in manifest["tables"].items():
                    with into.open(name, "w", force_zip64=True) as sheet:
                        chosen = f"SELECT {_quoted(columns)} FROM {_quoted([name])}"
                        done = await look.copy_from_query(chosen, output=sheet, format="text")
                    manifest["rows"][name] = int(done.split()[-1])
                into.writestr(MANIFEST, json.dumps(manifest))
        async with _connected(url) as trial:
            contents = await _tried(trial, part)
        on_disk(part)
        copy.hardlink_to(part)
        on_disk(copy)
    finally:
        part.unlink(missing_ok=True)
    return contents


async def _described(look: asyncpg.Connection) -> dict[str, Any]:
    revision = await look.fetchval(f"SELECT version_num FROM {_REVISION}")
    if revision != migrate.head():
        raise NotACopy(
            f"the database is at revision {revision}, this program at {migrate.head()}: migrate first"
        )
    tables = {table.name: [column.name for column in table.columns] for table in metadata.sorted_tables}
    counters = {}
    for table in metadata.sorted_tables:
        own = next((column.name for column in table.columns if column.primary_key), None)
        sequence = await look.fetchval("SELECT pg_get_serial_sequence($1, $2)", table.name, own)
        if sequence is not None:
            row = await look.fetchrow(f"SELECT last_value, is_called FROM {sequence}")
            counters[table.name] = [own, row["last_value"], row["is_called"]]
    return {"format": FORMAT, "revision": revision, "tables": tables, "counters": counters, "rows": {}}


async def _tried(trial: asyncpg.Connection, copy: Path) -> Contents:
    """Loads every row, with its types, into tables that end with the transaction."""
    manifest, rows = described(copy), {}
    with zipfile.ZipFile(copy) as archive:
        for name, columns in manifest["tables"].items():
            await trial.execute(f'CREATE TEMP TABLE "copy of {name}" (LIKE {_quoted([name])}) ON COMMIT DROP')
            rows[name] = await _loaded(trial, archive, name, f"copy of {name}", columns)
    if rows != manifest["rows"]:
        raise NotACopy(f"{copy} gave back other rows than went into it")
    return Contents(manifest["revision"], rows, copy.stat().st_size)


def described(copy: Path) -> dict[str, Any]:
    """The manifest. Raises NotACopy for what is no copy, is not whole, or is of a later kind."""
    try:
        with zipfile.ZipFile(copy) as archive:
            if (broken := archive.testzip()) is not None:
                raise NotACopy(f"{copy} is damaged: {broken} is not as it was written")
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise NotACopy(f"{copy} is no copy of a PostgreSQL database: {error}") from None
    if manifest.get("format") != FORMAT:
        raise NotACopy(f"{copy} is of form {manifest.get('format')}, and {FORMAT} is the one known here")
    return manifest


async def put_back(url: str, copy: Path, aside: str, *, restored_at: datetime | None) -> Contents:
    """The copy's tables take the place of the present ones, which move into the schema `aside`. All of it, or
    nothing, in one transaction. `restored_at` is left in it as the moment from which what waited there is in
    doubt. Raises NotACopy, OwnedByAnother, StorageUnavailable, NoSuchDatabase.
    """
    manifest = described(copy)
    engine = postgresql.writer(url)
    sole = Sole(engine)
    try:
        await sole.take()
        async with engine.connect() as connection, connection.begin():
            await connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            await connection.run_sync(_made_room, aside, manifest)
            rows = await _filled(connection, copy, manifest)
            if restored_at is not None:
                await connection.execute(PUT.on("postgresql"), {"name": RESTORED, "at": restored_at})
                await connection.execute(UNHANDLED, {"why": WHY})
    except DBAPIError as error:
        raise meaning(error) from error
    except asyncpg.PostgresError as error:
        raise NotACopy(f"the server refused {copy}: {error}") from error
    finally:
        await sole.let_go()
        await engine.dispose()
    return Contents(manifest["revision"], rows, copy.stat().st_size)


def _made_room(connection: Connection, aside: str, manifest: Mapping[str, Any]) -> None:
    from alembic import command
    from alembic.util import CommandError

    ours = {*metadata.tables, *manifest["tables"], _REVISION}
    present = [name for name in inspect(connection).get_table_names() if name in ours]
    if present:
        connection.execute(text(f"CREATE SCHEMA {_quoted([aside])}"))
    for name in present:
        connection.execute(text(f"ALTER TABLE {_quoted([name])} SET SCHEMA {_quoted([aside])}"))
    try:
        command.upgrade(migrate.config(connection), manifest["revision"])
    except CommandError as error:
        raise NotACopy(
            f"it is of revision {manifest['revision']}, which this program does not know"
        ) from error


async def _filled(connection: AsyncConnection, copy: Path, manifest: Mapping[str, Any]) -> dict[str, int]:
    order = await connection.run_sync(
        lambda sync: [name for name, _ in inspect(sync).get_sorted_table_and_fkc_names() if name is not None]
    )
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, asyncpg.Connection)
    rows: dict[str, int] = {}
    with zipfile.ZipFile(copy) as archive:
        for name in (one for one in order if one in manifest["tables"]):
            rows[name] = await _loaded(driver, archive, name, name, manifest["tables"][name])
    for name, (own, last, called) in manifest["counters"].items():
        await driver.execute("SELECT setval(pg_get_serial_sequence($1, $2), $3, $4)", name, own, last, called)
    return rows


async def _loaded(
    driver: asyncpg.Connection, archive: zipfile.ZipFile, member: str, table: str, columns: list[str]
) -> int:
    async def pieces() -> AsyncIterator[bytes]:
        with archive.open(member) as sheet:
            while piece := sheet.read(PIECE):
                yield piece

    done = await driver.copy_to_table(table, source=pieces(), columns=columns, format="text")
    return int(done.split()[-1])


@asynccontextmanager
async def _connected(
    url: str, isolation: str = "serializable", *, readonly: bool = False
) -> AsyncIterator[asyncpg.Connection]:
    """A connection in one transaction, which is undone."""
    try:
        driver = await postgresql.raw(url)
        try:
            # A big table takes longer than any statement of the program may.
            await driver.execute("SET statement_timeout = 0")
            transaction = driver.transaction(isolation=isolation, readonly=readonly)
            await transaction.start()
            yield driver
        finally:
            await driver.close()
    except asyncpg.PostgresError as error:
        raise NotACopy(f"the server refused: {error}") from None


def _quoted(names: list[str]) -> str:
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)
