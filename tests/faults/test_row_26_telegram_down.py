"""Telegram away for twenty seconds, in every way of being away: found again before two more have passed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.faults.apart import Spoiled, apart, fetches
from tests.faults.ledger import Book, audit, count
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

AWAY = 20.0
FOUND = 2.0
"""Seconds (both of FAULTS, row 26)."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Spoiled]:
    with apart(tmp_path_factory.mktemp("row26"), database()) as both:
        yield both


def refuse(pair: Spoiled, away: bool) -> None:
    if away:
        pair.wire.refuse()
        pair.wire.cut()
    else:
        pair.wire.listen()


def swallow(pair: Spoiled, away: bool) -> None:
    """Connections are taken, and lead nowhere; those of that time never come to life again."""
    pair.wire.swallow_all = away
    if away:
        pair.wire.swallow()


def cut(pair: Spoiled, away: bool) -> None:
    """Whatever is asked is cut off."""
    if away:
        pair.fault("down", "*")
    else:
        pair.mend()


@pytest.mark.parametrize("how", [refuse, swallow, cut])
def test_away_for_twenty_seconds(pair: Spoiled, how: Callable[[Spoiled, bool], None]) -> None:
    book = Book()
    uncertain = count(pair, "messages WHERE state = 'uncertain'")
    how(pair, True)
    began = time.monotonic()
    for number in range(3):
        book.send(pair.customer, pair.therapist, f"{how.__name__}: said {number} while nobody listened")
    time.sleep(AWAY - (time.monotonic() - began))  # the blow itself
    seen, back = pair.newest_call(), time.time()
    how(pair, False)
    first = wait_for(lambda: fetches(pair.telegram, seen), "a fetch", 30)[0]
    book.send(pair.therapist, pair.customer, f"{how.__name__}: said afterwards")
    pair.quiet()
    print(f"\n{how.__name__}: the first fetch {first['finished'] - back:.2f} s after its return")
    found = audit(pair, book, [pair.customer, pair.therapist])
    assert (found.lost, found.doubled, found.unmarked) == ([], [], [])
    # What came in just before is sent into the silence: nobody knows, and its writer is told so.
    assert found.delivered + found.states["uncertain"] - uncertain == len(book.lines)
    assert first["finished"] - back < FOUND
