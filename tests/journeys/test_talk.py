"""From the request to the last word: what two people see of each other, and what they do not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.house import (
    HOUR,
    LATER,
    Hire,
    Studio,
    act,
    answer_to,
    bytes_of,
    hire,
    labels,
    last,
    reference_of,
    send,
    shown,
)
from tests.pictures import picture
from tests.world import Phone, Program, wait_for

NOT_CARRIED = {
    "contact": "neither of you sees who the other is",
    "story": "it shows whose it is",
    "paid_media": "What has to be paid for",
    "giveaway": "This kind of message cannot be passed on",
}


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return hire(program, tmp_path_factory.mktemp("talk"), Hire("Lia"), Hire("Nora"))


def formatting(message: dict[str, Any]) -> list[tuple[str, int, int]]:
    return sorted((one["type"], one["offset"], one["length"]) for one in message["entities"] or [])


def test_from_request_to_the_last_word(studio: Studio) -> None:
    customer, therapist = (
        studio.customer("Ida", last_name="Secret", username="ida_secret"),
        studio.therapists[0],
    )
    reference = studio.pair(customer, therapist)
    offer = therapist.see("You accepted")
    assert reference_of(offer) == reference
    assert not [one for one in labels(offer) if "Accept" in one or "Decline" in one], "answered, still open"

    marks = [
        {"type": "bold", "offset": 0, "length": 5},
        {"type": "italic", "offset": 11, "length": 7},
        {"type": "spoiler", "offset": 19, "length": 5},
    ]
    first = send(customer, text="Hello 🙋🏽 bending hurts", entities=marks)
    got = therapist.see("bending hurts")
    assert got["text"] == "Hello 🙋🏽 bending hurts"
    assert formatting(got) == sorted((one["type"], one["offset"], one["length"]) for one in marks)

    back = send(therapist, text="Since when?", reply_to=got["message_id"])
    seen = customer.see("Since when?")
    assert seen["reply_to"] == first, "the thread was lost on the way"
    send(customer, text="Tuesday", reply_to=seen["message_id"])
    assert therapist.see("Tuesday")["reply_to"] == back

    customer.send_photo(picture(3), "my knee")
    arrived = therapist.see("my knee")
    assert (arrived["kind"], bytes_of(therapist.world, arrived)) == ("photo", picture(3))
    therapist.send_photo(picture(4), "do this")
    arrived = customer.see("do this")
    assert (arrived["kind"], bytes_of(customer.world, arrived)) == ("photo", picture(4))
    nothing_gives_away(customer, therapist)

    before = last(customer), last(therapist)
    studio.skip(30 * HOUR)
    for person, other, id in ((customer, therapist, before[0]), (therapist, customer, before[1])):
        person.see(f"Your conversation with {other.name} has ended", after=id)
    late = customer.send("One more thing")
    answer_to(customer, late, f"Your conversation with {therapist.name} has ended")
    late = send(therapist, text="Yes?", reply_to=got["message_id"])
    answer_to(therapist, late, f"Your conversation with {customer.name} has ended")
    studio.quiet()
    assert not [one for one in therapist.from_bot() if "One more thing" in one["text"]]
    assert not [one for one in customer.from_bot() if "Yes?" in one["text"]]


def nothing_gives_away(customer: Phone, therapist: Phone) -> None:
    """Neither account, nor last name, nor username stands anywhere in what the other was shown."""
    text = repr(therapist.chat())
    assert "Secret" not in text
    assert "ida_secret" not in text
    assert str(customer.id) not in text
    assert str(therapist.id) not in repr(customer.chat())
    assert not [one for one in therapist.chat() + customer.chat() if one["forwarded"]]


def test_a_word_before_the_answer_and_a_question_back(studio: Studio) -> None:
    customer, therapist = studio.customer("Vito"), studio.therapists[1]
    before = last(therapist)
    studio.request(customer, whom=therapist.name)
    offer = therapist.see("New request", after=before)
    customer.send("I am on the second floor")
    assert therapist.see("second floor", after=before)
    send(therapist, text="Is there a lift?", reply_to=offer["message_id"])
    assert customer.see("Is there a lift?")
    therapist.click("Decline", after=before)
    ended = customer.see(f"Your conversation with {therapist.name} has ended")
    assert "not passed on to anybody else" in ended["text"]
    customer.click("Cancel the request")


def test_two_customers_and_one_therapist_are_never_mixed_up(studio: Studio) -> None:
    therapist = studio.therapists[0]
    one, two = studio.customer("Wim"), studio.customer("Xena")
    studio.pair(one, therapist)
    studio.pair(two, therapist, when=LATER)
    one.send("Wim here")
    anchor = therapist.see("Wim here")["message_id"]
    before = last(one), last(two)
    first = therapist.send("first line")
    therapist.send("second line")
    question = answer_to(therapist, first, "2 messages wait")
    assert [label.split(" ")[0] for label in labels(question)] == ["Wim", "Xena", "Do"]
    studio.quiet()
    assert not one.from_bot(before[0])
    assert not two.from_bot(before[1])
    therapist.click("Wim ·")
    one.see("second line")
    therapist.see("Writing to Wim until")
    assert shown(therapist, question["message_id"])["text"].endswith("Sent to Wim")
    therapist.send("third line")
    one.see("third line")
    got = [message["text"] for message in one.from_bot(before[0])]
    assert got == ["first line", "second line", "third line"]
    studio.quiet()
    assert not two.from_bot(before[1])
    # And back: each customer has only one room, so a plain line is enough. It ends Wim's turn.
    two.send("and I am Xena")
    seen = therapist.see("and I am Xena")
    therapist.see("You are no longer writing to Wim: there is something from Xena")
    asked = therapist.send("who gets this?")
    answer_to(therapist, asked, "1 message waits")
    send(therapist, text="hello Xena", reply_to=seen["message_id"])
    two.see("hello Xena")
    send(therapist, text="hello Wim", reply_to=anchor)
    one.see("hello Wim")
    therapist.click("Do not send")
    studio.quiet()
    for person in (one, two):
        assert not [message for message in person.from_bot() if "who gets this?" in message["text"]]
    assert not [message for message in one.from_bot() if "Xena" in message["text"]]


@pytest.mark.parametrize(("kind", "why"), NOT_CARRIED.items())
def test_what_is_not_carried_is_explained_in_reply(
    studio: Studio, couple: tuple[Phone, Phone], kind: str, why: str
) -> None:
    customer, therapist = couple
    before = last(therapist)
    sent = send(customer, kind=kind)
    answer_to(customer, sent, why)
    studio.quiet()
    assert not therapist.from_bot(before)


def test_an_edit_changes_what_the_other_has_and_says_nothing(
    studio: Studio, couple: tuple[Phone, Phone]
) -> None:
    customer, therapist = couple
    sent = customer.send("at five")
    seen = therapist.see("at five")
    before = last(customer)
    act(customer, "edit", message_id=sent, text="at six")
    wait_for(lambda: shown(therapist, seen["message_id"])["text"] == "at six", "the edit")
    studio.quiet()
    assert last(therapist) == seen["message_id"] and not customer.from_bot(before)


def test_an_edit_that_changes_nothing_is_no_edit(studio: Studio, couple: tuple[Phone, Phone]) -> None:
    """Telegram reports a link's preview so."""
    customer, _ = couple
    sent = customer.send("see you there")
    act(customer, "edit", message_id=sent, text="see you there")
    studio.quiet()
    assert not [one for one in customer.from_bot(sent) if one["reply_to"] == sent]


