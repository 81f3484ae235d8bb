"""Hundreds of blows at random moments: nothing is lost, nothing doubled, nobody sees what is not theirs."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.blows import PATIENCE, Blows
from tests.faults.busy_studio import BusyStudio
from tests.faults.ledger import Audit, audit, await_quiet
from tests.faults.paired import await_warm, fell, free_port
from tests.faults.test_kill import seed_of_this_run
from tests.world import Program, wait_for

SHORT, LONG, SHARDS = 20, 55, 4
EACH = [pytest.param(shard, marks=pytest.mark.leisurely if shard else ()) for shard in range(SHARDS)]


def weather(studio: BusyStudio, blows: Blows, number: int) -> Audit:
    """Three couples after three book through brief blows, then all talk through any: `number` of them."""
    threads = studio.live()
    studio.may_talk.set()
    for _ in range(number):
        everybody_talks = len(studio.couples) == len(studio.customers)
        (blows.any if everybody_talks and number > SHORT else blows.brief)(pause=1.2)
    blows.end()
    wait_for(lambda: len(studio.couples) == len(studio.customers) or studio.trouble, "six couples", PATIENCE)
    studio.end(threads)
    await_quiet(studio.program, 120)
    return audit(studio.program, studio.book, studio.phones)


def soak(folder: Path, url: str, seed: int, number: int) -> None:
    program = Program(folder, env={"ROOMLINE_SIMULATOR__PORT": str(free_port())}, url=url).start()
    blows = Blows(program, random.Random(seed))
    try:
        studio = BusyStudio(program, seed)
        studio.hire(folder / "roster")
        await_warm(program)
        found = weather(studio, blows, number)
    except BaseException:
        fell(program)  # asking it to end could hide what went wrong
        raise
    finally:
        print("\n".join(f"  {times:>3} {blow}" for blow, times in sorted(blows.dealt.items())))
    program.stop()
    print("\n" + found.table(seed, number))
    assert found.sent > 50, found.sent
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    assert (found.bookings, found.rooms, found.offers, found.alerts) == (6, 6, 6, 6)
    assert (found.pending, found.parked) == (0, blows.dealt["  malformed"])
    assert found.doubled_notices <= number * 9, "more than one notice in flight in each of 9 chats at a blow"


@pytest.mark.timeout(600)
def test_a_short_soak(tmp_path: Path, database: Callable[[], str]) -> None:
    seed = seed_of_this_run()
    print(f"\nseed {seed} (ROOMLINE_TEST_SEED repeats it)")
    soak(tmp_path, database(), seed, SHORT)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("shard", EACH)
def test_a_soak(tmp_path: Path, database: Callable[[], str], shard: int) -> None:
    """Together more than two hundred blows on each database."""
    seed = seed_of_this_run()
    print(f"\nseed {seed}, part {shard + 1} of {SHARDS} (ROOMLINE_TEST_SEED repeats it)")
    soak(tmp_path, database(), seed * SHARDS + shard, LONG)
