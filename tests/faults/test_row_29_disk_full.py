"""FAULTS 29: a disk that is full, really: nothing is acknowledged, it is said, and all goes on when there is
room again. On PostgreSQL it is the disk that the server keeps this database on."""

from __future__ import annotations

import asyncio
import json
import random
import string
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count as counting
from pathlib import Path

import pytest

from tests.faults.ledger import Book, audit, count
from tests.faults.paired import Paired, await_working, fell, paired
from tests.faults.small_disk import SmallDisk, small_disk
from tests.storage import postgres
from tests.world import http, wait_for

pytestmark = pytest.mark.slow

MEGABYTES = 40
LONG = 1500
_numbers = counting(1)


@contextmanager
def on_a_small_disk(engine: str, tmp_path: Path, server: Callable[[], postgres.Server]) -> Iterator[Small]:
    if engine == "sqlite":
        with small_disk(tmp_path / "disk", MEGABYTES) as disk:
            (tmp_path / "world").mkdir()
            # The phones' own memory is another machine's in real life.
            (disk.folder / "world").symlink_to(tmp_path / "world")
            yield disk, f"sqlite:///{disk.folder / 'roomline.db'}"
        return
    running, name = server(), f"small{next(_numbers)}"
    place = running.folder / name
    with small_disk(place, MEGABYTES, postgres.OWNER) as disk:
        asyncio.run(running.sql(f"CREATE TABLESPACE {name} LOCATION '{place}'"))
        asyncio.run(running.sql(f"CREATE DATABASE {name} TABLESPACE {name}"))
        try:
            yield disk, running.url(name)
        finally:
            asyncio.run(running.sql(f"DROP DATABASE {name} WITH (FORCE)"))
            asyncio.run(running.sql(f"DROP TABLESPACE {name}"))


Small = tuple[SmallDisk, str]


@pytest.fixture
def small(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Small]:
    with on_a_small_disk(engine, tmp_path, lambda: request.getfixturevalue("server")) as made:
        yield made


@pytest.fixture
def both(small: Small, tmp_path: Path) -> Iterator[Paired]:
    folder = tmp_path / "program"
    folder.mkdir()
    with paired(folder, small[1]) as both:
        yield both


def talk(both: Paired, book: Book, start: int, lines: int) -> None:
    """Long lines that no compression makes short: a page with room left soon has none."""
    for number in range(start, start + lines):
        noise = " ".join("".join(random.choices(string.ascii_lowercase, k=9)) for _ in range(LONG // 10))
        book.send(both.customer, both.therapist, f"there {number} {noise}")
        book.send(both.therapist, both.customer, f"back {number} {noise}")


def health(web: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"{web}/healthz", timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def stored(both: Paired) -> int:
    return count(both, "updates")


def nothing_amiss(both: Paired, book: Book) -> None:
    both.quiet()
    found = audit(both, book, [both.customer, both.therapist, both.operator])
    print("\n" + found.table(0, 0))
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    assert found.delivered == found.sent and found.parked == 0
    assert count(both, "updates WHERE tries > 0 OR error <> ''") == 0, "a full disk counted as a try"


@pytest.mark.timeout(300)
def test_full_while_people_write(both: Paired, small: Small) -> None:
    disk, _ = small
    book, operator = Book(), both.operator
    talk(both, book, 0, 3)
    both.quiet()
    before = len(operator.from_bot())
    disk.fill()
    talk(both, book, 3, 12)
    wait_for(lambda: health(both.program.web) == (503, {"ok": False, "database": "its disk is full"}), "503")
    disk.fill()  # what the engine gave back meanwhile
    talk(both, book, 15, 5)
    said_full_after = time.monotonic()
    operator.see("Something has got worse", patience=30)
    asked = operator.send("/status")
    answer = operator.see("The disk is full", after=asked, patience=30)
    print(f"\noperators are told {time.monotonic() - said_full_after:.1f} s after; {answer['text'][:40]!r}")
    shown = both.program.run("status")
    assert shown.returncode == 1 and "disk full" in shown.stdout, shown.stdout
    assert both.program.run("export", "bookings").returncode == 0, "reads go on"
    waiting, at_the_wall = both.unacknowledged(), stored(both)
    missing = [line for line in book.lines if not _in_journal(both, line.text)]
    assert missing, "the disk was not full enough to refuse anything"
    assert waiting >= len(missing), "acknowledged what could not be stored"

    disk.free()
    freed = time.monotonic()
    wait_for(lambda: stored(both) > at_the_wall, "the first update stored again", 30)
    again = time.monotonic() - freed
    await_working(both.program)
    nothing_amiss(both, book)
    operator.see("It has recovered", after=answer["message_id"], patience=30)
    told = [one["text"].splitlines()[0] for one in operator.from_bot()[before:]]
    print("\n".join(told))
    assert len(told) <= 6, "told again and again"
    print(f"{waiting} updates waited at Telegram; stored again {again:.2f} s after there was room")
    assert again < 2


def _in_journal(both: Paired, text: str) -> bool:
    return bool(count(both, f"updates WHERE raw LIKE '%\"{text[:40]}%'"))


@pytest.mark.timeout(300)
def test_started_on_a_full_disk(both: Paired, small: Small) -> None:
    """It waits for room, and then is there: nobody has to start it again."""
    disk, _ = small
    book = Book()
    talk(both, book, 0, 2)
    both.quiet()
    disk.fill()
    talk(both, book, 2, 6)
    wait_for(lambda: health(both.program.web)[0] == 503, "503")
    disk.fill()
    fell(both.program)
    disk.fill()
    both.program.spawn()
    world = f"http://127.0.0.1:{both.program.env['ROOMLINE_SIMULATOR__PORT']}"
    wait_for(lambda: _answers(world), "the phones", 30)
    talk(both, book, 8, 2)
    disk.free()
    both.program.await_line()
    nothing_amiss(both, book)


def _answers(world: str) -> bool:
    try:
        return bool(http("GET", f"{world}/world/people"))
    except OSError:
        return False
