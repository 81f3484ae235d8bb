"""Row 3: kill -9 before, during and after a send. A notice is sent after the restart, at most one
per chat doubled; a person's message is sent, or marked uncertain when it was in flight, and we never
double it."""

from __future__ import annotations

from functools import partial
from itertools import count as numbers

import pytest

from tests.faults.ledger import read
from tests.faults.paired import Paired
from tests.faults.pressing import newcomer
from tests.journeys.house import last
from tests.pictures import picture
from tests.world import Phone, wait_for

pytestmark = pytest.mark.slow

FAULTS = ("timeout_before", "slow", "timeout_after")
"""The call has no effect · it has one late, or none, if the caller has gone · it has one and says nothing."""
DOUBT = "did not say whether this reached"
NOTICES = 5
_turn = numbers()


def say(pair: Paired, text: str, kind: str) -> int:
    if kind == "photo":
        return pair.customer.send_photo(picture(1), text)
    return pair.customer.send(text)


def doubted(pair: Paired, message_id: int) -> dict[str, object]:
    """The notice, in reply to the message, that asks its sender what to do."""

    def look() -> dict[str, object] | None:
        told = [one for one in pair.customer.from_bot(message_id) if DOUBT in one["text"]]
        return next((one for one in told if one["reply_to"] == message_id), None)

    found: dict[str, object] = wait_for(look, "a word about the doubtful message", 30)
    return found


def decide(pair: Paired, notice: dict[str, object], label: str) -> None:
    """Pressed twice, as people do."""
    place = pair.customer.button(label, after=int(str(notice["message_id"])) - 1)
    pair.customer.press(place)
    pair.customer.press(place)


@pytest.mark.parametrize(
    ("fault", "kind", "decision"),
    [
        ("timeout_before", "text", "Send again"),
        ("timeout_before", "photo", "Leave it"),
        ("slow", "text", "Leave it"),
        ("slow", "photo", "Send again"),
        ("timeout_after", "text", "Send again"),
        ("timeout_after", "photo", "Leave it"),
    ],
)
def test_a_message_in_flight_is_uncertain_and_its_sender_decides(
    pair: Paired, fault: str, kind: str, decision: str
) -> None:
    text, after = f"Message {next(_turn)}: {fault}, {kind}", pair.newest_call()
    method = "copyMessage" if kind == "photo" else "sendMessage"
    pair.fault(fault, method, chat=pair.therapist.id, count=1, seconds=3)
    sent = say(pair, text, kind)
    pair.struck(fault, after)
    pair.kill_worker()
    pair.mend()
    notice = doubted(pair, sent)
    pair.quiet()
    arrived = pair.copies(pair.therapist, text)
    (row,) = pair.rows(text)
    assert (row["state"], arrived <= 1) == ("uncertain", True)
    decide(pair, notice, decision)
    settled = "sent" if decision == "Send again" else "discarded"
    wait_for(lambda: pair.rows(text)[0]["state"] == settled, settled, 30)
    pair.quiet()
    copies = pair.copies(pair.therapist, text)
    print(f"\n{fault}, {kind}: arrived {arrived}, after {decision!r} {copies}")
    assert copies == arrived + (1 if settled == "sent" else 0)
    assert len(pair.rows(text)) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_notice_in_flight_is_sent_again(pair: Paired, fault: str) -> None:
    after = pair.newest_call()
    pair.fault(fault, "sendMessage", chat=pair.customer.id, count=1, seconds=3)
    asked = pair.customer.send("/privacy")
    pair.struck(fault, after)
    pair.kill_worker()
    pair.mend()
    wait_for(lambda: pair.customer.from_bot(asked), "the notice", 30)
    pair.quiet()
    shown = [one["text"] for one in pair.customer.from_bot(asked)]
    print(f"\n{fault}: shown {len(shown)} times")
    assert 1 <= len(shown) <= 2
    assert len(set(shown)) == 1


