"""Killed at random moments, and what that finds in a program that acknowledges first."""

from __future__ import annotations

import http.client as http_client
import os
import random
import time
from pathlib import Path

import pytest

from tests.faults.busy_studio import BusyStudio
from tests.faults.ledger import Audit, audit, await_quiet
from tests.world import Program, http, wait_for

IN_PEACE = 0.8
"""How often the program may come up again before the next kill; else it is killed while it starts."""


def seed_of_this_run() -> int:
    return int(os.environ.get("ROOMLINE_TEST_SEED") or random.SystemRandom().randrange(1_000_000))


def await_working(program: Program) -> None:
    wait_for(lambda: healthy(program.web), "a program that works again", 120)


def healthy(web: str) -> bool:
    try:
        return bool(http("GET", f"{web}/healthz", timeout=5)["ok"])
    except (OSError, http_client.HTTPException, AssertionError):
        return False


def kill_through(
    program: Program, folder: Path, seed: int, kills: int, *, paired_first: bool = False
) -> Audit:
    """`paired_first`: the blows begin when every couple has its room; nobody could get there through them."""
    studio = BusyStudio(program, seed)
    studio.hire(folder / "roster")
    threads = studio.live()
    if paired_first:
        wait_for(lambda: len(studio.couples) == len(studio.customers), "six couples", 120)
    studio.may_talk.set()
    chance = random.Random(seed)
    for _ in range(kills):
        # Not a wait for something: the moment itself is what is random here.
        time.sleep(chance.uniform(0.02, 2.0))
        program.kill_worker()
        if chance.random() < IN_PEACE:
            await_working(program)
    studio.end(threads)
    await_quiet(program)
    found = audit(program, studio.book, studio.phones)
    print("\n" + found.table(seed, kills))
    return found


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_acknowledging_first_is_caught(tmp_path: Path) -> None:
    """The same blows against a program that acknowledges before it stores: they must find what it loses."""
    program = Program(tmp_path, wiring="tests.faults.acknowledge_first").start()
    try:
        found = kill_through(program, tmp_path, seed=4, kills=4, paired_first=True)
    finally:
        program.stop()
    assert found.lost, "the kills did not find a single loss in a program that acknowledges first"
