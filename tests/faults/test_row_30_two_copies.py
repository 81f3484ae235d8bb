"""FAULTS 30: two copies of the program on one database: the second refuses to start, naming the first."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.ledger import Book, audit
from tests.faults.paired import Paired, children, paired
from tests.world import Program, wait_for

pytestmark = pytest.mark.slow
ROUNDS = 3


@pytest.fixture
def pair(tmp_path: Path, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path, database()) as both:
        yield both


def copy_of(program: Program, folder: Path) -> Program:
    """Another one, from a folder of its own, on the same database; ports of its own."""
    folder.mkdir(exist_ok=True)
    return Program(folder, url=program.url)


def refusal(program: Program) -> str:
    """What it says for not starting."""
    assert program.process is not None and program.process.stdout is not None
    with program.process as process:
        assert process.stdout is not None and process.stdout.read() == "", "it said that it is ready"
        assert process.wait(30) == 2
    return program.log()


def test_the_second_refuses_and_the_first_goes_on(pair: Paired, tmp_path: Path, engine: str) -> None:
    book = Book()
    second = copy_of(pair.program, tmp_path / "second")
    second.spawn()
    book.send(pair.customer, pair.therapist, "while somebody else tries")
    said = refusal(second)
    assert pair.program.process is not None
    first = pair.program.process.pid if engine == "sqlite" else pair.program.worker()
    assert "already running on" in said and f"{first}" in said and "since 2" in said, said
    pair.quiet()
    found = audit(pair, book, [pair.customer, pair.therapist, pair.operator])
    assert (found.lost, found.unmarked, found.doubled, found.delivered) == ([], [], [], 1)


def test_by_another_name_of_the_file(pair: Paired, tmp_path: Path, engine: str) -> None:
    if engine != "sqlite":
        pytest.skip("a server's database has no file to be linked to")
    (tmp_path / "elsewhere").mkdir()
    alias = tmp_path / "elsewhere" / "other.db"
    alias.symlink_to(pair.program.database)
    second = Program(tmp_path / "elsewhere", url=f"sqlite:///{alias}")
    second.spawn()
    assert "already running on" in refusal(second)


def test_started_at_the_same_instant(tmp_path: Path, database: Callable[[], str]) -> None:
    """Also where neither has made the database yet."""
    ready = []
    for number in range(ROUNDS):
        url = database() or f"sqlite:///{tmp_path / str(number) / 'roomline.db'}"
        folders = [tmp_path / f"{number}{name}" for name in "ab"]
        for folder in folders:
            folder.mkdir()
        both = [Program(folder, url=url) for folder in folders]
        for one in both:
            one.spawn()
        lines = [one.process.stdout.readline() for one in both if one.process and one.process.stdout]
        ready.append(sum(bool(line) for line in lines))
        for one, line in zip(both, lines, strict=True):
            if line:
                one.line = json.loads(line)
                one.stop()
            else:
                assert "already running on" in refusal(one)
    print(f"\n{ROUNDS} times two at once: ready were {ready}")
    assert ready == [1] * ROUNDS


def test_while_a_dead_ones_worker_lives(tmp_path: Path, database: Callable[[], str], engine: str) -> None:
    """The parent is gone, its worker hangs in the middle of its work: nobody opens the database beside it."""
    first = Program(tmp_path, url=database(), wiring="tests.faults.outliving").start()
    process, worker = first.process, first.worker()
    assert process is not None
    (tmp_path / "hang").touch()
    wait_for((tmp_path / "hung").exists, "a worker that hangs")
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    try:
        second = copy_of(first, tmp_path / "second")
        second.spawn()
        said = refusal(second)
        assert "already running on" in said and str(worker) in said, said
        assert Path(f"/proc/{worker}").exists()
    finally:
        os.kill(worker, signal.SIGKILL)
        with contextlib.suppress(AttributeError):
            process.stdout.close()  # type: ignore[union-attr]  # it was piped
    wait_for(lambda: not Path(f"/proc/{worker}").exists() or _zombie(worker), "its end", 10)
    third = copy_of(first, tmp_path / "third").start()
    assert third.process is not None and children(third.process.pid)
    third.stop()


def _zombie(pid: int) -> bool:
    return " Z " in Path(f"/proc/{pid}/stat").read_text()
