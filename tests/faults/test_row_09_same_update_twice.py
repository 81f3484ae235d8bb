"""The same update twice, at once, by webhook to two replicas: one effect, two 200s."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.fleet_load import Note, live_through
from tests.faults.ledger import count
from tests.fleet import fleet
from tests.storage.postgres import Server

TALK = 8.0


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_everything_comes_to_two_replicas_at_once(tmp_path: Path, server: Server) -> None:
    """Presses, requests and lines: each goes to both, and neither is answered before both have answered."""
    with fleet(tmp_path, server, 2, mode="webhook") as both:
        both.door.to_all, both.door.patience = True, 30.0

        def talk(note: Note) -> str:
            time.sleep(TALK)  # they talk
            return f"{TALK:.0f} s of talk"

        lived = live_through(both, tmp_path, 9, talk, "everything to both")
        answers, stored = both.door.answers, count(both, "updates")
        print(f"  {stored} updates stored; answers by replica and status: {dict(answers)}")
        assert set(both.door.statuses()) == {200}
        assert len(answers) == 2 and set(answers.values()) == {stored}
    lived.nothing_wrong()
    assert lived.audit.sent > 40
    assert lived.audit.delivered == lived.audit.sent
    assert lived.audit.doubled_notices == 0
