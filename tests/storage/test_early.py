"""What is stored before storage is there is what storage would have stored."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from services.ports import StorageUnavailable
from services.queues import RawUpdate
from storage.early import EarlyJournal
from tests.storage.opened import NOW, opened, writing

BATCH = [RawUpdate("telegram:1", n, f"lane {n % 2}", f'{{"n":{n}}}') for n in range(4)]


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM updates ORDER BY seq").fetchall()


async def test_early_and_late_store_the_same(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(path.read_bytes())
    with closing(EarlyJournal(path)) as early:
        assert early.append(BATCH, NOW) == 4
        assert early.append(BATCH, NOW) == 0
    async with opened(other) as storage, writing(storage) as unit:
        assert await unit.journal.append(BATCH, NOW) == 4
    assert rows(path) == rows(other) != []
    async with opened(path) as storage, writing(storage) as unit:
        assert await unit.journal.append(BATCH, NOW) == 0
        assert [entry.raw for entry in await unit.journal.pending(9, busy=[], now=NOW)] == [
            '{"n":0}',
            '{"n":1}',
        ]


async def test_it_stores_all_or_nothing(path: Path) -> None:
    with closing(EarlyJournal(path)) as early:
        broken = [BATCH[0], RawUpdate("telegram:1", 1, None, "")]  # type: ignore[arg-type]
        with pytest.raises(StorageUnavailable):
            early.append(broken, NOW)
        assert rows(path) == []
        assert early.append(BATCH, NOW) == 4


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


async def test_a_locked_database_is_unavailable_and_nothing_is_stored(path: Path) -> None:
    with closing(EarlyJournal(path)) as early, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="locked"):
            early.append(BATCH, NOW)
        other.execute("ROLLBACK")
        assert early.append(BATCH, NOW) == 4


def test_it_needs_none_of_what_takes_long_to_import() -> None:
    program = "import sys, storage.early; print([n for n in ('sqlalchemy', 'aiosqlite') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
