"""The form, its detours, and the commands that work at every one of its questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.house import (
    FIRST,
    NOW,
    SEND,
    SKIP,
    Hire,
    Studio,
    Typed,
    act,
    answer_to,
    hire,
    labels,
    last,
    place_of,
    send,
    shown,
    walk,
)
from tests.world import Phone, Program, wait_for

MINUTE = 60


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return hire(
        program,
        tmp_path_factory.mktemp("form"),
        Hire("Carla"),
        Hire("Dario", gender="male"),
        Hire("Elin", hours=("mon-fri,09:00,17:00",)),
    )


def quietest(studio: Studio, customer: Phone) -> dict[str, Any]:
    """The form's card once everything is handled."""
    studio.quiet()
    return next(one for one in reversed(customer.from_bot()) if one["buttons"])


def test_at_home_with_a_typed_address(studio: Studio) -> None:
    customer, therapist = studio.customer("Abby"), studio.therapists[0]
    place = ("At my home", Typed("Jalan Danau Tamblingan 89, blue gate"), "Sanur")
    before = last(therapist)
    studio.request(customer, whom="Carla", place=place, notes=Typed("Bad left shoulder"))
    offer = therapist.see("New request", after=before)
    assert "At the customer's home, in Sanur" in offer["text"]
    assert "Bad left shoulder" in offer["text"]
    assert "Tamblingan" not in offer["text"], "an address before the answer"
    therapist.click("Accept", after=before)
    assert "Jalan Danau Tamblingan 89, blue gate" in therapist.see("You accepted", after=before)["text"]
    customer.see("Confirmed")
    customer.send("/book")
    customer.click("Cancel")


def test_in_a_hotel_with_its_room(studio: Studio) -> None:
    customer, therapist = studio.customer("Bill"), studio.therapists[1]
    before = last(therapist)
    place = ("Hotel or villa", Typed("Villa Kamboja"), "Seminyak", Typed("Room 12B"))
    studio.request(customer, whom="Dario", place=place)
    assert "In a hotel or villa, in Seminyak" in therapist.see("New request", after=before)["text"]
    therapist.click("Accept", after=before)
    card = therapist.see("You accepted", after=before)
    assert "Villa Kamboja" in card["text"]
    assert "12B" in card["text"]
    customer.see("Confirmed")


def test_back_keeps_every_answer(studio: Studio) -> None:
    customer = studio.customer("Cleo")
    walk(customer, studio.service, "60 minutes", "At my home", Typed("Jalan Mawar 3"), "Renon", "Carla")
    customer.see("When?")
    for question in ("With whom?", "Which part of town", "What is the address?", "Where?", "How long?"):
        customer.click("← Back")
        card = customer.see(question)
        assert "Carla" in card["text"]
        assert "Jalan Mawar 3" in card["text"]
        assert "Renon" in card["text"]
    customer.click("60 minutes")
    assert "Jalan Mawar 3" in customer.see("When?")["text"], "an answer given again asked the rest again"
    assert len([one for one in customer.from_bot() if "Your visit" in one["text"]]) < 4, "not one card"
    customer.send("/cancel")


def test_a_form_left_for_half_an_hour_is_put_away(studio: Studio) -> None:
    customer = studio.customer("Dora")
    walk(customer, studio.service)
    card = customer.see("How long?")
    data = card["buttons"][0][0]["data"]
    studio.skip(31 * MINUTE)
    pressed = customer.press({"message_id": card["message_id"], "data": data}, wait=True)["answer"]
    assert pressed["text"] == "This form has been put away. Start again with /book."
    customer.see("This form has been put away, because it was left for a while")
    assert "How long" not in shown(customer, card["message_id"])["text"]
    asked = customer.send("/book")
    assert "What would you like?" in customer.see("Your visit", after=asked)["text"]
    customer.send("/cancel")


def test_a_form_of_29_minutes_is_still_there(studio: Studio) -> None:
    customer = studio.customer("Emil")
    walk(customer, studio.service, "60 minutes")
    customer.see("Where?")
    studio.skip(29 * MINUTE)
    customer.click("At the studio")
    customer.see("With whom?")
    customer.send("/cancel")


