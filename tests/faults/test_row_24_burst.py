"""A burst of a thousand notices: all delivered, within what Telegram lets a bot send; people's messages go
before them, and nobody's line stands still."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.faults.ledger import count
from tests.faults.paired import Paired, paired
from tests.world import Phone, add_person, http, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

BURST, TALK = 1000, 12
BUDGET = 30.0
"""Messages a second (Telegram's limit for one bot)."""
MOST_AT_ONCE = 60
IN_ONE_CHAT = 45


def limits(pair: Paired, on: bool) -> int:
    """How many calls came too fast for the limits as they were until now."""
    refused = int(http("GET", f"{pair.world}/world/rates")["refused"])
    http("POST", f"{pair.world}/world/rates", {"on": on})
    return refused


def newcomers(pair: Paired) -> list[Phone]:
    with ThreadPoolExecutor(4) as hands:
        people = list(hands.map(lambda n: add_person(pair.world, f"Newcomer {n}"), range(BURST)))
        list(hands.map(Phone.start, people))
    return people


def sends(pair: Paired, after: int) -> list[dict[str, Any]]:
    """Those carried out, in order of time."""
    found = [one for one in pair.calls("sendMessage", after=after) if one["status"] == 200]
    return sorted(found, key=lambda one: float(one["started"]))


def test_a_thousand_notices_and_people_who_write_meanwhile(
    tmp_path: Path, database: Callable[[], str]
) -> None:
    with paired(tmp_path, database()) as pair:
        # Nothing can be sent until all of it waits: a burst of a thousand, however fast the machine is.
        pair.fault("500", "send*", rate=1)
        people = newcomers(pair)
        wait_for(
            lambda: count(pair, "outbox WHERE state <> 'sent' AND kind = 'notice'") >= BURST, "a line", 240
        )
        wait_for(lambda: count(pair, "updates WHERE state = 'pending'") == 0, "all handled", 240)
        limits(pair, on=True)
        seen, began = pair.newest_call(), time.time()
        pair.mend()
        said = {}
        for number in range(TALK):
            words = f"Overtaking {number}"
            said[words] = time.time()
            pair.customer.send(words)
            wait_for(lambda text=words: pair.copies(pair.therapist, text), words, 30)  # type: ignore[misc]  # bound now
        behind = count(pair, "outbox WHERE state <> 'sent' AND kind = 'notice'")
        pair.quiet(120)
        went, refused = sends(pair, seen), limits(pair, on=False)
        handed = {one["params"]["text"]: float(one["started"]) for one in went if "text" in one["params"]}
        late = sorted(handed[words] - at for words, at in said.items())
        took = float(went[-1]["started"]) - began
        welcomed = [one["chat"] for one in went if one["chat"] in {person.id for person in people}]
        print(
            f"\n{len(welcomed)} notices in {took:.1f} s ({len(went) / took:.1f} a second), {refused} refused;"
            f" people's messages after {late[len(late) // 2]:.2f} s, the last {late[-1]:.2f} s,"
            f" with {behind} notices still behind them"
        )
        assert len(set(welcomed)) == BURST and len(welcomed) == BURST, "each once"
        assert refused == 0
        assert behind > 0, "people's messages were not overtaking anything"
        assert len(went) <= MOST_AT_ONCE + BUDGET * took
        # Seconds for a notice are tenths for a message: 33 of the one stand before it, and none of the other.
        assert late[-1] < 5 < took


def test_many_to_one_chat_go_at_its_pace_and_hold_nobody_up(
    tmp_path: Path, database: Callable[[], str]
) -> None:
    with paired(tmp_path, database()) as pair:
        noisy = add_person(pair.world, "Noisy")
        noisy.start()
        noisy.see("book a visit")
        time.sleep(1)  # what was sent so far is forgotten by Telegram's count
        limits(pair, on=True)
        seen = pair.newest_call()
        asked = [noisy.send("/privacy") for _ in range(IN_ONE_CHAT)]
        wait_for(lambda: count(pair, "outbox WHERE error = '429' AND state <> 'sent'"), "too many", 60)
        late = []
        for number in range(TALK):
            began, words = time.time(), f"Beside it {number}"
            pair.customer.send(words)
            wait_for(lambda text=words: pair.copies(pair.therapist, text), words, 30)  # type: ignore[misc]  # bound now
            late.append(time.time() - began)
        wait_for(lambda: len(noisy.from_bot(asked[0])) == IN_ONE_CHAT, "all of it", 240)
        pair.quiet()
        went = [float(one["started"]) for one in sends(pair, seen) if one["chat"] == noisy.id]
        refused = limits(pair, on=False)
        gaps = [after - before for before, after in pairwise(went)]
        print(
            f"\n{len(went)} to one chat in {went[-1] - went[0]:.1f} s, {refused} refused, the longest pause"
            f" {max(gaps):.2f} s; beside it {sorted(late)[len(late) // 2]:.2f} s, the last {max(late):.2f} s"
        )
        assert len(went) == IN_ONE_CHAT
        assert refused <= 3, "once told, it keeps to the pace by itself"
        assert max(late) < 5
