"""500, 502 and 504, the latter two as a gateway's HTML page.

A 500 is the server's own "no": everything goes again. A gateway says only that it heard nothing: what may
be said twice goes again, and a person's message is left to its writer (docs/adr/0004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.faults.ledger import count
from tests.faults.outgoing import OUT, decide, doubted, doubts, settled, strike, words
from tests.faults.paired import Paired, paired
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

REPEATS = 8
"""More than what is given up elsewhere: a gateway can be ill for long."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("row16"), database()) as both:
        yield both


@pytest.mark.parametrize("name", OUT)
def test_500_and_everything_goes_again(pair: Paired, name: str) -> None:
    told = doubts(pair)
    strike(pair, OUT[name], "500", count=3)
    done = OUT[name].do(pair, words(name))
    wait_for(done.shown, f"the {name}", 30)
    settled(pair)
    assert (done.shown(), doubts(pair)) == (1, told)


@pytest.mark.parametrize("code", ["502", "504"])
@pytest.mark.parametrize("name", [name for name, out in OUT.items() if not out.persons])
def test_a_page_and_what_may_come_twice_goes_again(pair: Paired, name: str, code: str) -> None:
    strike(pair, OUT[name], code, count=2)
    done = OUT[name].do(pair, words(name))
    wait_for(done.shown, f"the {name}", 30)
    settled(pair)
    assert done.shown() == 1


@pytest.mark.parametrize(
    ("name", "code", "after_effect"),
    [
        ("text", "502", False),
        ("text", "502", True),
        ("text", "504", True),
        ("photo", "504", False),
        ("album", "502", True),
    ],
)
def test_a_page_and_a_persons_message_goes_again_when_its_writer_says_so(
    pair: Paired, name: str, code: str, after_effect: bool
) -> None:
    text = words(name)
    seen = strike(pair, OUT[name], code, after_effect=after_effect)
    done = OUT[name].do(pair, text)
    pair.struck(code, seen)
    asked = doubted(pair, done.message)
    pair.quiet()
    assert done.shown() == after_effect, "nothing says which, so nothing is repeated"
    decide(pair, asked, "Leave it" if after_effect else "Send again")
    wait_for(done.shown, "the message", 30)
    settled(pair)
    assert done.shown() == 1
    assert len(pair.rows(text)) == 1


def test_a_gateway_that_is_ill_for_long_and_the_notice_is_not_given_up(pair: Paired) -> None:
    strike(pair, OUT["notice"], "502", count=REPEATS)
    done = OUT["notice"].do(pair, "")
    wait_for(done.shown, "the notice", 60)
    settled(pair)
    assert done.shown() == 1
    assert count(pair, "outbox WHERE state = 'uncertain' AND kind = 'notice'") == 0
