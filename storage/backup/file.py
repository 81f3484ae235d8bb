"""A SQLite database copied into a file of its own while others write, and put back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from services.restored import RESTORED, WHY
from storage.backup.contents import Contents, NotACopy, new_private, on_disk
from storage.instants import micros

MARK = "INSERT OR REPLACE INTO moments (name, at) VALUES (?, ?)"
UNHANDLED = "UPDATE updates SET error = ? WHERE state = 'pending'"
_COMPANIONS = ("-wal", "-shm", "-journal")


def save(database: Path, copy: Path) -> Contents:
    """All that was committed at one moment. `copy` must not exist; it is there only once it was seen whole.

    Raises NotACopy, sqlite3.Error, OSError.
    """
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    new_private(part)
    try:
        # A connection that only reads never checkpoints, and its one look keeps nobody from writing.
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as source:
            source.isolation_level = None
            source.execute("VACUUM INTO ?", (os.fspath(part),))
        contents = checked(part)
        on_disk(part)
        os.link(part, copy)
        on_disk(copy)
    finally:
        part.unlink(missing_ok=True)
    return contents


def checked(copy: Path) -> Contents:
    """What it holds, every page and every reference of it looked at. Raises NotACopy."""
    try:
        with _looking(copy) as look:
            problems = [str(row[0]) for row in look.execute("PRAGMA integrity_check(5)")]
            if problems != ["ok"]:
                raise NotACopy(f"{copy} is damaged: {'; '.join(problems)}")
            if look.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise NotACopy(f"{copy} has rows that refer to nothing")
            names = [
                str(row[0]) for row in look.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            if "alembic_version" not in names:
                raise NotACopy(f"{copy} is a SQLite file, and not one of Roomline's")
            revision = str(look.execute("SELECT version_num FROM alembic_version").fetchone()[0])
            kept = [name for name in names if not name.startswith("sqlite_") and name != "alembic_version"]
            tables = {
                name: int(look.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in kept
            }
    except sqlite3.Error as error:
        raise NotACopy(f"{copy} cannot be read: {error}") from None
    return Contents(revision, tables, copy.stat().st_size)


@contextmanager
def _looking(copy: Path) -> Iterator[sqlite3.Connection]:
    """At a file that nobody changes: so no log is made beside it, and it may lie where nobody may write."""
    if not copy.is_file():
        raise NotACopy(f"{copy} is not there")
    with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as look:
        yield look


def put_back(copy: Path, database: Path, aside: Path, *, restored_at: datetime | None) -> Contents:
    """`copy` takes the database's place, which is kept as `aside`. Nobody may have the database open.
    `restored_at` is left in it as the moment from which what waited there is in doubt.

    Killed at any moment, either the one or the other stands there, whole: the name changes in one step, after
    the old database's log was moved into it.
    """
    checked(copy)
    fresh = database.with_name(database.name + ".restoring")
    fresh.unlink(missing_ok=True)
    new_private(fresh)
    with copy.open("rb") as source, fresh.open("wb") as target:
        while piece := source.read(1 << 20):
            target.write(piece)
    if restored_at is not None:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as marking:
            marking.execute(MARK, (RESTORED, micros(restored_at)))
            marking.execute(UNHANDLED, (WHY,))
    contents = checked(fresh)
    on_disk(fresh)
    if database.exists():
        _settle(database)
        os.link(database, aside)
    fresh.replace(database)
    on_disk(database)
    return contents


def _settle(database: Path) -> None:
    """What lies beside the file goes into it: left there, it would be applied to what comes in its place."""
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as last:
            last.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError:
        # Too damaged to be opened, which may be why it is replaced: kept as it is, log and all.
        for ending in _COMPANIONS:
            beside = database.with_name(database.name + ending)
            if beside.exists():
                beside.rename(beside.with_name(beside.name + ".damaged"))
