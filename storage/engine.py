"""SQLite through SQLAlchemy and aiosqlite, set up so that what is committed is on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, NullPool, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.driver import Connection as Driver
from storage.driver import connect
from storage.facts import Facts

BUSY_TIMEOUT = 0.25
"""Seconds to wait for another process's lock: the one who asked tries again, and hears why meanwhile."""

# Fixed in 3.51.3: several connections that write or checkpoint could corrupt the file. One of ours does both.
_WAL_RESET_FIRST, _WAL_RESET_LAST = (3, 7, 0), (3, 51, 2)


def sqlite_warning() -> str:
    """What the operator should know about this SQLite; "" when nothing."""
    if _WAL_RESET_FIRST <= sqlite3.sqlite_version_info <= _WAL_RESET_LAST:
        return f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug (before 3.51.3): one connection writes"
    return ""


def facts(path: Path) -> Facts:
    parts = (path, path.with_name(f"{path.name}-wal"))
    size = sum(part.stat().st_size for part in parts if part.exists())
    return Facts(size, f"SQLite {sqlite3.sqlite_version}", sqlite_warning())


def writer(path: Path) -> AsyncEngine:
    """For the one connection that writes and checkpoints."""
    # What is deleted is overwritten: somebody who is forgotten is not to be found in free pages.
    pragmas = ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"]
    return _engine(path, pragmas, begin="BEGIN IMMEDIATE")


def reader(path: Path) -> AsyncEngine:
    """For looking. It never checkpoints: not on a commit, and it is closed before the writer."""
    return _engine(path, ["query_only = ON", "wal_autocheckpoint = 0"], begin="BEGIN")


def _engine(path: Path, pragmas: Sequence[str], *, begin: str) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        poolclass=NullPool,
        # An error that names a statement must not bring the words of people into a log.
        hide_parameters=True,
        # The driver begins nothing by itself: a BEGIN that comes late, and deferred, loses updates.
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT, "async_creator_fn": connect},
    )

    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", start)
    return engine


async def driver_of(connection: AsyncConnection) -> Driver | None:
    """The driver's connection, where several statements can be handed over at once."""
    driver = (await connection.get_raw_connection()).driver_connection
    return driver if isinstance(driver, Driver) else None


async def connected(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect()
