"""The database held by another process for ten seconds while people write: nothing is acknowledged, nothing
lost, and no update blamed for it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg
import pytest

from tests import held
from tests.faults.ledger import Book, audit, count, read
from tests.faults.paired import Paired, paired
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

HELD = 10.0
RESUMES = 1.0
"""Seconds after the lock is gone in which updates must be stored again."""
TABLES = "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'"


class Lock(Protocol):
    """Somebody else's, on everything. Whoever holds it can look."""

    def take(self) -> None: ...

    def let_go(self) -> None: ...

    def count(self, what: str) -> int: ...


@dataclass
class FileLock:
    connection: sqlite3.Connection

    def take(self) -> None:
        self.connection.execute("BEGIN EXCLUSIVE")

    def let_go(self) -> None:
        self.connection.execute("ROLLBACK")

    def count(self, what: str) -> int:
        return int(self.connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


@dataclass
class ServerLock:
    loop: asyncio.AbstractEventLoop
    connection: asyncpg.Connection

    def _do(self, statement: str) -> Any:
        return self.loop.run_until_complete(self.connection.fetch(statement))

    def take(self) -> None:
        ((tables,),) = self._do(TABLES)
        self._do("BEGIN")
        self._do(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")

    def let_go(self) -> None:
        self._do("ROLLBACK")

    def count(self, what: str) -> int:
        return int(self._do(f"SELECT count(*) FROM {what}")[0][0])


@contextmanager
def somebody_else(url: str) -> Iterator[Lock]:
    if held.on_file(url):
        with closing(sqlite3.connect(held.file_of(url), isolation_level=None, timeout=5)) as other:
            yield FileLock(other)
        return
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(url))
    try:
        yield ServerLock(loop, connection)
    finally:
        loop.run_until_complete(connection.close())
        loop.close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("locked"), database()) as both:
        yield both


def talk(pair: Paired, book: Book, ended: threading.Event) -> None:
    number = 1000  # counted up evenly: other rows of digits could be somebody's number in pieces
    while not ended.is_set():
        number += 1
        book.send(pair.customer, pair.therapist, f"there {number}")
        book.send(pair.therapist, pair.customer, f"back {number}")
        time.sleep(0.1)


def test_locked_by_another_process_for_ten_seconds(pair: Paired) -> None:
    book, ended = Book(), threading.Event()
    talking = threading.Thread(target=talk, args=(pair, book, ended))
    with somebody_else(pair.url) as other:
        talking.start()
        wait_for(lambda: len(book.lines) > 6, "a conversation")
        other.take()
        at_the_lock = other.count("updates")
        time.sleep(HELD)  # the blow itself
        assert other.count("updates") == at_the_lock
        said, waiting = list(book.lines), pair.unacknowledged()
        safe = [line for line in said if other.count(f"updates WHERE raw LIKE '%\"{line.text}\"%'")]
        assert waiting >= len(said) - len(safe), "acknowledged what could not be stored"
        other.let_go()
        released = time.monotonic()
    wait_for(lambda: count(pair, "updates") > at_the_lock, "the first update stored again", 10)
    resumed = time.monotonic() - released
    ended.set()
    talking.join(20)
    pair.quiet()
    found = audit(pair, book, [pair.customer, pair.therapist, pair.operator])
    tries = read(pair, "SELECT count(*) AS n FROM updates WHERE tries > 0 OR error <> ''")[0]["n"]
    print(f"\n{waiting} updates waited {HELD:.0f} s; stored again after {resumed:.2f} s; sent {found.sent}")
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    assert found.delivered == found.sent
    assert tries == 0, "a locked database counted as an update's own try"
    assert resumed < RESUMES
