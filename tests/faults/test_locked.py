"""The database held by another process while people write: nothing is acknowledged, and nothing is lost."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.faults.ledger import Book, audit, count, read
from tests.faults.paired import Paired, paired
from tests.world import wait_for

pytestmark = pytest.mark.slow

HELD = 4.0
RESUMES = 1.0
"""Seconds after the lock is gone in which updates must be stored again."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("locked")) as both:
        yield both


def talk(pair: Paired, book: Book, ended: threading.Event, turn: int) -> None:
    number = 1000 * turn  # counted up evenly: other rows of digits could be somebody's number in pieces
    while not ended.is_set():
        number += 1
        book.send(pair.customer, pair.therapist, f"there {number}")
        book.send(pair.therapist, pair.customer, f"back {number}")
        time.sleep(0.1)


def stored(pair: Paired) -> int:
    return count(pair, "updates")


def in_journal(pair: Paired, text: str) -> bool:
    return bool(count(pair, f"updates WHERE raw LIKE '%\"{text}\"%'"))


@pytest.mark.parametrize("turn", range(2))
def test_locked_while_people_write(pair: Paired, turn: int) -> None:
    book, ended = Book(), threading.Event()
    talking = threading.Thread(target=talk, args=(pair, book, ended, turn))
    with closing(sqlite3.connect(pair.program.database, isolation_level=None, timeout=5)) as other:
        talking.start()
        wait_for(lambda: len(book.lines) > 6, "a conversation")
        other.execute("BEGIN EXCLUSIVE")
        at_the_lock = stored(pair)
        time.sleep(HELD)  # the blow itself
        assert stored(pair) == at_the_lock
        said = list(book.lines)
        waiting = pair.unacknowledged()
        safe = [line for line in said if in_journal(pair, line.text)]
        assert waiting >= len(said) - len(safe), "acknowledged what could not be stored"
        other.execute("ROLLBACK")
        released = time.monotonic()
    wait_for(lambda: stored(pair) > at_the_lock, "the first update stored again", 10)
    resumed = time.monotonic() - released
    ended.set()
    talking.join(10)
    pair.quiet()
    found = audit(pair, book, [pair.customer, pair.therapist, pair.operator])
    tries = read(pair, "SELECT count(*) AS n FROM updates WHERE tries > 0 OR error <> ''")[0]["n"]
    print(f"\n{waiting} updates waited {HELD:.0f} s; stored again after {resumed:.2f} s; sent {found.sent}")
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    assert found.delivered == found.sent
    assert tries == 0, "a locked database counted as an update's own try"
    assert resumed < RESUMES
