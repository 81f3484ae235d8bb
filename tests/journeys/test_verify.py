"""`roomline verify`: proves the chain, names the link that is broken, leaves nothing behind."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.ledger import read
from tests.journeys.house import await_quiet, fault
from tests.world import ROOT, Program, http, phone, wait_for

CHANGES_BY_ITSELF = {"epochs", "moments", "sqlite_sequence"}
"""The heartbeat, when updates last came in, and SQLite's memory of ids, which are not given out again."""


def everything(program: Program) -> dict[str, list[tuple[Any, ...]]]:
    tables = [row["name"] for row in read(program, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert "bookings" in tables
    found = {table: read(program, f"SELECT * FROM {table}") for table in tables}
    return {
        name: [tuple(row) for row in rows] for name, rows in found.items() if name not in CHANGES_BY_ITSELF
    }


def verify(program: Program, *words: str) -> tuple[int, list[dict[str, Any]]]:
    done = program.run("verify", "--json", *words)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def probes(program: Program) -> int:
    tables = ("people", "therapists", "bookings", "rooms", "messages")
    return sum(len(read(program, f"SELECT 1 FROM {table} WHERE probe")) for table in tables)


def verify_people(program: Program) -> list[str]:
    return [
        one["first_name"] for one in http("GET", f"{program.world}/world/people") if one["note"] == "verify"
    ]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Nobody has done anything in it, so nothing comes due there by itself while its tables are compared."""
    mine = Program(tmp_path_factory.mktemp("verify"))
    try:
        yield mine.start()
    finally:
        mine.stop()


def test_beside_a_running_program_it_leaves_no_row_behind(untouched: Program) -> None:
    program = untouched
    await_quiet(program)
    before = everything(program)
    code, links = verify(program)
    assert (code, [one["name"] for one in links if not one["holds"]]) == (0, [])
    assert len(links) == 11
    assert all(0 < one["milliseconds"] < 30_000 for one in links)
    assert {one["over"] for one in links} == {"wire", "database"}
    await_quiet(program)
    after = everything(program)
    assert {name for name in before if before[name] != after[name]} == set()
    assert verify_people(program) == []


@pytest.mark.slow
def test_it_speaks_plainly_too(untouched: Program) -> None:
    done = untouched.run("verify")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == "11 of 11 links hold. The chain is whole."


@pytest.mark.slow
def test_with_nothing_running_it_starts_its_own(own_program: Program) -> None:
    code, links = verify(own_program)
    assert (code, len(links)) == (0, 11)
    assert probes(own_program) == 0
    assert own_program.run("status").returncode == 1, "what it started still runs"


@pytest.mark.slow
def test_a_telegram_that_fails_breaks_the_link_it_breaks(program: Program) -> None:
    with fault(program.world, kind="500", method="sendMessage", rate=1):
        code, links = verify(program)
    assert code == 1
    broken = [one for one in links if not one["holds"]]
    assert [one["name"] for one in broken] == ["therapist joins by invite"]
    assert broken[0]["why"]
    assert links[-1]["name"] == "nothing left behind"
    assert links[-1]["holds"]
    assert (probes(program), verify_people(program)) == (0, [])


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_catalogue_with_nothing_in_it(own_program: Program, tmp_path: Path) -> None:
    own_program.start()
    roster = shutil.copytree(ROOT / "sample", tmp_path / "closed")
    services = roster / "services.csv"
    head, *rows = services.read_text().splitlines()
    services.write_text("\n".join([f"{head},active", *(f"{row},no" for row in rows)]) + "\n")
    said = own_program.run("import", str(roster))
    assert said.returncode == 0, said.stdout + said.stderr
    code, links = verify(own_program)
    assert code == 1
    assert [one["name"] for one in links if not one["holds"]] == ["booking requested"]
    assert (probes(own_program), verify_people(own_program)) == (0, [])


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_worker_that_dies_meanwhile_and_a_verify_that_does(own_program: Program) -> None:
    own_program.start()
    running = begin(own_program)
    wait_for(lambda: probes(own_program) > 0, "verify's people")
    own_program.kill_worker()
    out, errors = running.communicate(timeout=120)
    assert "Traceback" not in errors, errors
    links = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    print(*links, sep="\n")
    broken = [one["name"] for one in links if not one["holds"]]
    assert (running.returncode, len(links) > 1) == (1 if broken else 0, True), out + errors
    wait_for(lambda: own_program.run("status").returncode == 0, "a program that is well again", 60)
    wait_for(lambda: probes(own_program) == 0, "a worker that has cleaned up")

    running = begin(own_program)
    wait_for(lambda: probes(own_program) > 0, "verify's people")
    running.kill()
    running.communicate(timeout=30)
    own_program.stop()
    own_program.start()
    assert probes(own_program) == 0, "what a killed verify left is still there after the next start"
    code, _ = verify(own_program)
    assert (code, verify_people(own_program)) == (0, [])
    mia = phone(own_program.world, "customer")
    assert not [one for one in mia.chat() if "Verify" in one["text"]]


def begin(program: Program) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app", "verify", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=program.environment(),
        cwd=program.folder,
    )


def test_looking_does_not_write(program: Program) -> None:
    """The tests' own way into the database is read-only, so that none of the above can be its doing."""
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        read(program, "DELETE FROM bookings")