def test_of_a_line_of_notices_one_in_each_chat_is_doubled_at_most(pair: Paired) -> None:
    """Each asks for five; the blow falls while in every chat one is on its way."""
    readers = [pair.customer, pair.therapist, *(newcomer(pair, name) for name in ("Rita", "Sari", "Tuti"))]
    asked, after = {one.id: last(one) for one in readers}, pair.newest_call()
    for reader in readers:
        pair.fault("timeout_after", "sendMessage", chat=reader.id, count=1, seconds=3)
        for _ in range(NOTICES):
            reader.send("/privacy")
    unanswered = partial(without_answer, pair, after)
    wait_for(lambda: len(unanswered()) == len(readers), "an unanswered send in every chat", 30)
    pair.kill_worker()
    pair.mend()
    pair.quiet()
    shown = [len(one.from_bot(asked[one.id])) for one in readers]
    print(f"\n{NOTICES} notices in each of {len(readers)} chats, one unanswered at the kill: shown {shown}")
    assert all(NOTICES <= number <= NOTICES + 1 for number in shown)


def without_answer(pair: Paired, after: int) -> list[dict[str, object]]:
    return [one for one in pair.calls("sendMessage", after=after) if one["fault"] == "timeout_after"]


def test_killed_before_the_send_it_is_sent_once(pair: Paired) -> None:
    """Committed, and not yet taken: another message of the same chat is in flight."""
    after = pair.newest_call()
    pair.fault("timeout_before", "sendMessage", chat=pair.therapist.id, count=1, seconds=30)
    first, second = f"In flight {next(_turn)}", f"In line {next(_turn)}"
    sent = pair.customer.send(first)
    pair.struck("timeout_before", after)
    pair.customer.send(second)
    wait_for(lambda: pair.rows(second), "the second in the database")
    pair.kill_worker()
    pair.mend()
    wait_for(lambda: pair.copies(pair.therapist, second), "the second", 30)
    decide(pair, doubted(pair, sent), "Leave it")
    pair.quiet()
    assert (pair.copies(pair.therapist, first), pair.copies(pair.therapist, second)) == (0, 1)
    assert [row["state"] for row in pair.rows(second)] == ["sent"]


@pytest.mark.parametrize(("fault", "arrived"), [("cut_before", 0), ("cut_after", 1)])
def test_a_cut_line_leaves_the_message_to_its_sender(pair: Paired, fault: str, arrived: int) -> None:
    """Without any kill: nothing tells the two apart, so nothing is repeated."""
    text = f"Cut {next(_turn)}"
    pair.fault(fault, "sendMessage", chat=pair.therapist.id, count=1)
    sent = pair.customer.send(text)
    notice = doubted(pair, sent)
    pair.quiet()
    assert pair.copies(pair.therapist, text) == arrived
    decide(pair, notice, "Leave it")
    pair.quiet()
    assert pair.copies(pair.therapist, text) == arrived
    assert [row["state"] for row in pair.rows(text)] == ["discarded"]


def test_a_card_in_flight_is_changed_once_more(pair: Paired) -> None:
    """An edit may be repeated as often as one likes: the card says what it should, and stands once."""
    after = pair.newest_call()
    asked = pair.customer.send("/book")
    wait_for(lambda: cards(pair.customer, asked), "the form")
    pair.fault("timeout_after", "editMessageText", chat=pair.customer.id, count=1, seconds=3)
    (card,) = cards(pair.customer, asked)
    pair.customer.press({"message_id": card["message_id"], "row": 0, "column": 0})
    pair.struck("timeout_after", after)
    pair.kill_worker()
    pair.mend()
    pair.quiet()
    (changed,) = cards(pair.customer, asked)
    assert changed["text"] != card["text"]
    pair.customer.send("/cancel")
    pair.quiet()


def cards(customer: Phone, after: int) -> list[dict[str, object]]:
    return [one for one in customer.from_bot(after) if one["buttons"]]


def test_the_whole_tree_killed_with_a_message_in_flight(pair: Paired) -> None:
    text, notice_at = f"Everything died {next(_turn)}", pair.newest_call()
    pair.fault("slow", "sendMessage", chat=pair.therapist.id, count=1, seconds=3)
    sent = pair.customer.send(text)
    pair.struck("slow", notice_at)
    waiting = pair.customer.send(f"And this waited: {text}")
    pair.kill_tree()
    pair.mend()
    notice = doubted(pair, sent)
    pair.quiet()
    assert pair.copies(pair.therapist, text) <= 1
    assert pair.copies(pair.therapist, f"And this waited: {text}") == 1, waiting
    decide(pair, notice, "Leave it")
    pair.quiet()
    assert pair.copies(pair.therapist, text) <= 1
    states = read(pair, "SELECT state, count(*) AS n FROM outbox GROUP BY state")
    print("\n" + ", ".join(f"{row['n']} {row['state']}" for row in states))