@pytest.fixture(scope="module")
def couple(studio: Studio) -> tuple[Phone, Phone]:
    therapist = studio.therapists[1]
    customer = studio.customer("Yara")
    studio.pair(customer, therapist)
    return customer, therapist


def test_who_stops_the_bot_gets_everything_in_order_on_return(studio: Studio) -> None:
    customer, therapist = studio.customer("Zoe"), studio.therapists[1]
    studio.skip(3 * 24 * HOUR)
    studio.pair(customer, therapist)
    act(therapist, "block")
    first = customer.send("Are you on your way?")
    answer_to(customer, first, "cannot be reached at the moment")
    second = customer.send("The gate is open")
    answer_to(customer, second, "cannot be reached at the moment")
    third = customer.send("Code 4711")
    answer_to(customer, third, "cannot be reached at the moment")
    studio.quiet(waiting=3)
    before = last(therapist)
    act(therapist, "unblock")
    therapist.see("Code 4711", after=before)
    got = [one["text"] for one in therapist.from_bot(before)]
    assert got[:3] == ["Are you on your way?", "The gate is open", "Code 4711"]
    therapist.see("You are back: 3 messages waited", after=before)
    customer.see("can be reached again", after=third)
    anchor = therapist.see("Code 4711", after=before)["message_id"]
    send(therapist, text="Back again", reply_to=anchor)
    assert customer.see("Back again", after=third)["reply_to"] == third
