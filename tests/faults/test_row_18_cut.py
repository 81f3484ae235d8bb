"""A line cut before it was carried out, cut after, and an answer that never comes.

Nothing tells these apart. What may come twice is repeated until it holds; a person's message never is, and
is shown as uncertain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.faults.outgoing import OUT, decide, doubted, doubts, settled, strike, words
from tests.faults.paired import Paired, paired
from tests.faults.topical import Topical, topical
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PLACES = {
    "cut_before": {},
    "cut_after": {},
    "timeout_after": {"seconds": 1},
    "timeout_before": {"seconds": 1},
}
FOR_GOOD = 30
"""Seconds: longer than anybody waits for an answer."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("row18"), database()) as both:
        yield both


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Topical]:
    with topical(tmp_path_factory.mktemp("row18-topics"), database()) as several:
        yield several


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", [name for name, out in OUT.items() if not out.persons])
def test_what_may_come_twice_is_repeated(pair: Paired, name: str, place: str) -> None:
    told, out, text = doubts(pair), OUT[name], words(name)
    seen = strike(pair, out, place, **PLACES[place])
    done = out.do(pair, text)
    struck = pair.struck(place, seen)
    wait_for(lambda: pair.calls(out.method, chat=struck["chat"], after=struck["seq"]), "once more", 30)
    wait_for(done.shown, f"the {name}", 30)
    settled(pair)
    shown = done.shown()
    print(f"\n{name}, {place}: shown {shown} times")
    assert shown == (2 if place.endswith("after") and name == "notice" else 1)
    assert doubts(pair) == told


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", [name for name, out in OUT.items() if out.persons])
def test_a_persons_message_is_left_to_its_writer(pair: Paired, name: str, place: str) -> None:
    text, out, arrived = words(name), OUT[name], int(place.endswith("after"))
    seen = strike(pair, out, place, **PLACES[place])
    done = out.do(pair, text)
    struck = pair.struck(place, seen)
    asked = doubted(pair, done.message)
    pair.quiet()
    assert not pair.calls(out.method, chat=pair.therapist.id, after=struck["seq"]), "repeated blindly"
    assert done.shown() == arrived
    assert {row["state"] for row in pair.rows(text)} == {"uncertain"}
    decide(pair, asked, "Leave it" if arrived else "Send again")
    wait_for(done.shown, f"the {name}", 30)
    settled(pair)
    print(f"\n{name}, {place}: arrived {arrived}, in the end {done.shown()}")
    assert done.shown() == 1


@pytest.mark.parametrize("arrived", [0, 1])
def test_an_answer_that_never_comes_is_not_waited_for_for_good(pair: Paired, arrived: int) -> None:
    """The line stays open, and silent."""
    place, text = "timeout_after" if arrived else "timeout_before", words("never answered")
    strike(pair, OUT["text"], place, seconds=FOR_GOOD)
    sent, behind = pair.customer.send(text), words("behind it")
    pair.customer.send(behind)
    asked = doubted(pair, sent)
    wait_for(lambda: pair.copies(pair.therapist, behind), "the line goes on")
    decide(pair, asked, "Leave it")
    settled(pair)
    assert pair.copies(pair.therapist, text) == arrived


@pytest.mark.parametrize(
    ("kind", "more"),
    [*PLACES.items(), ("429", {"retry_after": 2}), ("500", {}), ("502", {})],
    ids=[*PLACES, "429", "500", "502"],
)
def test_a_topic_is_to_be_made_and_the_words_come_once_and_to_no_other_room(
    rooms: Topical, kind: str, more: dict[str, float]
) -> None:
    """The topic may be there or not; a flood is waited out, as anything else to that chat would have to."""
    name, text = f"Customer {kind}", words(kind)
    seen = rooms.newest_call()
    rooms.fault(kind, "createForumTopic", chat=rooms.therapist.id, count=1, **more)
    customer = rooms.room(name)
    struck = rooms.struck(kind, seen)
    customer.send(text)
    wait_for(lambda: rooms.came(text), "the words", 30)
    rooms.quiet()
    (shown,) = rooms.came(text)
    assert shown["thread"] is None or rooms.topics()[shown["thread"]] == name
    assert doubts_of(rooms, customer.id) == 0
    if kind == "429":
        again = rooms.calls(chat=rooms.therapist.id, after=struck["seq"])[0]
        assert again["started"] - struck["finished"] >= 2
    opened = [one for one in rooms.therapist.from_bot() if name in one["text"] and "can write" in one["text"]]
    print(f"\n{kind}: in the {'main chat' if shown['thread'] is None else 'topic'}, told {len(opened)} times")
    assert len(opened) == 1


def doubts_of(rooms: Topical, person: int) -> int:
    one = next(one for one in rooms.others if one.id == person)
    return sum("did not say whether" in said["text"] for said in one.from_bot())
