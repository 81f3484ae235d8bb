"""Row 2: kill -9 after commit, before acknowledging. The redelivery changes nothing."""

from __future__ import annotations

import pytest

from tests.faults.ledger import count
from tests.faults.paired import Paired
from tests.faults.pressing import newcomer
from tests.main_job import fill_form
from tests.pictures import picture
from tests.world import wait_for

pytestmark = pytest.mark.slow


def keep_unacknowledged(pair: Paired) -> None:
    """From here on Telegram hears no confirmation; what the poll under way brings still gets through."""

    def a_poll_is_under_way() -> bool:
        polls = pair.calls("getUpdates")
        return bool(polls) and polls[-1]["finished"] is None and "offset" not in polls[-1]["params"]

    wait_for(a_poll_is_under_way, "a poll under way")
    pair.fault("cut_before", "getUpdates", rate=1)
    assert a_poll_is_under_way()


def test_killed_between_commit_and_acknowledgement(pair: Paired) -> None:
    keep_unacknowledged(pair)
    pair.customer.send("Said once")
    wait_for(lambda: [row["state"] for row in pair.rows("Said once")] == ["sent"], "the copy")
    assert pair.unacknowledged() == 1, "the update was acknowledged, so nothing is shown here"
    before = count(pair, "updates")
    pair.kill_worker()
    pair.mend()
    wait_for(lambda: pair.unacknowledged() == 0, "the acknowledgement")
    pair.quiet()
    assert count(pair, "updates") == before
    assert len(pair.rows("Said once")) == pair.copies(pair.therapist, "Said once") == 1
    print("\nfetched twice: 1 update, 1 message, 1 copy")


@pytest.mark.parametrize("turn", range(3))
def test_killed_as_soon_as_it_is_stored(pair: Paired, turn: int) -> None:
    """Before, in or after the handler: whatever the moment, once."""
    keep_unacknowledged(pair)
    text = f"Stored and killed, {turn}"
    known = count(pair, "updates")
    pair.customer.send(text)
    pair.answer(f"Back: {text}")
    wait_for(lambda: count(pair, "updates") > known, "the update in the journal")
    pair.kill_worker()
    pair.mend()
    wait_for(lambda: pair.unacknowledged() == 0, "the acknowledgement")
    pair.quiet()
    for said, reader in ((text, pair.therapist), (f"Back: {text}", pair.customer)):
        (row,) = pair.rows(said)
        copies = pair.copies(reader, said)
        assert (row["state"], copies) == ("sent", 1) or (row["state"] == "uncertain" and copies <= 1)


def test_a_request_that_comes_again_is_one_booking(pair: Paired) -> None:
    bea = newcomer(pair, "Bea")
    send = fill_form(bea, stop_before="Send request")
    known = count(pair, "bookings")
    keep_unacknowledged(pair)
    bea.press(send)
    wait_for(lambda: count(pair, "bookings") > known, "the booking")
    # What was in flight at the kill would be told twice, as it may be.
    wait_for(lambda: not count(pair, "outbox WHERE state IN ('queued', 'sending')"), "all told")
    assert pair.unacknowledged() >= 1
    pair.kill_worker()
    pair.mend()
    wait_for(lambda: pair.unacknowledged() == 0, "the acknowledgement")
    pair.quiet()
    figures = [count(pair, table) - known for table in ("bookings", "offers", "rooms")]
    print(f"\nbookings, offers, rooms: {figures}")
    assert figures == [1, 1, 1]
    assert len([one for one in pair.therapist.from_bot() if "Bea" in one["text"]]) == 1


def test_a_photo_that_comes_again_is_carried_once(pair: Paired) -> None:
    keep_unacknowledged(pair)
    pair.customer.send_photo(picture(3), "A picture, once")
    wait_for(lambda: pair.copies(pair.therapist, "A picture, once"), "the copy")
    assert pair.unacknowledged() >= 1
    pair.kill_worker()
    pair.mend()
    wait_for(lambda: pair.unacknowledged() == 0, "the acknowledgement")
    pair.quiet()
    assert len(pair.rows("A picture, once")) == pair.copies(pair.therapist, "A picture, once") == 1
