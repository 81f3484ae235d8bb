"""A line that swallows everything, without a word, while updates are waited for: noticed, and mended."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

import pytest

from tests.faults.apart import Spoiled, apart, fetches
from tests.faults.ledger import count
from tests.world import http, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MENDED = 5.0
"""Seconds (FAULTS, row 25)."""
BLOWS = 4


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Spoiled]:
    with apart(tmp_path_factory.mktemp("row25"), database()) as both:
        yield both


def swallow_the_kept_one(pair: Spoiled) -> None:
    pair.wire.swallow()


def swallow_a_fresh_one(pair: Spoiled) -> None:
    """The line is cut, and the one opened in its place leads nowhere."""
    pair.wire.swallow_next = True
    pair.wire.cut()
    wait_for(lambda: not pair.wire.swallow_next, "a fresh connection", 10)


def hang_at_telegram_s(pair: Spoiled) -> None:
    """The line is sound, and nobody answers."""
    seen = pair.newest_call()
    pair.fault("hang_poll", "getUpdates", count=1)
    pair.struck("hang_poll", seen)


@pytest.mark.parametrize("blow", [swallow_the_kept_one, swallow_a_fresh_one, hang_at_telegram_s])
def test_it_is_noticed_and_mended(pair: Spoiled, blow: Callable[[Spoiled], None]) -> None:
    chance, taken = random.Random(25), []
    for number in range(BLOWS):
        text = f"Into the dark {number}, {blow.__name__}"
        seen = pair.newest_call()
        wait_for(lambda after=seen: fetches(pair.telegram, after), "a sound poll", 20)  # type: ignore[misc]  # bound now
        time.sleep(chance.uniform(0, 2))  # a random moment of a poll
        blow(pair)
        began = time.monotonic()
        pair.customer.send(text)
        wait_for(lambda said=text: _stored(pair, said), "the update in the database", 30)  # type: ignore[misc]  # bound now
        taken.append(time.monotonic() - began)
        wait_for(lambda said=text: pair.copies(pair.therapist, said) == 1, "the copy", 30)  # type: ignore[misc]  # bound now
    pair.quiet()
    print(f"\n{blow.__name__}: mended after {', '.join(f'{one:.2f}' for one in taken)} s")
    assert max(taken) < MENDED
    assert http("GET", f"{pair.program.web}/healthz")["ok"]
    assert all(len(pair.rows(f"Into the dark {n}, {blow.__name__}")) == 1 for n in range(BLOWS))


def _stored(pair: Spoiled, text: str) -> bool:
    return bool(count(pair, f"updates WHERE raw LIKE '%{text}%'"))
