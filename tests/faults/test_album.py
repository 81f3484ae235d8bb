"""An album whose parts come in two fetches, with a kill between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.ledger import count
from tests.journeys.house import Hire, hire, last, send
from tests.world import Program, wait_for


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("handled", [True, False], ids=["after the first is handled", "as it comes in"])
def test_it_is_one_album_in_order(tmp_path: Path, handled: bool) -> None:
    program = Program(tmp_path).start()
    try:
        studio = hire(program, tmp_path, Hire("Hedi"))
        customer, therapist = studio.customer("Paul"), studio.therapists[0]
        studio.pair(customer, therapist)
        studio.quiet()
        before = last(therapist)
        send(customer, kind="photo", text="one", media_group="g")
        if handled:
            wait_for(lambda: count(program, "messages WHERE album <> ''"), "the first part")
        program.kill_worker()
        for text in ("two", "three"):
            send(customer, kind="photo", text=text, media_group="g")
        customer.send("these three")
        therapist.see("these three", after=before)
        got = therapist.from_bot(before)
        assert [one["text"] for one in got] == ["one", "two", "three", "these three"]
        groups = [one["media_group"] for one in got]
        assert len({*groups[:3]}) == 1 and groups[0] and groups[3] is None
    finally:
        program.stop()
