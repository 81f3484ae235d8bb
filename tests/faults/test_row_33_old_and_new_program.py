"""FAULTS 33, by real programs: one whose migration is killed half-way leaves a database that the old one
works on; on what it has finished the old one does not start; and there is a way back."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage import migrate
from tests.faults.ledger import Book, audit, count
from tests.faults.newer_program import REVISION, STATEMENTS, newer
from tests.faults.paired import Paired, fell, paired
from tests.world import Program, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def pair(tmp_path: Path, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path, database()) as both:
        yield both


def of_tomorrow(pair: Paired, tmp_path: Path) -> Program:
    gate = tmp_path / "gate"
    gate.mkdir()
    env = pair.program.env | {"PYTHONPATH": str(newer(tmp_path / "newer")), "TOMORROWS_GATE": str(gate)}
    return Program(pair.program.folder, env=env, url=pair.program.url)


def held_at(program: Program, number: int) -> Path:
    gate = Path(program.env["TOMORROWS_GATE"])
    for one in gate.iterdir():
        one.unlink()
    (gate / f"stop-{number}").touch()
    return gate / f"at-{number}"


@pytest.mark.timeout(400)
def test_killed_half_way_and_back_again(pair: Paired, tmp_path: Path) -> None:
    book, old, new = Book(), pair.program, of_tomorrow(pair, tmp_path)
    book.send(pair.customer, pair.therapist, "before tomorrow")
    pair.quiet()
    old.stop()
    for number in (2, STATEMENTS):
        at = held_at(new, number)
        new.spawn()
        wait_for(at.exists, f"statement {number}")
        fell(new)
    old.start()
    book.send(pair.therapist, pair.customer, "the old one works on what was left")
    pair.quiet()
    old.stop()

    held_at(new, 99)
    new.start()
    book.send(pair.customer, pair.therapist, "and the new one where it was killed")
    pair.quiet()
    refused_while_it_runs = new.run("migrate", "--back", "--yes")
    assert refused_while_it_runs.returncode == 2 and "already running" in refused_while_it_runs.stderr
    new.stop()
    assert count(pair, "tomorrow") == 2 and count(pair, "people WHERE shoe_size = 42") > 2

    for command in (("run", "--headless"), ("migrate",), ("export", "bookings")):
        said = old.run(*command)
        assert said.returncode == 2 and said.stdout == "", said.stdout
        assert REVISION in said.stderr and "newer program" in said.stderr, said.stderr
        assert "Traceback" not in said.stderr

    going = killed_on_its_way_back(new)
    assert going.returncode == -signal.SIGKILL
    assert count(pair, "tomorrow") == 2, "a killed way back has changed something"
    held_at(new, 99)
    back = new.run("migrate", "--back", "--yes")
    assert f"is at revision {migrate.head()}, and was at {REVISION}" in back.stdout, back.stderr
    assert "2 rows of tomorrow" in back.stdout and "people.shoe_size" in back.stdout
    old.start()
    book.send(pair.therapist, pair.customer, "as before")
    pair.quiet()
    found = audit(pair, book, [pair.customer, pair.therapist, pair.operator])
    print("\n" + found.table(0, 4))
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    assert found.delivered == found.sent == 4


def killed_on_its_way_back(new: Program) -> subprocess.Popen[bytes]:
    """The first time it goes back is a trial, undone to see what would be lost: killed in the second."""
    at_2 = held_at(new, 2)
    gate = at_2.parent
    words = [sys.executable, "-m", "app", "migrate", "--back", "--yes"]
    going = subprocess.Popen(words, env=new.environment(), cwd=new.folder, stdin=subprocess.DEVNULL)
    wait_for(at_2.exists, "the trial")
    (gate / "stop-1").touch()
    for one in (gate / "at-1", at_2, gate / "stop-2"):
        one.unlink()
    wait_for((gate / "at-1").exists, "the way back")
    (gate / "stop-2").touch()
    (gate / "stop-1").unlink()
    wait_for(at_2.exists, "the middle of the way back")
    going.kill()
    going.wait(10)
    return going
