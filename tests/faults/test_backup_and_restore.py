"""Copied while people write, put back while they wait, and on it goes: what came after the copy is missing
and nothing else, what waited in it is in doubt, and the way updates come is another one meanwhile."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from itertools import count as count_up
from pathlib import Path
from string import ascii_lowercase

import pytest

from tests.faults.ledger import Book, audit, count
from tests.faults.paired import Paired, paired
from tests.world import wait_for

pytestmark = pytest.mark.slow

WAITS = "this one waits in the copy"


@pytest.fixture
def pair(tmp_path: Path, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path, database()) as both:
        yield both


def under_load(pair: Paired, book: Book, work: Callable[[], None]) -> None:
    """The therapist writes on and on while `work` is done."""
    over = threading.Event()

    def talk() -> None:
        for number in count_up():
            # No digits: a row of them could be somebody's number in pieces, and be stopped.
            letters = "".join(ascii_lowercase[int(digit)] for digit in f"{number:04}")
            book.send(pair.therapist, pair.customer, f"meanwhile {letters}")
            if over.wait(0.15):
                return

    talking = threading.Thread(target=talk)
    talking.start()
    try:
        wait_for(lambda: len(book.lines) > 5, "a conversation")
        work()
    finally:
        over.set()
        talking.join(10)


def everything_has_arrived(pair: Paired, reader: str) -> Callable[[], bool]:
    return lambda: (
        count(pair, "updates WHERE state = 'pending'") == 0 and bool(pair.copies(pair.customer, reader))
    )


def damaged(copy: Path) -> Path:
    spoilt = copy.with_name("damaged")
    whole = copy.read_bytes()
    middle = len(whole) // 2
    spoilt.write_bytes(whole[:middle] + bytes(4096) + whole[middle + 4096 :])
    return spoilt


@pytest.mark.timeout(300)
def test_put_back_while_people_go_on(pair: Paired, tmp_path: Path) -> None:
    program, copy = pair.program, tmp_path / "copy"
    before, during, after, later = Book(), Book(), Book(), Book()
    before.send(pair.customer, pair.therapist, "there before the copy")
    before.send(pair.therapist, pair.customer, "back before the copy")
    pair.quiet()
    pair.fault("429", "sendMessage", chat=pair.therapist.id, retry_after=3600, count=1)
    waits = pair.customer.send(WAITS)
    wait_for(lambda: count(pair, f"messages WHERE text = '{WAITS}' AND state = 'queued'"), "one that waits")

    def copied() -> None:
        done = program.run("backup", str(copy))
        assert done.returncode == 0, done.stderr

    under_load(pair, during, copied)
    after.send(pair.therapist, pair.customer, "back after the copy")
    wait_for(everything_has_arrived(pair, "back after the copy"), "the last line")
    program.stop()

    refused = program.run("restore", str(damaged(copy)), "--yes")
    assert refused.returncode == 2 and str(copy.with_name("damaged")) in refused.stderr, refused.stderr
    done = program.run("restore", str(copy), "--yes", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["before"]

    program.env["ROOMLINE_TELEGRAM__MODE"] = "webhook"
    program.start()
    pair.operator.see("put back from a copy")  # what waited in it has been seen to
    for who in (pair.customer, pair.therapist):
        later.send(who, pair.therapist if who is pair.customer else pair.customer, f"later, by {who.name}")
    pair.quiet()
    program.stop()
    del program.env["ROOMLINE_TELEGRAM__MODE"]
    program.start()
    later.send(pair.customer, pair.therapist, "and again as before")
    pair.quiet()

    whole = Book([*before.lines, *during.lines, *after.lines, *later.lines])
    found = audit(pair, whole, [pair.customer, pair.therapist, pair.operator])
    print("\n" + found.table(0, 0))
    lost = [line.text for line in found.lost]
    kept = [line.text for line in during.lines if line.text not in lost]
    print(f"{len(kept)} of {len(during.lines)} lines under way are in the copy, {len(lost)} came after it")
    assert lost == [line.text for line in during.lines[len(kept) :]] + ["back after the copy"]
    assert (found.doubled, found.unmarked, found.trespassed) == ([], [], [])
    shown = {one["text"] for phone in (pair.customer, pair.therapist) for one in phone.from_bot()}
    unshown = [line.text for line in whole.lines if line.text not in shown]
    assert unshown == [], "what is missing in the database had been delivered all the same"
    assert count(pair, f"messages WHERE text = '{WAITS}' AND state = 'uncertain'") == 1
    assert pair.copies(pair.therapist, WAITS) == 0, "sent again, although it may have been sent since"
    assert [one for one in pair.customer.from_bot() if one["reply_to"] == waits], "its writer was not told"
