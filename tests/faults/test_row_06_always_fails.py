"""Row 6: a handler that always fails for one update. Parked after three tries of its own; all others flow."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.faults.locking import locked
from tests.faults.raw_telegram import message
from tests.faults.wired import ALERT, APOLOGY, OPERATOR, Wire
from tests.world import wait_for

POISONS: dict[str, dict[str, Any]] = {
    "a date before all time": {"date": -(10**15)},
    "a message id that no database holds": {"message_id": 2**70},
    "a text that is no text": {"text": {"very": "new"}},
}
"""Each of them fails whenever it is handled, and only when it is handled."""


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_an_update_that_always_fails_is_parked_after_three_tries(
    wire: Wire, base: int, poison: dict[str, Any]
) -> None:
    ana, telegram, alerts = base, wire.telegram, wire.saying(OPERATOR, ALERT)
    telegram.give(message(base, ana, "/start"))
    wire.greeted(ana)
    others, asked = range(base + 100, base + 105), len(telegram.asked)
    poisoned = message(base + 1, ana, "/nonsense", **poison)
    telegram.give(poisoned, message(base + 2, ana, "/help"), *(message(n, n, "/start") for n in others))
    for one in others:
        wire.greeted(one)
    wire.told(ana, APOLOGY)
    wait_for(lambda: len(telegram.said_to(ana)) == 3, "a welcome, an apology and what came after", 30)
    wait_for(lambda: wire.saying(OPERATOR, ALERT) > alerts, "an alert", 30)
    wire.settled()
    row = wire.row(base + 1)
    chats = [one.chat for one in telegram.asked[asked:] if one.method == "sendMessage"]
    waited = [one for one in others if chats.index(one) > chats.index(ana)]
    print(f"\ntries {row['tries']}, others that waited for it {waited}, error: {row['error']}")
    assert (row["state"], row["tries"], json.loads(row["raw"])) == ("parked", 3, poisoned)
    assert (wire.saying(ana, APOLOGY), wire.saying(OPERATOR, ALERT)) == (1, alerts + 1)
    assert waited == [], "the others were answered only when it was given up"


def test_a_locked_database_is_not_a_try(wire: Wire, base: int) -> None:
    with locked(wire.program):
        wire.telegram.give(message(base, base, "/start"))
        time.sleep(2)  # what passes here is the time in which tries would be counted
        assert wire.telegram.unconfirmed == [base], "acknowledged what could not be stored"
    wire.greeted(base)
    wire.settled()
    row = wire.row(base)
    assert (row["tries"], row["state"], row["error"]) == (0, "done", "")
