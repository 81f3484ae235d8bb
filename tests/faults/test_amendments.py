"""Edits, reactions, deletions and live locations across a death of the program and silences of Telegram's:
each is repeated until it holds, because to repeat one changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.paired import Paired, paired
from tests.world import skip_ahead, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
HERE = {"latitude": -8.69, "longitude": 115.26}


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Paired]:
    with paired(tmp_path) as both:
        yield both


@pytest.mark.parametrize("silence", ["timeout_after", "cut_before"])
def test_what_was_in_flight_at_a_kill_holds_in_the_end(both: Paired, silence: str) -> None:
    ana, maya = both.customer, both.therapist
    words, gone = ana.send("at five"), ana.send("not this")
    copy = maya.see("at five")["message_id"]
    maya.see("not this")
    both.quiet()
    for method in ("editMessageText", "setMessageReaction", "deleteMessage"):
        both.fault(silence, method, count=2, seconds=3)
    seen = both.newest_call()
    ana.edit(words, "at six")
    maya.react(copy, "👍")
    ana.send("/unsend", reply_to=gone)
    both.struck(silence, seen)
    both.kill_worker()
    wait_for(lambda: maya.message(copy)["text"] == "at six", "the edit")
    wait_for(lambda: [one["emoji"] for one in ana.message(words)["reactions"]] == ["👍"], "the reaction")
    wait_for(lambda: not both.copies(maya, "not this"), "the deletion")
    ana.see("Taken back")
    assert both.copies(maya, "at six") == 1


def test_a_live_location_stops_although_the_program_died_meanwhile(both: Paired) -> None:
    ana, maya = both.customer, both.therapist
    ends, stopped = (walk(both, period) for period in (600, 86400))
    both.quiet()
    both.kill_tree()
    ana.edit(stopped, latitude=-8.71, longitude=115.28)
    ana.stop(stopped)
    skip_ahead(both.program.web, 601)
    two = [one["message_id"] for one in maya.from_bot() if one["kind"] == "live_location"]
    wait_for(lambda: not any(maya.message(one)["live"] for one in two), "both stopped")
    both.quiet()
    assert maya.message(two[1])["location"] == {"latitude": -8.71, "longitude": 115.28}
    calls = both.calls("stopMessageLiveLocation", chat=maya.id)
    assert len(calls) == 2, "each is stopped by hand, once"
    assert ends


def walk(both: Paired, period: int) -> int:
    body: dict[str, Any] = {"kind": "live_location", **HERE, "live_period": period}
    sent = int(both.customer.act("send", **body)["message_id"])
    both.therapist.seen("live_location", after=sent)
    return sent
