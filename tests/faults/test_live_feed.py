"""200 who follow 20 channels while the program is killed: each sees every fact once and in one order."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import held
from tests.faults.busy_studio import BusyStudio
from tests.faults.followers import Crowd, Follower
from tests.faults.ledger import await_quiet
from tests.world import Program, wait_for

KILLS, EACH, CHANNELS = 3, 10, 20


def order_of(program: Program, channel: str) -> list[str]:
    """What the database holds of a channel, in the order of its cursors."""
    only = "" if channel == "all" else f" WHERE channel = '{channel}'"
    rows = held.rows(program.url, f"SELECT txid, id FROM events{only} ORDER BY txid, id")
    return [f"{row['txid']}-{row['id']}" for row in rows]


def channels_of(program: Program) -> list[str]:
    """Where something has happened, where the couples will write, and the one with everything."""
    rows = held.rows(program.url, "SELECT DISTINCT channel FROM events ORDER BY channel")
    known = [str(row["channel"]) for row in rows]
    pairs = [name.removeprefix("chat_rooms.").split("_") for name in known if name.startswith("chat_rooms.")]
    return ["all", *known, *(f"messages.customer_{customer}_therapist_{other}" for customer, other in pairs)]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_fact_once_and_in_order_through_kills(tmp_path: Path, database: Callable[[], str]) -> None:
    program = Program(tmp_path, url=database()).start()
    try:
        studio = BusyStudio(program, seed=3)
        studio.hire(tmp_path / "roster")
        talking = studio.live()
        wait_for(lambda: len(studio.couples) == 6, "six couples", 120)
        made = program.run("token", "create", "Screens", "--channel", "all", "--json")
        assert made.returncode == 0, made.stderr
        token = json.loads(made.stdout)["secret"]
        channels = channels_of(program)
        assert len(channels) == CHANNELS, channels
        followers = [Follower(channel, token) for channel in channels for _ in range(EACH)]
        crowd = Crowd(program.web, followers)
        crowd.start()
        studio.may_talk.set()
        for _ in range(KILLS):
            time.sleep(3)  # the blow's own moment: they talk and are followed meanwhile
            program.kill_worker()
        studio.end(talking)
        await_quiet(program)
        orders = {channel: order_of(program, channel) for channel in channels}
        try:
            wait_for(lambda: all(len(one.seen) >= len(orders[one.channel]) for one in followers), "all", 60)
        finally:
            crowd.stop()
    finally:
        program.stop()
    doubled = sum(sum(number - 1 for number in Counter(one.seen).values()) for one in followers)
    missed = sum(len(set(orders[one.channel]) - set(one.seen)) for one in followers)
    astray = [one for one in followers if one.seen != orders[one.channel]]
    print(
        f"\n{len(followers)} followers of {len(channels)} channels, {KILLS} kills, "
        f"{len(orders['all'])} facts: {sum(len(one.seen) for one in followers)} told, {missed} missed, "
        f"{doubled} doubled, {len(astray)} out of order; cut off {sum(one.cut for one in followers)} times"
    )
    assert (missed, doubled, len(astray)) == (0, 0, 0)
    assert all(one.cut for one in followers), "somebody whom no kill has cut off"
    assert len(orders["all"]) > 100
