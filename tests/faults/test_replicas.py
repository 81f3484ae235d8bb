"""Two and three replicas under load, killed, frozen and woken at random; and all of them from polling to a
webhook and back."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.faults.fleet_load import Note, RandomBlows, live_through
from tests.faults.test_kill import seed_of_this_run
from tests.fleet import Fleet, fleet
from tests.storage.postgres import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

BLOWS = 8


@pytest.mark.parametrize("mode", ["polling", "webhook"])
@pytest.mark.parametrize("replicas", [2, 3])
def test_killed_and_frozen_at_random(tmp_path: Path, server: Server, replicas: int, mode: str) -> None:
    seed = seed_of_this_run()
    print(f"\nseed {seed} (ROOMLINE_TEST_SEED repeats it)")
    with fleet(tmp_path, server, replicas, mode=mode) as whole:
        blows = RandomBlows(whole, random.Random(seed), BLOWS)
        lived = live_through(whole, tmp_path, seed, blows, f"{replicas} replicas, {mode}")
        print(f"  answers at the door: {dict(whole.door.statuses())}")
    lived.nothing_wrong()
    assert lived.waits.never == []
    assert lived.audit.sent > 100
    assert lived.audit.doubled_notices <= BLOWS * 9, (
        "more than one notice in flight in each of 9 chats at a blow"
    )


def test_from_polling_to_a_webhook_and_back_one_after_the_other(tmp_path: Path, server: Server) -> None:
    """While people write, and with some in the old mode and some in the new for a while."""
    with fleet(tmp_path, server, 2) as whole:
        lived = live_through(
            whole, tmp_path, 5, lambda note: switched(whole, note), "polling, webhook, polling"
        )
        print(f"  answers at the door: {dict(whole.door.statuses())}")
        assert whole.door.statuses()[200] > 20, "nothing came by the webhook"
    lived.nothing_wrong()
    assert lived.waits.never == []
    assert lived.audit.delivered == lived.audit.sent, "it was asked to end, and had time to"


def switched(whole: Fleet, note: Note) -> str:
    for mode in ("webhook", "polling"):
        whole.mode = mode
        for replica in whole.replicas:
            time.sleep(2)  # they talk
            note(f"one goes over to {mode}")
            replica.end()
            whole.start(replica)
    return "every replica ended and started anew, twice"
