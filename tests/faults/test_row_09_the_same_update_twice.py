"""Row 9: the same update twice, at once, by webhook. One effect, two 200s."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier

import pytest

from tests.faults.bringing import brought
from tests.faults.ledger import count
from tests.faults.paired import Paired
from tests.faults.raw_telegram import message
from tests.world import wait_for

pytestmark = pytest.mark.slow

UPDATES = 20
FIRST = 5_000_000


def test_brought_twice_at_once_it_is_one(hooked: Paired) -> None:
    known, together = count(hooked, "updates"), Barrier(2)
    chat, words = hooked.customer.id, [f"Brought twice {number}" for number in range(UPDATES)]

    def bring(number: int) -> int:
        together.wait()
        return brought(hooked, message(FIRST + number, chat, words[number]))[0]

    with ThreadPoolExecutor(2) as hands:
        answers = list(chain.from_iterable(hands.map(bring, [number] * 2) for number in range(UPDATES)))
    wait_for(lambda: hooked.copies(hooked.therapist, words[-1]), "the last copy")
    hooked.quiet()
    rows = [len(hooked.rows(one)) for one in words]
    copies = [hooked.copies(hooked.therapist, one) for one in words]
    stored = count(hooked, "updates") - known
    print(f"\n{len(answers)} × {set(answers)}: {stored} updates, {sum(rows)} messages, {sum(copies)} copies")
    assert (len(answers), set(answers)) == (2 * UPDATES, {200})
    assert (stored, rows, copies) == (UPDATES, [1] * UPDATES, [1] * UPDATES)
