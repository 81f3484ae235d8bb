"""A room as its two live with it: kept longer, closed, blocked, ended while somebody is away or types."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.house import HOUR, Hire, Studio, act, answer_to, hire, labels, last, send, shown, walk
from tests.world import Phone, Program

DAY = 24 * HOUR


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return hire(program, tmp_path_factory.mktemp("rooms"), Hire("Rosa"), Hire("Sinta"), Hire("Tika"))


def card(person: Phone, other: Phone) -> dict[str, Any]:
    """The room's card: the newest message with its buttons."""
    found = person.button("Report")["message_id"]
    one = shown(person, found)
    assert other.name in one["text"]
    return one


def test_a_warning_one_more_day_and_the_end(studio: Studio) -> None:
    customer, therapist = studio.customer("Ulla"), studio.therapists[0]
    studio.pair(customer, therapist)
    before = last(customer), last(therapist)
    kept = card(therapist, customer)
    studio.skip(25.5 * HOUR)
    warning = customer.see(f"Your conversation with {therapist.name} ends", after=before[0])
    therapist.see(f"Your conversation with {customer.name} ends", after=before[1])
    assert customer.click("+24 h", after=before[0])["answer"]["text"] == "Kept open longer"
    therapist.see(f"{customer.name} keeps your conversation open", after=before[1])
    assert "stays open until" in shown(customer, warning["message_id"])["text"]
    studio.skip(2 * HOUR)
    customer.send("Still here")
    typing = therapist.see("Still here", after=before[1])["message_id"]
    studio.skip(DAY)
    therapist.see(f"Your conversation with {customer.name} has ended", after=before[1])
    late = send(therapist, text="I was just typing", reply_to=typing)
    answer_to(therapist, late, "Not delivered")
    assert not shown(therapist, kept["message_id"])["buttons"], "an ended room can still be closed or kept"
    reason = studio.rows(f"SELECT state, reason FROM messages WHERE source = {late} AND room_id IS NULL")
    assert [tuple(row) for row in reason] == [("refused", "room_expired")]
    assert labels(customer.see(f"Your conversation with {therapist.name} has ended")), "a way to book again"


def test_closed_with_a_reason_and_open_again_with_the_next_booking(studio: Studio) -> None:
    customer, therapist = studio.customer("Vera"), studio.therapists[1]
    studio.pair(customer, therapist)
    before = last(customer)
    customer.send("Old words")
    old = therapist.see("Old words")["message_id"]
    act(therapist, "send", text="/close", reply_to=old)
    therapist.click("Everything is settled", after=old)
    customer.see("everything is settled", after=before)
    answer_to(customer, customer.send("Thank you"), "Not delivered")
    studio.pair(customer, therapist, when=("Pick a day", "", ""))
    stray = send(therapist, text="to the old room", reply_to=old)
    answer_to(therapist, stray, "from an earlier conversation")
    customer.send("New words")
    therapist.see("New words", after=stray)
    assert not [one for one in customer.from_bot() if "to the old room" in one["text"]]


def test_a_blocked_pair_does_not_meet_again(studio: Studio) -> None:
    customer, therapist = studio.customer("Wanda"), studio.therapists[2]
    studio.pair(customer, therapist)
    before = last(customer), last(therapist)
    therapist.send("/block")
    therapist.click("Yes, block", after=before[1])
    therapist.see("You have blocked Wanda", after=before[1])
    ended = customer.see(f"Your conversation with {therapist.name} has ended", after=before[0])
    assert "lock" not in ended["text"], "whoever is blocked does not hear it from us"
    studio.operator.see("Somebody blocked the other")
    answer_to(customer, customer.send("Hello?"), "Not delivered")
    walk(customer, studio.service, "60 minutes", "At the studio")
    whom = customer.see("With whom?")
    assert therapist.name not in " ".join(labels(whom))
    assert studio.therapists[0].name in " ".join(labels(whom))
    customer.send("/cancel")


def test_what_was_never_delivered_is_owned_up_to(studio: Studio) -> None:
    customer, therapist = studio.customer("Xandra"), studio.therapists[0]
    studio.skip(3 * DAY)
    studio.pair(customer, therapist)
    before = last(customer), last(therapist)
    act(therapist, "block")
    customer.see(f"{therapist.name} cannot be reached at the moment", after=before[0])
    lines = [customer.send(text) for text in ("Are you coming?", "The gate is open")]
    for line in lines:
        answer_to(customer, line, "cannot be reached at the moment")
    studio.skip(28 * HOUR)
    for line in lines:
        answer_to(customer, line, "this was never delivered")
    act(therapist, "unblock")
    therapist.see(f"Your conversation with {customer.name} has ended", after=before[1])
    studio.quiet()
    assert not [one for one in therapist.from_bot(before[1]) if "The gate is open" in one["text"]]
