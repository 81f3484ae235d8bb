"""Requests that are declined, left alone, cancelled or asked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.house import (
    ANYONE,
    FIRST,
    LATER,
    NOW,
    SEND,
    SKIP,
    Hire,
    Studio,
    answer_to,
    hire,
    join_as,
    labels,
    last,
    place_of,
    reference_of,
    send,
    shown,
    status,
    walk,
)
from tests.world import Phone, Program, wait_for

WAITLIST = "🔔 Tell me when a time comes free"
TWO_MINUTES, FIVE_MINUTES, HALF_AN_HOUR = 2 * 60, 5 * 60, 30 * 60


@pytest.fixture
def studio(program: Program, tmp_path: Path) -> Studio:
    """Two who offer it, and whom nothing else has happened to."""
    return hire(program, tmp_path, Hire("Petra"), Hire("Quinn", gender="male"))


def asked_of(studio: Studio) -> tuple[Phone, Phone]:
    """Who has been offered the one request there is, and the other."""

    def look() -> list[Phone]:
        return [one for one in studio.therapists if offers(one)]

    found = wait_for(look, "an offer")
    assert len(found) == 1, "two were asked at once"
    other = next(one for one in studio.therapists if one.id != found[0].id)
    return found[0], other


def offers(therapist: Phone) -> list[str]:
    return [one["text"] for one in therapist.from_bot() if "Answer by" in one["text"] and one["buttons"]]


def test_who_is_named_and_declines_leaves_the_choice_to_the_customer(studio: Studio) -> None:
    named, other = studio.therapists
    customer = studio.customer("Abel")
    reference = studio.request(customer, whom=named.name)
    named.click("Decline")
    choices = customer.see(f"{named.name} cannot take {reference}")
    assert labels(choices) == ["Choose another time", "Ask any therapist", WAITLIST, "Cancel the request"]
    card = named.see("You declined")
    assert (reference_of(card), labels(card)) == (reference, [])
    assert not offers(other), "somebody was asked whom the customer had not asked for"
    customer.click("Ask any therapist")
    other.click("Accept")
    customer.see("Confirmed")
    customer.see(f"You and {other.name} can write")
    assert not labels(shown(customer, choices["message_id"]))
    assert status(studio, reference) == "confirmed"


def test_another_time_begins_anew_with_the_same_answers(studio: Studio) -> None:
    named = studio.therapists[0]
    customer = studio.customer("Bela")
    first = studio.request(customer, whom=named.name, notes=SKIP)
    named.click("Decline")
    customer.click("Choose another time")
    form = customer.see("Your earlier request is closed")
    assert studio.service in form["text"]
    assert named.name in form["text"]
    walk(customer, *LATER, SEND, asked=form["message_id"] - 1)
    sent = customer.see("Request sent", after=form["message_id"])
    second = reference_of(sent)
    assert (status(studio, first), status(studio, second)) == ("cancelled", "requested")
    named.click("Accept")
    customer.see(f"Confirmed · {second}")


def test_who_is_named_and_silent_leaves_the_choice_too(studio: Studio) -> None:
    named, other = studio.therapists
    customer = studio.customer("Cora")
    studio.request(customer, whom=named.name)
    named.see("Answer by")
    studio.skip(FIVE_MINUTES + 1)
    customer.see(f"{named.name} did not answer in time")
    assert not labels(named.see("The time to answer ran out"))
    assert not offers(other)
    customer.click("Cancel the request")
    assert "Cancelled" in customer.see("Cancelled")["text"]


def test_of_two_the_first_is_silent_and_the_second_accepts(studio: Studio) -> None:
    customer = studio.customer("Dino")
    reference = studio.request(customer)
    first, second = asked_of(studio)
    card = first.see("Answer by")
    customer.send("I live next to the bakery")
    first.see("next to the bakery")
    studio.skip(FIVE_MINUTES + 1)
    second.see("Answer by")
    assert first.see("The time to answer ran out")
    assert second.name in customer.see("has until", after=last(customer) - 2)["text"]
    second.click("Accept")
    customer.see(f"Confirmed · {reference}")
    customer.see(f"You and {second.name} can write")
    assert not [one for one in second.from_bot() if "bakery" in one["text"]], "written to somebody else"
    late = press_with(first, card["message_id"], card["buttons"][0][0]["data"])
    assert late == {"text": "Too late: the time to answer has run out.", "show_alert": True}
    assert status(studio, reference) == "confirmed"


def test_nobody_answers_and_nobody_chooses(studio: Studio) -> None:
    customer, operator = studio.customer("Edda"), studio.operator
    told = last(operator)
    reference = studio.request(customer)
    first, second = asked_of(studio)
    studio.skip(FIVE_MINUTES + 1)
    second.see("Answer by")
    studio.skip(FIVE_MINUTES + 1)
    asking = customer.see(f"Asking everybody who is free · {reference}")
    assert "2 therapists are asked at once" in asking["text"]
    assert labels(asking) == ["Choose another time", "Cancel this request"]
    for therapist in (first, second):
        assert "the first to accept has it" in therapist.see("Everybody who is free")["text"]
    studio.skip(TWO_MINUTES + 1)
    choices = customer.see(f"Nobody could take {reference}")
    assert labels(choices) == ["Choose another time", WAITLIST, "Cancel the request"], "nobody is left to ask"
    assert reference in operator.see("has found no therapist", after=told)["text"]
    studio.skip(HALF_AN_HOUR + 1)
    customer.see(f"{reference} is closed, because no choice was made")
    assert "No therapist found" in customer.see(f"· {reference}")["text"]
    assert status(studio, reference) == "unanswered"
    late = customer.send("Hello?")
    answer_to(customer, late)
    studio.quiet()
    for therapist in (first, second):
        assert not [one for one in therapist.from_bot() if "Hello?" in one["text"]]


def test_cancelled_before_an_answer(studio: Studio) -> None:
    named = studio.therapists[0]
    customer = studio.customer("Falk")
    reference = studio.request(customer, whom=named.name)
    offer = named.button("Accept")
    customer.click("Cancel this request")
    customer.click("Yes, cancel it")
    customer.see(f"Cancelled · {reference}")
    named.see(f"Falk cancelled · {reference}")
    # The notice comes first, and the card is edited after it.
    wait_for(lambda: not labels(shown(named, offer["message_id"])), "the offer's card without its buttons")
    text = shown(named, offer["message_id"])["text"]
    assert "Cancelled" in text or "withdrew" in text
    assert room_of(studio, reference) == ("closed", "cancelled")


def test_cancelled_after_the_answer_unless_other_bookings_need_the_room(studio: Studio) -> None:
    named = studio.therapists[0]
    customer = studio.customer("Gesa")
    one = studio.pair(customer, named)
    other = studio.request(customer, whom=named.name, when=LATER)
    named.click("Accept", after=last(named) - 1)
    customer.see(f"Confirmed · {other}")
    cancel(customer, other)
    named.see(f"Gesa cancelled · {other}")
    sent = customer.send("The first one stays")
    named.see("The first one stays")
    cancel(customer, one)
    named.see(f"Gesa cancelled · {one}")
    for person in (customer, named):
        assert "The booking was cancelled" in person.see("has ended", after=sent)["text"]
    late = customer.send("Sorry about that")
    answer_to(customer, late, "has ended")
    assert room_of(studio, one) == ("closed", "cancelled")
    studio.quiet()
    assert not [message for message in named.from_bot() if "Sorry about" in message["text"]]


def cancel(customer: Phone, reference: str) -> None:
    card = customer.see(f"Confirmed · {reference}")
    customer.press(place_of(card, "Cancel this booking"))
    customer.see(f"Cancel {reference}?")
    customer.click("Yes, cancel it")
    customer.see(f"Cancelled · {reference}")


def room_of(studio: Studio, reference: str) -> tuple[str, str]:
    studio.quiet()
    row = studio.rows(
        "SELECT rooms.status, rooms.reason FROM rooms JOIN room_bookings ON room_id = rooms.id "
        f"JOIN bookings ON bookings.id = booking_id WHERE reference = '{reference}'"
    )[0]
    return row["status"], row["reason"]


def test_kept_after_all(studio: Studio) -> None:
    named = studio.therapists[0]
    customer = studio.customer("Hans")
    reference = studio.pair(customer, named)
    customer.click("Cancel this booking")
    customer.click("No, keep it")
    customer.see("Nothing was cancelled")
    assert status(studio, reference) == "confirmed"


def test_late_twice_and_forged_answers_are_refused_with_the_true_reason(studio: Studio) -> None:
    named = studio.therapists[0]
    customer = studio.customer("Ilja")
    studio.request(customer, whom=named.name)
    offer = named.button("Accept")
    data = next(
        button["data"]
        for line in shown(named, offer["message_id"])["buttons"]
        for button in line
        if "Accept" in button["text"]
    )
    mine = customer.see("Request sent")
    forged = press_with(customer, mine["message_id"], data)
    assert forged == {"text": "This request is not yours to answer.", "show_alert": True}
    named.press(offer, wait=True)
    customer.see("Confirmed")
    again = press_with(named, offer["message_id"], data)
    assert again == {"text": "You have accepted this request already.", "show_alert": True}
    twisted = press_with(named, offer["message_id"], data[:-1] + "zzzz")
    assert "out of date" in twisted["text"]
    assert "out of date" in press_with(named, offer["message_id"], "no such thing")["text"]


def press_with(person: Phone, message_id: int, data: str) -> dict[str, str]:
    answered: dict[str, str] = person.press({"message_id": message_id, "data": data}, wait=True)["answer"]
    return answered


def test_too_late_is_too_late_even_if_the_card_still_shows_a_button(studio: Studio) -> None:
    named = studio.therapists[0]
    customer = studio.customer("Jona")
    studio.request(customer, whom=named.name)
    card = named.see("Answer by")
    data = card["buttons"][0][0]["data"]
    studio.skip(FIVE_MINUTES + 1)
    named.see("The time to answer ran out")
    answered = press_with(named, card["message_id"], data)
    assert answered == {"text": "Too late: the time to answer has run out.", "show_alert": True}


def test_a_taken_time_is_not_offered_to_the_next(program: Program, tmp_path: Path) -> None:
    """Two hours a day, so that one visit fills a slot and two fill the day."""
    studio = hire(program, tmp_path, Hire("Rosa", hours=("daily,09:00,11:00",)))
    rosa = studio.therapists[0]
    way = [*studio.way(whom="Rosa"), "Pick a day"]
    free = []
    for name in ("Kim", "Lars"):
        customer = studio.customer(name)
        walk(customer, *way)
        days = customer.see("Which day?")
        day = labels(days)[1]
        customer.click(day)
        times = labels(customer.see("What time?"))
        free.append((day, [time for time in times if time[0].isdigit()]))
        customer.click(times[0])
        customer.click(SKIP)
        customer.click(SEND)
        customer.see("Request sent")
        rosa.click("Accept", after=last(rosa) - 1)
        customer.see("Confirmed")
    (day, at_first), (same, then) = free
    assert (day, at_first) == (same, ["09:00", "09:30", "10:00"])
    assert then == ["10:00"]
    third = studio.customer("Mona")
    walk(third, *way)
    assert day not in labels(third.see("Which day?")), "a full day is offered"


def test_a_time_that_goes_while_one_looks_at_it(program: Program, tmp_path: Path) -> None:
    studio = hire(program, tmp_path, Hire("Tessa", hours=("daily,09:00,11:00",)))
    slow, quick = studio.customer("Nele"), studio.customer("Olaf")
    for customer in (slow, quick):
        walk(customer, *studio.way(), "Pick a day")
        # Not the first day, which may be today: late in its hours one visit fills what is left of them.
        customer.click(labels(customer.see("Which day?"))[1])
        customer.see("What time?")
        customer.click(FIRST)
        customer.click(SKIP)
        customer.see("Your request")
    quick.click(SEND)
    quick.see("Request sent")
    slow.click(SEND)
    again = slow.see("That time was taken a moment ago")
    assert "What time?" in again["text"]
    slow.click(FIRST if labels(again)[0] != "← Back" else "Cancel")
    slow.click(SEND)
    slow.see("Request sent")
    studio.quiet()
    spans = studio.rows(
        "SELECT held.starts_at, held.ends_at FROM occupancy AS held JOIN bookings ON bookings.id = booking_id"
        f" WHERE service_name = '{studio.service}' ORDER BY held.starts_at"
    )
    assert len(spans) == 2
    assert spans[0]["ends_at"] <= spans[1]["starts_at"]


def test_three_taps_make_one_of_everything(studio: Studio) -> None:
    customer = studio.customer("Pia")
    walk(customer, *studio.way(whom="Petra"), NOW, SKIP)
    place = customer.button(SEND)
    for _ in range(3):
        customer.press(place)
    customer.see("Request sent")
    studio.quiet()
    petra = studio.therapists[0]
    assert len(offers(petra)) == 1
    assert len(studio.rows(f"SELECT 1 FROM bookings WHERE service_name = '{studio.service}'")) == 1
    assert len([one for one in customer.from_bot() if "Request sent" in one["text"]]) == 1


def test_an_invite_joins_later_and_a_wish_is_kept(program: Program, tmp_path: Path) -> None:
    """Nobody is a therapist without a link; a wish for a gender is not dropped unasked."""
    studio = hire(program, tmp_path, Hire("Uta"), Hire("Viktor", gender="male"), join=False)
    customer = studio.customer("Rolf")
    walk(customer, studio.service, "60 minutes", "At the studio")
    assert "Nobody offers this" in customer.see("Nobody offers this")["text"]
    studio.therapists = [join_as(studio, name) for name in ("Uta", "Viktor")]
    customer.send("/cancel")
    studio.request(customer, whom="A woman")
    uta, viktor = studio.therapists
    uta.click("Decline")
    choices = customer.see("Nobody could take")
    assert "Ask any therapist" not in labels(choices), "the wish would be dropped"
    assert not offers(viktor)


def test_a_therapist_books_as_a_customer_and_a_question_is_put_to_the_right_one(studio: Studio) -> None:
    petra, quinn = studio.therapists
    studio.pair(petra, quinn)
    petra.send("My back, of all things")
    line = quinn.see("My back, of all things")
    send(quinn, text="I see", reply_to=line["message_id"])
    petra.see("I see")
    assert ANYONE not in petra.see("Confirmed")["text"]
