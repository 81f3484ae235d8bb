"""The program with a webhook: killed at random moments, its database locked, from polling to it and back."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.paired import paired
from tests.faults.test_kill import await_working, kill_through, seed_of_this_run
from tests.world import Program, http, phone, wait_for

WEBHOOK = {"ROOMLINE_TELEGRAM__MODE": "webhook"}


def calls(program: Program, method: str, after: int = 0) -> list[dict[str, object]]:
    found = http("GET", f"{program.world}/world/calls?after={after}")
    return [one for one in found if one["method"] == method]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_at_random_moments_with_a_webhook(tmp_path: Path) -> None:
    seed, kills = seed_of_this_run(), 8
    print(f"\nseed {seed} (ROOMLINE_TEST_SEED repeats it)")
    program = Program(tmp_path, env=WEBHOOK).start()
    try:
        found = kill_through(program, tmp_path, seed, kills, paired_first=True)
        polled = calls(program, "getUpdates")
    finally:
        program.stop()
    assert polled == []
    assert found.sent > 60, found.sent
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    assert (found.bookings, found.rooms, found.offers, found.alerts) == (6, 6, 6, 6)
    assert (found.pending, found.parked) == (0, 0)


@pytest.mark.slow
def test_13_locked_while_telegram_brings_updates(tmp_path: Path) -> None:
    """503 with `Retry-After: 1`, nothing half-done, and all of it there a second after the lock is gone."""
    with (
        paired(tmp_path, **WEBHOOK) as pair,
        closing(sqlite3.connect(pair.program.database, timeout=5)) as other,
    ):
        other.isolation_level = None
        other.execute("BEGIN EXCLUSIVE")
        for number in range(5):
            pair.customer.send(f"while it is locked {number}")
        token = http("GET", f"{pair.world}/world/bot")["token"]

        def told() -> str:
            info = http("GET", f"{pair.world}/bot{token}/getWebhookInfo")["result"]
            return str(info.get("last_error_message", ""))

        wait_for(told, "an answer to Telegram while the database is locked", 20)
        assert "503" in told()
        assert pair.unacknowledged() == 5
        other.execute("ROLLBACK")
        released = time.monotonic()
        wait_for(lambda: pair.unacknowledged() == 0, "all of it taken", 20)
        resumed = time.monotonic() - released
        pair.quiet()
        seen = [one["text"] for one in pair.therapist.from_bot() if "while it is locked" in one["text"]]
        print(f"\ntaken again after {resumed:.2f} s")
        assert seen == [f"while it is locked {number}" for number in range(5)]


@pytest.mark.slow
def test_from_polling_to_a_webhook_and_back_nothing_is_lost(tmp_path: Path) -> None:
    program, sent, seen = Program(tmp_path), list[str](), 0
    for turn, mode in enumerate(("polling", "webhook", "polling")):
        program.env = {"ROOMLINE_TELEGRAM__MODE": mode}
        program.start()
        try:
            await_working(program)
            customer = phone(program.world, "customer")
            if not turn:
                customer.start()
            for number in range(3):
                customer.send(f"/help {turn}{number}")
                sent.append(f"/help {turn}{number}")
            wait_for(lambda: _handled(program.database) == len(sent), f"{len(sent)} handled", 30)
            assert calls(program, "getUpdates" if mode == "webhook" else "setWebhook", seen) == []
            seen = http("GET", f"{program.world}/world/calls?after={seen}")[-1]["seq"]
        finally:
            program.stop()


def _handled(database: Path) -> int:
    with closing(sqlite3.connect(database, timeout=5)) as look:
        row = look.execute(
            "SELECT count(*) FROM updates WHERE raw LIKE '%/help %' AND state = 'done'"
        ).fetchone()
    return int(row[0])
