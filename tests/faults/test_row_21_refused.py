"""400, each kind of it: what is as it should be counts as done, what is gone is made anew, what comes too
late is let be, and what cannot be read with its formatting goes without."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.faults.ledger import count
from tests.faults.outgoing import OUT, cards, doubts, settled, strike, words
from tests.faults.paired import Paired, paired
from tests.faults.topical import Topical, topical
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
UNREADABLE = (
    "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 7',
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("row21"), database()) as both:
        yield both


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Topical]:
    with topical(tmp_path_factory.mktemp("row21-topics"), database()) as several:
        yield several


def refuse(pair: Paired, name: str, description: str, count: int = 1) -> int:
    return strike(pair, OUT[name], "error", code=400, description=description, count=count)


@pytest.mark.parametrize("name", ["card", "edit"])
def test_not_modified_is_as_wanted(pair: Paired, name: str) -> None:
    out, failed = OUT[name], count(pair, "outbox WHERE state = 'refused'")
    seen = refuse(pair, name, NOT_MODIFIED)
    out.do(pair, words(name))
    struck = pair.struck("error", seen)
    pair.quiet()
    assert pair.calls(out.method, chat=struck["chat"], after=struck["seq"]) == [], "it is not asked again"
    assert count(pair, "outbox WHERE state = 'refused'") == failed
    settled(pair)


@pytest.mark.parametrize("said", ["message to edit not found", "message can't be edited"])
def test_a_card_that_is_gone_is_sent_anew(pair: Paired, said: str) -> None:
    seen = refuse(pair, "card", f"Bad Request: {said}")
    done = OUT["card"].do(pair, "")
    pair.struck("error", seen)
    wait_for(done.shown, "the next question, in a new message", 30)
    pair.quiet()
    stale, anew = cards(pair.customer, done.message)
    assert anew["text"] != stale["text"] and done.shown() == 1
    pair.customer.press({"message_id": anew["message_id"], "row": 0, "column": 0})
    wait_for(lambda: pair.customer.message(anew["message_id"])["text"] != anew["text"], "a card that lives")
    settled(pair)


def test_an_edit_of_what_is_gone_is_told_to_its_writer(pair: Paired) -> None:
    refuse(pair, "edit", "Bad Request: message to edit not found")
    text = words("edited")
    done = OUT["edit"].do(pair, text)
    answer = wait_for(
        lambda: [one for one in pair.customer.from_bot(done.message) if one["reply_to"] == done.message],
        "a word to its writer",
        30,
    )
    settled(pair)
    print(f"\ntold: {answer[0]['text']}")
    assert (done.shown(), len(answer)) == (0, 1)


def test_a_press_answered_too_late_still_counts_once(pair: Paired) -> None:
    seen = pair.newest_call()
    pair.fault("error", "answerCallbackQuery", count=3, code=400, description=TOO_OLD)
    done = OUT["card"].do(pair, "")
    struck = pair.struck("error", seen)
    wait_for(done.shown, "what the press does")
    pair.quiet()
    again = pair.calls("answerCallbackQuery", after=struck["seq"])
    settled(pair)
    assert (done.shown(), again) == (1, []), "it is let be"


@pytest.mark.parametrize("said", UNREADABLE)
def test_formatting_that_cannot_be_read_is_left_out(pair: Paired, said: str) -> None:
    text, told = words("bold"), doubts(pair)
    seen = refuse(pair, "text", said)
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    pair.customer.act("send", text=text, entities=bold)
    pair.struck("error", seen)
    wait_for(lambda: pair.copies(pair.therapist, text), "the plain words")
    settled(pair)
    (shown,) = [one for one in pair.therapist.from_bot() if one["text"] == text]
    assert not shown["entities"]
    assert doubts(pair) == told
    assert [row["state"] for row in pair.rows(text)] == ["sent"]


def test_a_topic_that_is_gone_is_made_anew_then_done_without_and_never_another(rooms: Topical) -> None:
    name = "Cleo"
    customer = rooms.room(name)
    customer.see("can write to each other")
    rooms.quiet()
    where = []
    for text in (words("as ever"), words("after a loss"), words("after two"), words("from then on")):
        customer.send(text)
        wait_for(lambda said=text: rooms.came(said), "the words", 30)  # type: ignore[misc]  # bound now
        rooms.quiet()
        (shown,) = rooms.came(text)
        where.append(rooms.topics()[shown["thread"]] if shown["thread"] else "the main chat")
        if shown["thread"]:
            rooms.therapist.act("topic/delete", thread=shown["thread"])
        else:
            above = rooms.therapist.message(shown["reply_to"])
            assert name in above["text"], "a line above says whose words these are"
    print(f"\n{', '.join(where)}")
    assert where == [name, name, "the main chat", "the main chat"]
