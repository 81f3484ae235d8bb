"""Row 12: an album split over two fetches with a kill between. One album, in order."""

from __future__ import annotations

import pytest

from tests.faults.ledger import count
from tests.faults.paired import Paired
from tests.journeys.house import last
from tests.world import wait_for

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("handled", [True, False], ids=["after the first is handled", "as it comes in"])
def test_it_is_one_album_in_order(pair: Paired, handled: bool) -> None:
    before, known = last(pair.therapist), count(pair, "messages WHERE album <> ''")
    group = f"g{handled}"
    pair.customer.send_kind("photo", text="one", media_group=group)
    if handled:
        wait_for(lambda: count(pair, "messages WHERE album <> ''") > known, "the first part")
    pair.program.kill_worker()
    for text in ("two", "three"):
        pair.customer.send_kind("photo", text=text, media_group=group)
    pair.customer.send("these three")
    pair.therapist.see("these three", after=before)
    pair.quiet()
    got = pair.therapist.from_bot(before)
    groups = [one["media_group"] for one in got]
    print(f"\n{[one['text'] for one in got]} in {len(set(groups[:3]))} album")
    assert [one["text"] for one in got] == ["one", "two", "three", "these three"]
    assert len({*groups[:3]}) == 1 and groups[0] and groups[3] is None
