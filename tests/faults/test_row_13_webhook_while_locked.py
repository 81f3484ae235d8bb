"""Row 13: a webhook while the database is locked. 503 with `Retry-After: 1`, nothing half-done."""

from __future__ import annotations

import time

import pytest

from tests.faults.bringing import brought
from tests.faults.ledger import count
from tests.faults.locking import locked
from tests.faults.paired import Paired
from tests.faults.raw_telegram import message
from tests.world import http, wait_for

pytestmark = pytest.mark.slow

LINES = 5


def test_503_and_all_of_it_once_when_the_lock_is_gone(hooked: Paired) -> None:
    token = http("GET", f"{hooked.world}/world/bot")["token"]
    known = count(hooked, "updates")

    def told() -> str:
        info = http("GET", f"{hooked.world}/bot{token}/getWebhookInfo")["result"]
        return str(info.get("last_error_message", ""))

    with locked(hooked.program):
        for number in range(LINES):
            hooked.customer.send(f"while it is locked {number}")
        answer = brought(hooked, message(1, hooked.customer.id, "/help"))
        wait_for(told, "an answer to Telegram while the database is locked", 20)
        assert "503" in told()
        assert hooked.unacknowledged() == LINES
        assert count(hooked, "updates") == known
    released = time.monotonic()
    wait_for(lambda: hooked.unacknowledged() == 0, "all of it taken", 20)
    resumed = time.monotonic() - released
    hooked.quiet()
    seen = [one["text"] for one in hooked.therapist.from_bot() if "while it is locked" in one["text"]]
    print(f"\nanswered {answer}, {told()!r}; taken again {resumed:.2f} s after the lock was gone")
    assert answer == (503, "1")
    assert seen == [f"while it is locked {number}" for number in range(LINES)]
    # The one that was brought by hand was refused as well, and nobody brings it again.
    assert count(hooked, "updates") == known + LINES
