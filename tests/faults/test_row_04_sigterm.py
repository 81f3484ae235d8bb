"""FAULTS 4: SIGTERM with slow work in hand: nothing more is taken, what has left is waited for, the rest is
left for the next start; nothing is lost."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import asyncpg
import pytest

from tests import held
from tests.faults.ledger import Audit, Book, audit
from tests.faults.paired import Paired, await_working, fell, paired
from tests.world import wait_for

pytestmark = pytest.mark.slow

LINES = 20
ENDS_WITHIN = 15.0
"""Seconds for a program that is told to end while the database or Telegram keeps it waiting; systemd kills
after 30."""
ROUNDS = 6


@pytest.fixture
def pair(tmp_path: Path, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path, database()) as both:
        yield both


def slow_work(pair: Paired, seconds: float = 2) -> Book:
    """One copy on its way to each of the two, the others in line behind it or not even fetched."""
    book, after = Book(), pair.newest_call()
    for reader in (pair.customer, pair.therapist):
        pair.fault("slow", "sendMessage", chat=reader.id, count=1, seconds=seconds)
    talk(pair, book)

    def both_are_on_their_way() -> bool:
        slow = [one for one in pair.calls("sendMessage", after=after) if one["fault"] == "slow"]
        return len(slow) == 2

    wait_for(both_are_on_their_way, "two slow sends", 20)
    return book


def talk(pair: Paired, book: Book) -> None:
    for number in range(LINES):
        book.send(pair.customer, pair.therapist, f"there {number}")
        book.send(pair.therapist, pair.customer, f"back {number}")


def nothing_amiss(pair: Paired, book: Book) -> Audit:
    pair.quiet()
    found = audit(pair, book, [pair.customer, pair.therapist, pair.operator])
    print("\n" + found.table(0, 0))
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    return found


def all_arrived_once(pair: Paired, book: Book) -> None:
    found = nothing_amiss(pair, book)
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


@contextmanager
def locked(pair: Paired) -> Iterator[None]:
    """By another process, so that whatever unit is under way waits, or is sent away."""
    if held.on_file(pair.url):
        with closing(sqlite3.connect(pair.program.database, isolation_level=None, timeout=5)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
        return
    have, over = threading.Event(), threading.Event()

    async def hold() -> None:
        connection = await asyncpg.connect(pair.url)
        async with connection.transaction():
            await connection.execute("LOCK TABLE messages, updates IN ACCESS EXCLUSIVE MODE")
            have.set()
            await asyncio.to_thread(over.wait)
        await connection.close()

    holding = threading.Thread(target=lambda: asyncio.run(hold()))
    holding.start()
    try:
        assert have.wait(10)
        yield
    finally:
        over.set()
        holding.join(10)


def test_with_a_unit_under_way(pair: Paired) -> None:
    """The database is held by somebody else: a backlog waits, and a unit in the middle of its work."""
    book, process = Book(), pair.program.process
    assert process is not None
    with locked(pair):
        talk(pair, book)
        process.terminate()
        time.sleep(2)  # the blow itself: held until after it was told
    began = time.monotonic()
    process.wait(ENDS_WITHIN)
    print(f"\nended {time.monotonic() - began:.1f} s after the database was free")
    assert process.stdout is not None
    process.stdout.close()
    pair.program.start()
    all_arrived_once(pair, book)


def test_told_twice(pair: Paired) -> None:
    """The second time means at once: what was on its way is in doubt then, and its writer is told."""
    book, process = slow_work(pair, seconds=60), pair.program.process
    assert process is not None
    process.terminate()
    time.sleep(0.5)  # both are heard: one signal that waits to be handled would swallow the other
    began = time.monotonic()
    process.terminate()
    process.wait(ENDS_WITHIN)
    took = time.monotonic() - began
    assert process.stdout is not None
    process.stdout.close()
    pair.program.start()
    found = nothing_amiss(pair, book)
    print(f"ended {took:.2f} s after the second SIGTERM; {found.states['uncertain']} in doubt")
    assert took < 5 and found.states["uncertain"] <= 2


def test_while_it_starts(pair: Paired) -> None:
    """At any moment of a start: it ends, leaves nobody behind, and the next start takes all there is."""
    book, seed = Book(), int(os.environ.get("ROOMLINE_TEST_SEED") or random.SystemRandom().randrange(10**6))
    chance = random.Random(seed)
    os.kill(pair.program.worker(), signal.SIGSTOP)
    talk(pair, book)
    fell(pair.program)
    codes = []
    for _ in range(ROUNDS):
        pair.program.spawn()
        process = pair.program.process
        assert process is not None
        time.sleep(chance.uniform(0, 6))  # the moment is what is random here
        tree = _tree(process)
        process.terminate()
        codes.append(process.wait(ENDS_WITHIN + 5))
        assert process.stdout is not None
        process.stdout.close()
        wait_for(lambda tree=tree: not any(map(_alive, tree)), "the end of all of them", 10)  # type: ignore[misc]  # bound now
    print(f"\nseed {seed}: told to end {ROUNDS} times while starting; exit codes {codes}")
    assert set(codes) <= {0, -signal.SIGTERM}, codes
    pair.program.start()
    all_arrived_once(pair, book)


def _tree(process: subprocess.Popen[str]) -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [process.pid, *map(int, children)]


def _alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
