"""Three rooms in one chat, people out of reach, lines that change while they wait: each goes where it was
meant to go, as it was when it was checked, or its writer is told why not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.house import HOUR, LATER, Hire, Studio, answer_to, fault, hire, labels, last
from tests.world import Phone, Program

DAY = 24 * HOUR


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return hire(program, tmp_path_factory.mktemp("rooms"), Hire("Orla"), Hire("Petra"), Hire("Quinn"))


def heard(person: Phone, words: str) -> list[str]:
    return [one["text"] for one in person.from_bot() if words in one["text"]]


def test_three_rooms_and_a_plain_line(studio: Studio) -> None:
    therapist = studio.therapists[0]
    customers = [studio.customer(name) for name in ("Abel", "Bert", "Cleo")]
    for customer in customers:
        studio.pair(customer, therapist, when=LATER)
    line = therapist.send("Please bring a towel")
    question = answer_to(therapist, line, "1 message waits")
    assert [label.split(" ")[0] for label in labels(question)] == ["Abel", "Bert", "Cleo", "Do"]
    studio.quiet()
    assert not any(heard(customer, "towel") for customer in customers)
    therapist.click("Bert ·")
    customers[1].see("Please bring a towel")
    studio.quiet()
    assert not heard(customers[0], "towel") + heard(customers[2], "towel")


def test_a_reply_goes_to_its_room_while_another_has_the_focus(studio: Studio) -> None:
    therapist = studio.therapists[1]
    one, other = studio.customer("Dana"), studio.customer("Emil")
    studio.pair(one, therapist)
    studio.pair(other, therapist, when=LATER)
    one.send("Dana here")
    anchor = therapist.see("Dana here")["message_id"]
    answer_to(therapist, therapist.send("first for Emil"), "1 message waits")
    therapist.click("Emil ·")
    other.see("first for Emil")
    therapist.see("Writing to Emil until")
    therapist.act("send", text="only for Dana", reply_to=anchor)
    one.see("only for Dana")
    therapist.send("second for Emil")
    other.see("second for Emil")
    # And at the moment at which Dana's room closes: to her, or refused in words; never to Emil.
    with ThreadPoolExecutor(2) as hands:
        therapist.send("/close")
        therapist.click("Dana", after=anchor)
        reason = therapist.button("Everything is settled", after=anchor)
        closing = hands.submit(therapist.press, reason)
        late = therapist.act("send", text="too late for Dana?", reply_to=anchor)["message_id"]
        closing.result()
    one.see("everything is settled")
    studio.quiet()
    if not heard(one, "too late for Dana?"):
        answer_to(therapist, late, "Not delivered")
    after = therapist.act("send", text="far too late for Dana", reply_to=anchor)["message_id"]
    answer_to(therapist, after, "Not delivered")
    studio.quiet()
    assert not heard(one, "far too late")
    assert not heard(other, "Dana")


def test_whose_words_follow_is_said_anew_where_the_heading_was_deleted(studio: Studio) -> None:
    therapist = studio.therapists[0]
    customers = [studio.customer(name) for name in ("Fay", "Gus")]
    for customer in customers:
        studio.pair(customer, therapist, when=LATER)
    customers[0].send("Fay here")
    heading = therapist.see("Fay here")["reply_to"]
    assert heading is not None
    therapist.act("unsend", message_id=heading)
    customers[0].send("Still me")
    copy = therapist.see("Still me")
    (above,) = [one for one in therapist.from_bot() if one["message_id"] == copy["reply_to"]]
    assert above["text"].startswith("From Fay ·")
    therapist.act("send", text="I see, Fay", reply_to=above["message_id"])
    customers[0].see("I see, Fay")
    studio.quiet()
    assert not heard(customers[1], "I see")


def test_what_was_checked_is_what_is_sent(studio: Studio) -> None:
    """A clean line that its writer turns into a phone number while it waits to be sent."""
    customer, therapist = studio.customer("Fay"), studio.therapists[2]
    studio.pair(customer, therapist)
    before = last(therapist)
    with fault(studio.program.world, kind="429", method="send*", chat=therapist.id, retry_after=3600):
        line = customer.send("The gate is green")
        photo = customer.send_kind("photo", caption="This one")
        studio.quiet(waiting=2)
        customer.edit(line, "Call me: 0812 3456 7890")
        customer.edit(photo, caption="Or here: 0812 3456 7890")
        answer_to(customer, line, "There is a phone number in it")
        answer_to(customer, photo, "There is a phone number in it")
    studio.skip(HOUR + 1)
    therapist.see("This one", after=before)
    studio.quiet()
    assert heard(therapist, "The gate is green")
    assert not heard(therapist, "0812")


@pytest.mark.parametrize(
    "refusal",
    ["bot was blocked by the user", "user is deactivated", "bot can't initiate conversation with a user"],
)
def test_whom_telegram_will_not_reach_gets_all_of_it_on_return(studio: Studio, refusal: str) -> None:
    """Found out by a send, without a word from Telegram beforehand."""
    studio.skip(3 * DAY)
    customer, therapist = studio.customer("Gus"), studio.therapists[2]
    studio.pair(customer, therapist)
    # Else it is the room's own card that finds out, and what is written meanwhile is nobody's answer.
    studio.quiet()
    before = last(therapist)
    description = f"Forbidden: {refusal}"
    world = studio.program.world
    with fault(world, kind="error", method="*", chat=therapist.id, code=403, description=description):
        first = customer.send("Which floor is it?")
        answer_to(customer, first, "cannot be reached at the moment")
        second = customer.send("I am at the door")
        answer_to(customer, second, "cannot be reached at the moment")
    therapist.send("/start")
    therapist.see("I am at the door", after=before)
    customer.see("can be reached again", after=second)
    studio.quiet()
    got = [one["text"] for one in therapist.from_bot(before)]
    lines = [text for text in got if text in ("Which floor is it?", "I am at the door")]
    assert lines == ["Which floor is it?", "I am at the door"]
