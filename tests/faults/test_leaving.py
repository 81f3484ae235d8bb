"""SIGTERM with slow work in hand: what has left is waited for, the rest is left for the next start."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.faults.ledger import Book, audit
from tests.faults.paired import Paired, await_working, paired
from tests.world import wait_for

pytestmark = pytest.mark.slow

LINES = 20


@pytest.fixture
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("leaving")) as both:
        yield both


def slow_work(pair: Paired) -> Book:
    """One copy on its way to each of the two, the others in line behind it or not even fetched."""
    book, after = Book(), pair.newest_call()
    for reader in (pair.customer, pair.therapist):
        pair.fault("slow", "sendMessage", chat=reader.id, count=1, seconds=2)
    for number in range(LINES):
        book.send(pair.customer, pair.therapist, f"there {number}")
        book.send(pair.therapist, pair.customer, f"back {number}")

    def both_are_on_their_way() -> bool:
        slow = [one for one in pair.calls("sendMessage", after=after) if one["fault"] == "slow"]
        return len(slow) == 2

    wait_for(both_are_on_their_way, "two slow sends", 20)
    return book


def all_arrived_once(pair: Paired, book: Book) -> None:
    pair.quiet()
    found = audit(pair, book, [pair.customer, pair.therapist, pair.operator])
    print("\n" + found.table(0, 0))
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    assert found.states == {"sent": 2 * LINES}, "what was on its way was not waited for"
    for reader, word in ((pair.customer, "back"), (pair.therapist, "there")):
        got = [one["text"] for one in reader.from_bot() if one["text"].startswith(f"{word} ")]
        assert got == [f"{word} {number}" for number in range(LINES)]


def test_the_worker_is_told_to_end(pair: Paired) -> None:
    book = slow_work(pair)
    worker = pair.program.worker()
    os.kill(worker, signal.SIGTERM)
    wait_for(lambda: pair.program.worker() != worker, "another worker", 30)
    await_working(pair.program)
    all_arrived_once(pair, book)


def test_the_program_is_told_to_end(pair: Paired) -> None:
    book = slow_work(pair)
    pair.program.stop()
    pair.program.start()
    all_arrived_once(pair, book)
