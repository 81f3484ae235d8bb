"""FAULTS 44: `/forget` with messages still queued: cancelled, gone from the database and its log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.ledger import read
from tests.faults.paired import Paired, paired
from tests.world import wait_for

EARLIER = "the spare key is by the zzbanyan"
SAID, QUEUED = "the spare key is under the zzfrangipani", "and the dog is called zzbarong"


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Paired]:
    with paired(tmp_path) as both:
        yield both


def found(both: Paired, *words: str) -> set[str]:
    """Which of them stand anywhere in the database, its log, or what the program has logged."""
    files = [one for one in both.program.folder.iterdir() if one.is_file()]
    held = b"".join(one.read_bytes() for one in files)
    return {word for word in words if word.encode() in held}


@pytest.mark.slow
def test_44_forget_with_messages_still_queued(both: Paired) -> None:
    ana, maya = both.customer, both.therapist
    ana.edit(ana.send(EARLIER), SAID)
    maya.see(SAID)
    both.quiet()
    both.fault("429", "sendMessage", chat=maya.id, retry_after=600)
    ana.send(QUEUED)
    wait_for(lambda: read(both, "SELECT 1 FROM outbox WHERE state = 'queued'"), "a message that waits")
    assert found(both, SAID, QUEUED, EARLIER) == {SAID, QUEUED, EARLIER}

    ana.send("/forget")
    ana.click("Yes, erase everything")
    ana.click("Erase for good")
    ana.see("Everything about you has been erased")
    wait_for(lambda: not read(both, "SELECT 1 FROM outbox WHERE code = 'forget.done'"), "no farewell")
    wait_for(
        lambda: not found(both, SAID, QUEUED, "zzfrangipani", "zzbarong", "zzbanyan"), "nothing of her words"
    )
    assert both.rows(SAID) + both.rows(QUEUED) == []
    chats = read(both, f"SELECT 1 FROM people WHERE chat_id = '{ana.id}'")
    assert (chats, found(both, f'"{ana.id}"')) == ([], set())

    both.mend()
    before = max(one["message_id"] for one in ana.chat())
    ana.start()
    ana.see("book a visit", after=before)
    assert not [one for one in maya.from_bot() if QUEUED in one["text"]]
    (visit,) = read(both, "SELECT status, cancelled_by FROM bookings")
    assert visit["status"] == "cancelled"
