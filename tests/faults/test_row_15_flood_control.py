"""429: that chat waits exactly as long as Telegram says, across restarts; all the others flow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.ledger import read
from tests.faults.outgoing import OUT, settled, strike, words
from tests.faults.paired import Paired, paired
from tests.world import http, skip_ahead, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SLACK = 2.0
"""Seconds by which the end of a wait may be noticed later, on a machine with other things to do."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("row15"), database()) as both:
        yield both


def to_her(pair: Paired, after: int) -> list[dict[str, Any]]:
    return pair.calls(chat=pair.therapist.id, after=after)


def others_flow(pair: Paired) -> None:
    asked = pair.customer.send("/privacy")
    wait_for(lambda: pair.customer.from_bot(asked), "somebody else's answer", 20)


@pytest.mark.parametrize("kind", ["429", "429_bare"])
@pytest.mark.parametrize("name", OUT)
def test_a_second_is_waited_whatever_was_to_be_sent(pair: Paired, name: str, kind: str) -> None:
    """`429_bare`: only the text says how long."""
    out, text = OUT[name], words(name)
    seen = strike(pair, out, kind, retry_after=2)
    done = out.do(pair, text)
    struck = pair.struck(kind, seen)
    wait_for(done.shown, f"the {name}", 20)
    again = pair.calls(out.method, chat=struck["chat"], after=struck["seq"])[0]
    settled(pair)
    waited = again["started"] - struck["finished"]
    print(f"\n{kind}, {name}: told to wait 2 s, waited {waited:.2f} s")
    assert 2 <= waited < 2 + SLACK
    assert done.shown() == 1
    between = [one for one in to_her(pair, struck["seq"]) if one["seq"] < again["seq"]]
    assert out.to_customer or between == [], "nothing else goes to that chat meanwhile"


@pytest.mark.parametrize(
    ("wait", "kind", "death"),
    [
        (1, "429", "kill_worker"),
        (60, "429_bare", "kill_worker"),
        (10_072, "429", "kill_tree"),
        (10_072, "429_bare", "kill_worker"),
    ],
)
def test_the_chat_waits_exactly_so_across_a_restart_and_others_flow(
    pair: Paired, wait: int, kind: str, death: str
) -> None:
    text, behind = words(f"{kind} for {wait} s"), words("behind it")
    seen = strike(pair, OUT["text"], kind, retry_after=wait)
    pair.customer.send(text)
    struck = pair.struck(kind, seen)
    until = wait_for(lambda: held_until(pair), "a wait that is written down")
    pair.customer.send(behind)
    told = http("GET", f"{pair.program.web}/clock")["now"] - time.time() + struck["finished"]
    print(f"\n{kind}: told to wait {wait} s, its row waits for {until - told:.2f} s")
    assert wait <= until - told < wait + SLACK
    others_flow(pair)
    getattr(pair, death)()
    others_flow(pair)
    if wait > 1:
        assert held_until(pair) == until, "the restart has changed nothing"
        skip_ahead(pair.program.web, until - http("GET", f"{pair.program.web}/clock")["now"] - SLACK)
        others_flow(pair)
        assert to_her(pair, struck["seq"]) == [], "not a moment too soon"
        skip_ahead(pair.program.web, SLACK)
    wait_for(lambda: pair.copies(pair.therapist, behind), "both", 30)
    pair.quiet()
    assert [pair.copies(pair.therapist, one) for one in (text, behind)] == [1, 1]
    came = [one["text"] for one in pair.therapist.from_bot() if one["text"] in (text, behind)]
    assert came == [text, behind], "in order"


def held_until(pair: Paired) -> float:
    """Epoch seconds, by the trial's clock; 0 where nothing waits."""
    rows = read(pair, "SELECT max(not_before) AS at FROM outbox WHERE state = 'queued' AND error = '429'")
    return float(rows[0]["at"] or 0) / 1e6
