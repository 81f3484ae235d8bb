"""Five hundred messages from one person, all at once: that person is slowed, and nobody else notices."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.faults.ledger import read
from tests.faults.paired import paired
from tests.main_job import pair
from tests.world import add_person, skip_ahead, wait_for

pytestmark = pytest.mark.slow

FLOOD, AT_ONCE = 500, 20


def test_five_hundred_messages_from_one_person(tmp_path: Path) -> None:
    with paired(tmp_path, ROOMLINE_ROOMS__MESSAGES_A_MINUTE=str(AT_ONCE)) as flooded:
        other, therapist = add_person(flooded.world, "Budi"), flooded.therapist
        other.start()
        other.see("book a visit")
        pair(other, therapist)
        lines = [f"flood {number}" for number in range(FLOOD)]
        with ThreadPoolExecutor(1) as hands:
            flood = hands.submit(lambda: [flooded.customer.send(line) for line in lines])
            for number in range(5):
                other.send(f"calm {number}")
                wait_for(partial(flooded.copies, therapist, f"calm {number}"), "a copy", 30)
            flood.result()
        flooded.customer.see("faster than I may pass on")
        wait_for(lambda: len(read(flooded, FLOODED)) == FLOOD, "all of it kept")
        flooded.quiet()
        arrived = [one["text"] for one in therapist.from_bot() if one["text"].startswith("flood")]
        assert arrived == lines[:AT_ONCE], "no more at once than the rules say, the first first"
        for _ in range(FLOOD // AT_ONCE + 1):
            skip_ahead(flooded.program.web, 61)
        wait_for(lambda: flooded.copies(therapist, lines[-1]), "the last of the flood", 120)
        arrived = [one["text"] for one in therapist.from_bot() if one["text"].startswith("flood")]
        assert arrived == lines, "everything, once, in order"
        told = [one for one in flooded.customer.from_bot() if "faster than I may pass on" in one["text"]]
        assert len(told) == 1


FLOODED = "SELECT 1 FROM messages WHERE text LIKE 'flood %'"
