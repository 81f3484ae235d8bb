"""PostgreSQL restarted, crashed, frozen, read-only, cut off at COMMIT, failed over, while people write."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count as numbers
from typing import Any

import asyncpg
import pytest

from tests.faults.ledger import Book, audit, await_quiet, count, read
from tests.faults.paired import Paired, paired
from tests.storage.line import Line, line_to
from tests.storage.own_server import OwnServer, own_folder, own_server
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

RESUMES = 2.0
"""Seconds after the server can be written to again in which updates must be stored again."""
AWAY, FROZEN = 3.0, 8.0
SYNCHRONOUS = "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"


# Each but once, and counted up evenly: other rows of digits could be somebody's number in pieces.
_numbers = numbers(1001)


@dataclass
class Served:
    """A program, people who talk, and its server behind a line that can be led elsewhere."""

    pair: Paired
    server: OwnServer
    line: Line

    @property
    def url(self) -> str:
        """Past the line: what is looked at is not cut."""
        return self.server.url()

    @property
    def world(self) -> str:
        return self.pair.world


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with (
        own_server() as server,
        line_to(server.folder) as line,
        paired(folder, line.url("postgres")) as pair,
    ):
        yield Served(pair, server, line)


@contextmanager
def talking(served: Served) -> Iterator[Book]:
    book, ended, pair = Book(), threading.Event(), served.pair

    def talk() -> None:
        while not ended.is_set():
            number = next(_numbers)
            book.send(pair.customer, pair.therapist, f"there {number}")
            book.send(pair.therapist, pair.customer, f"back {number}")
            time.sleep(0.1)

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        wait_for(lambda: len(book.lines) > 10, "a conversation")
        yield book
    finally:
        ended.set()
        thread.join(20)


def sql(server: OwnServer, *statements: str) -> Any:
    return asyncio.run(_sql(server, statements))


async def _sql(server: OwnServer, statements: tuple[str, ...]) -> Any:
    connection = await asyncpg.connect(server.url(), server_settings={"default_transaction_read_only": "off"})
    try:
        return [await connection.fetch(one) for one in statements]
    finally:
        await connection.close()


def counted(served: Served, book: Book, what: str) -> None:
    """Three ledgers, and no update blamed for what the server did."""
    pair = served.pair
    await_quiet(served)
    found = audit(served, book, [pair.customer, pair.therapist, pair.operator])
    tries = read(served, "SELECT count(*) AS n FROM updates WHERE tries > 0 OR error <> ''")[0]["n"]
    print(f"\n{what}; sent {found.sent}, delivered {found.delivered}, states {dict(found.states)}")
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    assert found.delivered == found.sent
    assert tries == 0, "the server's absence counted as an update's own try"


def resumed(served: Served, before: int) -> float:
    """Seconds until something more is stored, from now."""
    began = time.monotonic()
    wait_for(lambda: count(served, "updates") > before, "the first update stored again", 20)
    return time.monotonic() - began


def restarted(served: Served) -> float:
    before = count(served, "updates")
    served.server.stop()
    time.sleep(AWAY)  # the blow itself
    served.server.start()
    return resumed(served, before)


def crashed(served: Served) -> float:
    """One of its processes is killed: it cuts everybody off, recovers and goes on."""
    before = count(served, "updates")
    ((row,),) = sql(
        served.server, "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'roomline%' LIMIT 1"
    )
    served.server.kill_a_backend(row["pid"])

    def back() -> bool:
        try:
            return bool(sql(served.server, "CREATE TEMP TABLE writable (x int)") is not None)
        except (OSError, asyncpg.PostgresError):
            return False

    wait_for(back, "a server that has recovered", 30)
    return resumed(served, before)


def read_only(served: Served) -> float:
    switch = "ALTER SYSTEM SET default_transaction_read_only = {}"
    sql(served.server, switch.format("on"), "SELECT pg_reload_conf()")
    time.sleep(AWAY)  # the blow itself
    before = count(served, "updates")
    sql(served.server, switch.format("off"), "SELECT pg_reload_conf()")
    return resumed(served, before)


def frozen(served: Served) -> float:
    """Longer than a handler may take: whoever was in the middle of a statement is not to blame."""
    before = count(served, "updates")
    served.server.freeze()
    time.sleep(FROZEN)  # the blow itself
    served.server.thaw()
    return resumed(served, before)


@pytest.mark.parametrize("blow", [restarted, crashed, read_only, frozen])
def test_goes_away_and_comes_back(served: Served, blow: Callable[[Served], float]) -> None:
    with talking(served) as book:
        took = blow(served)
    counted(served, book, f"{blow.__name__}: stored again {took:.2f} s after it could be")
    assert took < RESUMES


def test_cut_at_commit(served: Served) -> None:
    with talking(served) as book:
        served.line.cut_each = 9
        wait_for(lambda: len(served.line.cuts) >= 60, "sixty commits cut")
        served.line.cut_each = 0
    ways = {way: served.line.cuts.count(way) for way in sorted(set(served.line.cuts))}
    log = served.pair.program.log()
    found = {what: log.count(what) for what in ("took effect", "did not happen")}
    counted(served, book, f"cut at COMMIT {ways}; looked up: {found}")
    assert found["took effect"] > 0 and found["did not happen"] > 0


def test_failed_over(served: Served) -> None:
    """The last one: it dies without a word, the address leads nowhere for a while, then to its standby."""
    with own_folder() as folder:
        first, second = served.server, served.server.copy(folder)
        second.start()
        sql(first, *SYNCHRONOUS)
        with talking(served) as book:
            wait_for(lambda: len(book.lines) > 30, "more of the conversation")
            first.kill()
            served.line.break_all()
            time.sleep(AWAY)  # the blow itself
            second.promote()
            sql(second, "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()")
            served.server = second
            before = count(served, "updates")
            served.line.server = second.folder
            took = resumed(served, before)
        counted(served, book, f"failed over: stored again {took:.2f} s after the address led to another")
        assert took < RESUMES
        # Away for good: its folder goes with this test, and the program ends without a database.
        served.pair.program.stop()
        second.stop()
