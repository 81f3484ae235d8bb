"""A clock that is set back by hours: what was to wait for seconds still waits for seconds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.paired import paired
from tests.world import skip_ahead, wait_for

pytestmark = pytest.mark.slow


def test_a_flood_s_seconds_do_not_become_hours(tmp_path: Path) -> None:
    with paired(tmp_path) as pair:
        pair.fault("429", "sendMessage", chat=pair.therapist.id, retry_after=3)
        newest = pair.newest_call()
        pair.customer.send("Before the clock is set back")
        pair.struck("429", newest)
        began = time.monotonic()
        skip_ahead(pair.program.web, -2 * 3600)
        wait_for(lambda: pair.copies(pair.therapist, "Before the clock is set back"), "the copy", 20)
        assert time.monotonic() - began > 1, "and the flood is still waited out"