def test_words_and_a_photo_where_a_button_is_expected(studio: Studio) -> None:
    customer = studio.customer("Fynn")
    walk(customer, studio.service)
    customer.see("How long?")
    for wrong in ({"text": "an hour please"}, {"kind": "photo", "text": "my back"}):
        sent = send(customer, **wrong)
        card = customer.see("Please press one of the buttons below", after=sent)
        customer.press(place_of(card, "60 minutes"))
        customer.see("Where?", after=sent)
        customer.click("← Back", after=sent)
        customer.see("How long?", after=sent)
    customer.send("/cancel")


def test_buttons_and_pictures_where_words_are_expected(studio: Studio) -> None:
    customer = studio.customer("Gina")
    walk(customer, studio.service, "60 minutes", "At my home")
    sent = send(customer, kind="sticker")
    assert "I can only read text here" in customer.see("What is the address?", after=sent)["text"]
    sent = customer.send("x" * 201)
    assert "at most 200 characters" in customer.see("What is the address?", after=sent)["text"]
    sent = send(customer, kind="location", latitude=-8.69, longitude=115.26)
    assert "pin on the map" in customer.see("Which part of town", after=sent)["text"]
    sent = customer.send("In Sanur")
    card = customer.see("Please press one of the buttons below", after=sent)
    stale = customer.press({"message_id": card["message_id"], "data": "d:nonsense:place:home"}, wait=True)
    assert "out of date" in stale["answer"]["text"]
    customer.send("/cancel")


def test_an_answer_that_comes_late_is_not_taken_for_one(studio: Studio) -> None:
    """Past three minutes it counts only as a reply to the question."""
    customer = studio.customer("Hugo")
    walk(customer, studio.service, "60 minutes", "At my home")
    customer.see("What is the address?")
    studio.skip(4 * MINUTE)
    sent = customer.send("Jalan Anggrek 1")
    card = customer.see("I was not sure that this was for the form", after=sent)
    assert "Jalan Anggrek" not in card["text"]
    studio.skip(4 * MINUTE)
    sent = send(customer, text="Jalan Anggrek 1", reply_to=card["message_id"])
    assert "Jalan Anggrek 1" in customer.see("Which part of town", after=sent)["text"]
    customer.send("/cancel")


def test_with_a_room_the_form_eats_no_message(studio: Studio) -> None:
    customer, therapist = studio.customer("Iris"), studio.therapists[1]
    studio.skip(26 * 60 * MINUTE)
    studio.pair(customer, therapist)
    walk(customer, studio.service)
    customer.see("How long?")
    before = last(therapist)
    customer.send("I am a bit late")
    assert therapist.see("I am a bit late", after=before)
    customer.click("60 minutes")
    customer.click("At my home")
    customer.see("What is the address?")
    send(therapist, text="No problem", reply_to=therapist.see("I am a bit late")["message_id"])
    customer.see("No problem")
    sent = customer.send("Thank you")
    therapist.see("Thank you", after=before)
    studio.quiet()
    assert not [1 for one in customer.from_bot(sent) if "Which part" in one["text"]], "taken as the answer"
    customer.send("/cancel")
    customer.see("the form is closed")


def test_by_link_with_the_therapist_chosen(studio: Studio) -> None:
    customer = studio.customer("Jill")
    code = studio.rows("SELECT code FROM therapists WHERE name = 'Elin'")[0]["code"]
    act(customer, "start", payload=code)
    card = customer.see("Your visit")
    assert "Elin" in card["text"]
    walk(customer, studio.service, "60 minutes", "At the studio", asked=card["message_id"] - 1)
    customer.see("When?")
    customer.send("/cancel")
    act(customer, "start", payload="nobody-by-that-name")
    customer.see("I do not know the therapist in this link")


