"""Row 14: 500 messages from one person in 10 s. That person is slowed with one notice; others' p99 is
unchanged; nothing accepted is dropped."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.faults.crowding import crowding
from tests.faults.ledger import read
from tests.faults.paired import Paired, paired
from tests.main_job import pair
from tests.world import Phone, add_person, skip_ahead, wait_for

pytestmark = pytest.mark.slow

FLOOD, WITHIN, A_MINUTE, CALM = 500, 10.0, 40, 30
SLACK = 1.0
"""Seconds. In one line with the flood others would wait for all of it, which is ten."""
NOTICE = "faster than I may pass on"
FLOODED = "SELECT 1 FROM messages WHERE text LIKE 'flood %'"


def test_five_hundred_messages_from_one_person(tmp_path: Path, database: Callable[[], str]) -> None:
    with paired(tmp_path, database(), ROOMLINE_ROOMS__MESSAGES_A_MINUTE=str(A_MINUTE)) as flooded:
        other = add_person(flooded.world, "Budi")
        other.start()
        other.see("book a visit")
        pair(other, flooded.therapist)
        lines = [f"flood {number}" for number in range(FLOOD)]
        before = latencies(flooded, other, "before")
        skip_ahead(flooded.program.web, 61)
        began = time.monotonic()
        with ThreadPoolExecutor(1) as hands:
            flood = hands.submit(pour, flooded.customer, lines)
            during = latencies(flooded, other, "during")
            crowded, took = crowding(), flood.result()
        flooded.customer.see(NOTICE)
        wait_for(lambda: len(read(flooded, FLOODED)) == FLOOD, "all of it kept")
        flooded.quiet()
        here, allowed = arrived(flooded), A_MINUTE * (1 + (time.monotonic() - began) / 60)
        assert here == lines[: len(here)], "the first first"
        assert A_MINUTE <= len(here) <= allowed, "no more than the rules say"
        for _ in range(FLOOD // A_MINUTE + 1):
            skip_ahead(flooded.program.web, 61)
        wait_for(lambda: flooded.copies(flooded.therapist, lines[-1]), "the last of the flood", 120)
        assert arrived(flooded) == lines, "everything, once, in order"
        told = [one for one in flooded.customer.from_bot() if NOTICE in one["text"]]
        print(f"\n{FLOOD} messages in {took:.1f} s: {len(arrived(flooded))} arrived, {len(told)} notice")
        print(
            f"others' messages: before {shown(before)}, during {shown(during)}; crowded {crowded:.1f} times"
        )
        assert len(told) == 1
        assert max(during) < (max(before) + SLACK) * crowded, "others waited for the flood"


def pour(customer: Phone, lines: list[str]) -> float:
    """As evenly as they can be typed; seconds it took."""
    began = time.monotonic()
    for number, line in enumerate(lines):
        time.sleep(max(0.0, began + WITHIN * number / len(lines) - time.monotonic()))
        customer.send(line)
    return time.monotonic() - began


def latencies(flooded: Paired, other: Phone, when: str) -> list[float]:
    """Seconds from a message's sending to its copy's being handed to Telegram."""
    sent = {}
    for number in range(CALM):
        text = f"calm {when} {number}"
        sent[text] = time.time()
        other.send(text)
        wait_for(partial(flooded.copies, flooded.therapist, text), "a copy", 30)
    copies = {one["params"].get("text"): one["started"] for one in flooded.calls("sendMessage")}
    return [copies[text] - at for text, at in sent.items()]


def shown(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {ordered[len(ordered) // 2] * 1000:.0f} ms, worst {ordered[-1] * 1000:.0f} ms"


def arrived(flooded: Paired) -> list[str]:
    return [one["text"] for one in flooded.therapist.from_bot() if one["text"].startswith("flood")]
