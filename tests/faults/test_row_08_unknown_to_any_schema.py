"""Row 8: an update no schema knows, first in a batch of 21. Stored raw and parked; the twenty flow."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.faults.raw_telegram import message
from tests.faults.wired import ALERT, OPERATOR, Wire
from tests.world import wait_for

UNKNOWN: dict[str, dict[str, Any]] = {
    "of a new kind": {"quantum_message": {"id": 1}},
    "of no kind": {},
    "of a known kind in a new shape": {"message": ["not", "an", "object"]},
    "with numbers beyond 64 bits": {"message": {"chat": {"id": 2**80}, "date": 2**90}},
}


@pytest.mark.parametrize("content", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_an_update_no_schema_knows_first_in_a_batch_of_21(
    wire: Wire, base: int, content: dict[str, Any]
) -> None:
    odd, people, alerts = (
        {"update_id": base} | content,
        range(base + 1, base + 21),
        wire.saying(OPERATOR, ALERT),
    )
    began = time.monotonic()
    wire.telegram.give(odd, *(message(n, n, "/start") for n in people))
    for one in people:
        wire.greeted(one)
    print(f"\n20 of 20 answered after {time.monotonic() - began:.2f} s")
    wait_for(lambda: wire.saying(OPERATOR, ALERT) > alerts, "an alert", 30)
    wire.settled()
    row = wire.row(base)
    assert (row["state"], json.loads(row["raw"])) == ("parked", odd)


HARDLY = {
    "cut in the middle": '{{"update_id":{},"message":{{"message_id":7,"da}}',
    "nested beyond any stack": '{{"update_id":{},"message":' + "[" * 20_000 + "]" * 20_000 + "}}",
    "a lone half of an emoji": '{{"update_id":{},"message":{{"text":"\\ud83c"}}}}',
}


@pytest.mark.parametrize("text", HARDLY.values(), ids=HARDLY.keys())
def test_an_update_that_is_hardly_json_first_in_a_batch_of_21(wire: Wire, base: int, text: str) -> None:
    people = range(base + 1, base + 21)
    rest = [(n, json.dumps(message(n, n, "/start"))) for n in people]
    wire.telegram.give_raw((base, text.format(base)), *rest)
    for one in people:
        wire.greeted(one)
    wire.settled()
    assert wire.row(base)["state"] == "parked"