STATES: dict[str, tuple[str | Typed, ...]] = {
    "service": (),
    "duration": ("",),
    "place": ("", "60 minutes"),
    "address": ("", "60 minutes", "At my home"),
    "district": ("", "60 minutes", "At my home", Typed("Jalan Melati 5")),
    "room": ("", "60 minutes", "Hotel or villa", Typed("Villa Ayu"), "Kuta"),
    "therapist": ("", "60 minutes", "At the studio"),
    "when": ("", "60 minutes", "At the studio", "Carla"),
    "day": ("", "60 minutes", "At the studio", "Carla", "Pick a day"),
    "time": ("", "60 minutes", "At the studio", "Carla", "Pick a day", FIRST),
    "notes": ("", "60 minutes", "At the studio", "Carla", "Pick a day", FIRST, FIRST),
    "summary": ("", "60 minutes", "At the studio", "Carla", "Pick a day", FIRST, FIRST, SKIP),
}


@pytest.mark.parametrize("state", STATES)
def test_commands_work_at_every_question(studio: Studio, state: str) -> None:
    customer = studio.customer("Kaya")
    answers = [studio.service if n == 0 else answer for n, answer in enumerate(STATES[state])]
    walk(customer, *answers, asked=customer.send("/book"))
    studio.quiet()
    card = quietest(studio, customer)
    for command, said in {
        "/help": "How it works",
        "/privacy": "What is kept",
        "/start": "Hello Kaya",
        "/nonsense": "I do not know /nonsense",
        "/status": "for the studio's operators",
    }.items():
        sent = customer.send(command)
        customer.see(said, after=sent)
    studio.quiet()
    assert shown(customer, card["message_id"])["text"] == card["text"], "a command moved the form"
    sent = customer.send("/book")
    again = customer.see(card["text"].splitlines()[-1], after=sent)
    assert labels(again) == labels(card), "/book did not bring the same question back"
    sent = customer.send("/cancel")
    customer.see("the form is closed", after=sent)
    assert "Nothing was sent" in shown(customer, again["message_id"])["text"]
    sent = customer.send("/cancel")
    customer.see("There is nothing to cancel", after=sent)


def test_commands_work_while_a_booking_runs(studio: Studio) -> None:
    customer, therapist = studio.customer("Lena"), studio.therapists[0]
    studio.skip(26 * 60 * MINUTE)
    reference = studio.pair(customer, therapist)
    before = last(therapist)
    for command, said in {
        "/help": "How it works",
        "/privacy": "What is kept",
        "/start": "Hello Lena",
        "/cancel": reference,
        "/whatever": "I do not know /whatever",
    }.items():
        sent = customer.send(command)
        customer.see(said, after=sent)
    sent = therapist.send("/help")
    therapist.see("As a therapist you get requests", after=sent)
    studio.quiet()
    assert not [one for one in therapist.from_bot(before) if one["text"].startswith("/")], (
        "a command was carried"
    )


def test_a_stranger_who_just_writes(studio: Studio) -> None:
    customer = studio.customer("Marc")
    sent = customer.send("Good morning")
    assert answer_to(customer, sent)["text"]
    sent = send(customer, kind="voice")
    assert answer_to(customer, sent)["text"]


def test_a_double_press_answers_one_question_only(studio: Studio) -> None:
    customer = studio.customer("Nina")
    walk(customer, studio.service, "60 minutes", "At the studio")
    customer.see("With whom?")
    where = customer.button("Carla")
    for _ in range(2):
        customer.press(where)
    studio.quiet()
    assert "When?" in quietest(studio, customer)["text"]
    customer.send("/cancel")


@pytest.mark.slow
def test_a_draft_survives_a_restart(own_program: Program, tmp_path: Path) -> None:
    program = own_program.start()
    customer = Studio(program, "Balinese").customer("Olga")
    walk(customer, "Balinese", "60 minutes", "At my home", Typed("Jalan Kenari 7"), "Sanur", "Anyone")
    customer.see("When?")
    program.stop()
    program.start()
    again = Phone(program.world, customer.id, "Olga")
    again.click(NOW)
    again.click(SKIP)
    assert "Jalan Kenari 7" in again.see("Your request")["text"]
    again.click(SEND)
    wait_for(lambda: [one for one in again.from_bot() if "Request sent" in one["text"]], "the request")
