"""413: never tried again, its writer is told, and the line goes on. In Telegram's words and as a page's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.faults.outgoing import OUT, settled, strike, words
from tests.faults.paired import Paired, paired
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("row22"), database()) as both:
        yield both


@pytest.mark.parametrize("name", [name for name, out in OUT.items() if out.persons])
def test_it_is_not_tried_again(pair: Paired, name: str) -> None:
    out, text, behind = OUT[name], words(name), words("behind it")
    seen = strike(pair, out, "error", code=413, description="Request Entity Too Large", count=5)
    done = out.do(pair, text)
    pair.struck("error", seen)
    wait_for(
        lambda: [one for one in pair.customer.from_bot(done.message) if one["reply_to"] == done.message],
        "a word to its writer",
    )
    struck = [one for one in pair.calls(out.method, chat=pair.therapist.id, after=seen) if one["fault"]]
    pair.mend()
    pair.customer.send(behind)
    wait_for(lambda: pair.copies(pair.therapist, behind), "the line goes on")
    settled(pair)
    told = [one["text"] for one in pair.customer.from_bot(done.message) if one["reply_to"] == done.message]
    print(f"\n{name}: asked {len(struck)} times; its writer is told {told}")
    assert (len(struck), done.shown(), len(told)) == (1, 0, 1)
    assert {row["state"] for row in pair.rows(text)} == {"refused"}


def test_a_notice_is_not_tried_again_and_its_reader_s_line_goes_on(pair: Paired) -> None:
    out = OUT["notice"]
    seen = strike(pair, out, "error", code=413, description="Request Entity Too Large", count=1)
    done = out.do(pair, "")
    pair.struck("error", seen)
    asked = pair.customer.send("/help")
    wait_for(lambda: pair.customer.from_bot(asked), "the next answer")
    settled(pair)
    refused = [one for one in pair.calls(out.method, chat=pair.customer.id, after=seen) if one["fault"]]
    assert len(refused) == 1
    assert not any(
        "Telegram" in one["text"] and one["message_id"] < asked
        for one in pair.customer.from_bot(done.message)
    )
