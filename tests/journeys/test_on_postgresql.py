"""The main job with the database on a server, and the commands that ask or open it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.ledger import read
from tests.faults.paired import await_warm
from tests.storage import postgres
from tests.world import ROOT, Program, wait_for


@pytest.fixture(scope="module")
def program(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    made = Program(tmp_path_factory.mktemp("on-postgresql"), url=asyncio.run(server.database()))
    try:
        made.start()
        yield made
    finally:
        made.stop()


def test_the_main_job(program: Program) -> None:
    proof = [sys.executable, str(ROOT / "tests" / "prove_main_job.py"), json.dumps(program.line)]
    done = subprocess.run(proof, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr + program.log()[-3000:]
    print(done.stdout)
    states = {row["status"] for row in read(program, "SELECT status FROM rooms WHERE NOT probe")}
    assert states == {"expired"}
    exported = json.loads(program.run("export", "messages").stdout)
    assert [(one["message"], one["messageType"], one["deliveryState"]) for one in exported] == [
        ("Is there parking at the studio? 🚗", "text", "sent"),
        ("Yes, behind the house", "text", "sent"),
        ("This is my knee", "photo", "sent"),
        ("Are you still there?", "text", "refused"),  # the room was over, and its writer was told
    ]


@pytest.mark.slow
def test_verify_leaves_no_row_behind(program: Program) -> None:
    await_warm(program)  # its room lives one second, which a parent that imports can use up
    done = program.run("verify")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "11 of 11 links hold. The chain is whole.")
    for table in ("people", "bookings", "rooms", "messages"):
        assert read(program, f"SELECT 1 FROM {table} WHERE probe") == []


@pytest.mark.slow
def test_other_commands_ask_it_and_a_second_run_is_refused(program: Program, tmp_path: Path) -> None:
    assert program.run("status").returncode == 0
    refused = program.run("run", "--headless")
    assert refused.returncode == 2
    assert f"already running on postgresql:///{postgres.name_of(program.url)}: process" in refused.stderr
    elsewhere = tmp_path / "config.yaml"
    elsewhere.write_text("")
    other = program.run("rooms", "list", ROOMLINE_CONFIG=str(elsewhere))
    assert other.returncode == 2
    assert "already running" in other.stderr and "roomline " in other.stderr


def test_a_worker_that_is_killed_has_its_database_again(program: Program) -> None:
    first = program.kill_worker()
    wait_for(lambda: program.worker() != first and program.run("status").returncode == 0, "a new worker")
    assert "Traceback" not in program.log()
