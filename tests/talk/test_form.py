"""The form in the chat: one card, Back, typed answers, what is not its own, double and stale presses."""

from __future__ import annotations

from typing import Any

import pytest

from bot.callbacks import DraftPress
from domain.booking import BookingStatus, Mode, PlaceKind, Wish
from tests.talk.studio import NOON, Phone, Studio

TO_SUMMARY = ("Balinese", "90 minutes", "At the studio", "Maya", "As soon as possible", "Skip")


async def through(phone: Phone, *labels: str) -> None:
    for label in labels:
        assert await phone.presses(label) == "", label


async def to_summary(phone: Phone) -> None:
    await phone.says("/book")
    await through(phone, *TO_SUMMARY)


async def bookings(house: Studio) -> list[tuple[str, str]]:
    found = await house.units.look(lambda unit: unit.bookings.list())
    return [(booking.reference, booking.status.value) for booking in found]


async def test_one_card_is_edited_from_the_first_question_to_sent(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.presses("Book a visit")
    card = ana.last
    await through(ana, *TO_SUMMARY)
    assert ana.card("draft") is card
    assert card.edits == len(TO_SUMMARY)
    for part in ("Balinese massage, 90 minutes · IDR\u00a0350,000", "Jalan Raya Sanur 12", "Maya (sample)"):
        assert part in card.text
    await ana.presses("Send request")
    ((reference, status),) = await bookings(house)
    assert card.text == f"Sent ✓ {reference}"
    assert card.buttons == []
    assert status == BookingStatus.REQUESTED
    assert ana.card("booking").text.startswith(f"⏳ Request sent · {reference}")


async def test_every_answer_reaches_the_request(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, "Deep tissue", "60 minutes", "Hotel or villa")
    await ana.says("  Hotel Sanur <b>Beach</b>  ")
    await through(ana, "Renon")
    await ana.says("Suite 7 😀")
    await through(ana, "Anyone", "Pick a day", "Tomorrow", "10:30")
    await ana.says("Left knee.\nNo oil, please.")
    summary = ana.card("draft").text
    for part in ("Hotel Sanur <b>Beach</b>, Suite 7 😀, Renon", "Anyone who is free", "No oil, please."):
        assert part in summary
    await ana.presses("Send request")
    (booking,) = await house.units.look(lambda unit: unit.bookings.list())
    place = booking.place
    assert (place.kind, place.address, place.room) == (
        PlaceKind.HOTEL,
        "Hotel Sanur <b>Beach</b>",
        "Suite 7 😀",
    )
    assert (place.district, booking.wish, booking.mode) == ("Renon", Wish(), Mode.SCHEDULED)
    assert (booking.minutes, booking.notes) == (60, "Left knee.\nNo oil, please.")
    assert booking.span.starts_at.isoformat() == "2026-03-03T02:30:00+00:00"


async def test_back_shows_what_was_chosen_and_keeps_the_rest(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await to_summary(ana)
    for _ in range(5):
        await through(ana, "Back")
    assert "✓ 90 minutes · IDR\u00a0350,000" in ana.card("draft").labels
    await through(ana, "✓ 90 minutes")
    assert "Send request" in ana.card("draft").labels


async def test_three_taps_on_send_request_make_one_booking(house: Studio) -> None:
    maya = await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await to_summary(ana)
    card = ana.card("draft")
    (send,) = [data for row in card.buttons for label, data in row if label == "Send request"]
    toasts = [await ana.presses_data(send, card) for _ in range(3)]
    ((reference, _),) = await bookings(house)
    assert toasts == ["", f"Already sent: {reference}", f"Already sent: {reference}"]
    assert [one.code for one in maya.chat].count("offer") == 1
    assert card.text == f"Sent ✓ {reference}"


async def test_a_second_tap_and_an_older_button_change_nothing(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    (first,) = [data for row in ana.last.buttons for label, data in row if label == "Balinese massage"]
    await through(ana, "Balinese")
    after = ana.last.text
    assert await ana.presses_data(first) == ""
    assert ana.last.text == after


@pytest.mark.parametrize(
    "notes", ["call 0812 3456 7890", "IG saya ana_99", "ana at example dot com", "@ana_99"]
)
async def test_notes_that_tell_who_somebody_is_are_asked_for_again(house: Studio, notes: str) -> None:
    """The therapist reads them before she decides."""
    maya = await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese", "60 minutes", "At the studio", "Maya", "As soon as possible")
    await ana.says(notes)
    assert "Please leave out phone numbers" in ana.card("draft").text
    await ana.says("Left knee, gate code 4711")
    await ana.presses("Send request")
    assert "Left knee, gate code 4711" in maya.card("offer").text
    assert notes not in repr(maya.chat)


FORGED = ("nonsense", "999", "", "t99999", "keep", "send", "after-x", "1e9", "x" * 20)


@pytest.mark.parametrize("pressed", range(len(TO_SUMMARY) + 1))
async def test_a_value_that_was_never_a_button_is_refused(house: Studio, pressed: int) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, *TO_SUMMARY[:pressed])
    before = ana.card("draft").text
    genuine = DraftPress.unpack(next(data for row in ana.card("draft").buttons for _, data in row))
    for value in FORGED:
        if pressed == len(TO_SUMMARY) and value == "send":
            continue
        forged = DraftPress(token=genuine.token, step=genuine.step, value=value).pack()
        assert "out of date" in await ana.presses_data(forged), value
    assert ana.card("draft").text == before
    assert await bookings(house) == []


async def test_somebody_elses_form_cannot_be_pressed(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana, eve = await house.phone(1, "Ana"), await house.phone(9, "Eve")
    await to_summary(ana)
    (send,) = [data for row in ana.last.buttons for label, data in row if label == "Send request"]
    before = len(eve.chat)
    assert "put away" in await eve.presses_data(send)
    assert len(eve.chat) == before
    assert await bookings(house) == []


async def test_a_form_left_for_half_an_hour_is_put_away(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await to_summary(ana)
    card = ana.card("draft")
    await house.time_passes(minutes=31)
    assert "put away" in await ana.presses("Send request")
    assert "put away" in card.text
    assert card.labels == ["📅 Book a visit"]
    assert await bookings(house) == []
    await ana.presses("Book a visit")
    assert "What would you like?" in ana.last.text


async def test_the_time_goes_while_she_thinks(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana, ben = await house.phone(1, "Ana"), await house.phone(5, "Ben")
    for phone in (ana, ben):
        await phone.says("/book")
        await through(phone, "Balinese", "90 minutes", "At the studio", "Maya", "Pick a day", "Tomorrow")
        await through(phone, "10:30", "Skip")
    await ben.presses("Send request")
    await ana.presses("Send request")
    card = ana.card("draft")
    assert "That time was taken a moment ago" in card.text
    assert "Balinese massage, 90 minutes" in card.text
    assert "10:30" not in card.labels
    await through(ana, "Afternoon", "13:00")
    await ana.presses("Send request")
    assert len(await bookings(house)) == 2


async def test_now_goes_while_she_thinks(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana, ben = await house.phone(1, "Ana"), await house.phone(5, "Ben")
    await to_summary(ana)
    await to_summary(ben)
    await ben.presses("Send request")
    await ana.presses("Send request")
    assert "Pick a day instead" in ana.card("draft").text
    assert "📅 Pick a day" in ana.card("draft").labels


async def test_a_link_to_a_therapist_opens_the_form_with_her_chosen(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.says("/start maya")
    assert "Maya (sample)" in ana.last.text
    await through(ana, "Balinese", "60 minutes", "At the studio")
    assert "When?" in ana.last.text


async def test_a_link_to_one_who_does_not_do_that_asks_again_and_says_why(house: Studio) -> None:
    await house.therapist(2, "maya")
    await house.therapist(4, "ketut")
    ana = await house.phone(1, "Ana")
    await ana.says("/start ketut")
    await through(ana, "Balinese", "60 minutes", "At the studio")
    assert "The therapist you chose is not available for this" in ana.last.text
    assert "Maya (sample)" in ana.last.labels
    assert "Ketut (sample)" not in ana.last.labels


async def test_an_unknown_link_says_so_and_offers_a_way_on(house: Studio) -> None:
    ana = await house.phone(1, "Ana")
    await ana.says("/start nobody-like-that")
    assert "do not know the therapist" in ana.last.text
    assert ana.last.labels == ["📅 Book a visit"]


async def test_book_again_brings_the_open_form_down(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese")
    await ana.says("/help")
    await ana.says("/book")
    assert ana.last.code == "draft"
    assert "How long?" in ana.last.text
    assert [one.code for one in ana.chat].count("draft") == 1


async def test_cancel_by_button_and_by_command(house: Studio) -> None:
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    card = ana.last
    await through(ana, "Cancel")
    assert "Nothing was sent" in card.text
    await ana.says("/book")
    card = ana.last
    await ana.says("/cancel")
    assert "Nothing was sent" in card.text
    assert ana.last.code == "cancel.done"
    await ana.says("/cancel")
    assert "nothing to cancel" in ana.last.text


async def test_text_where_a_button_is_expected(house: Studio) -> None:
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await ana.says("a massage please")
    assert "Please press one of the buttons" in ana.last.text
    assert ana.last.code == "draft"


async def at_address(house: Studio, number: int = 1) -> Phone:
    ana = await house.phone(number, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese", "60 minutes", "At my home")
    return ana


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"text": "x" * 201}, "at most 200 characters"),
        ({"text": " \n "}, "nothing to read"),
        ({"text": "\u200b\u2060\u3164"}, "nothing to read"),
        ({"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}, "only read text"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "only read text"),
    ],
)
async def test_an_answer_that_cannot_be_one_leaves_the_question(
    house: Studio, content: dict[str, Any], said: str
) -> None:
    ana = await at_address(house)
    await ana.sends(**content)
    assert said in ana.last.text
    assert "What is the address?" in ana.last.text


async def test_a_pin_stands_for_the_address(house: Studio) -> None:
    await house.therapist(2, "maya")
    ana = await at_address(house)
    await ana.sends(location={"latitude": -8.6705, "longitude": 115.2126})
    assert "pin on the map" in ana.last.text
    assert "Which part of town" in ana.last.text


async def test_a_typed_answer_may_come_late_only_as_a_reply(house: Studio) -> None:
    ana = await at_address(house)
    await house.time_passes(minutes=4)
    await ana.says("Jalan Danau 5")
    assert "I did not use it" in ana.last.text
    await house.time_passes(minutes=4)
    await ana.says("Jalan Danau 5", reply_to=ana.last.id)
    assert "Jalan Danau 5" in ana.last.text
    assert "Which part of town" in ana.last.text


async def with_room(house: Studio) -> tuple[Phone, Phone]:
    """Ana has a room with Maya, and a second form that asks for an address."""
    maya = await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await to_summary(ana)
    await ana.presses("Send request")
    await maya.presses("Accept")
    await house.time_passes(seconds=5)
    await ana.says("/book")
    await through(ana, "Balinese", "60 minutes", "At my home")
    return ana, maya


async def test_with_a_room_the_newest_question_still_takes_its_answer(house: Studio) -> None:
    ana, maya = await with_room(house)
    await house.time_passes(seconds=2)
    await ana.says("Jalan Danau 5")
    assert "Which part of town" in ana.last.text
    assert maya.last.text != "Jalan Danau 5"


async def test_with_a_room_a_line_after_her_message_is_for_her(house: Studio) -> None:
    ana, maya = await with_room(house)
    await house.time_passes(seconds=2)
    await maya.says("Shall I bring the table?")
    await ana.says("Yes please")
    assert maya.last.text == "Yes please"
    assert "What is the address?" in ana.card("draft").text


async def test_with_a_room_a_late_line_is_asked_about(house: Studio) -> None:
    ana, maya = await with_room(house)
    before = len(maya.chat)
    await house.time_passes(minutes=4)
    await ana.says("See you soon")
    assert ana.last.labels[0] == "📝 It answers the form"
    assert ana.last.labels[1].startswith("Maya · Mon, Mar 2")
    assert len(maya.chat) == before
    await ana.presses("Maya")
    assert maya.last.text == "See you soon"
    assert "What is the address?" in ana.card("draft").text


async def test_a_late_answer_is_the_forms_by_a_press(house: Studio) -> None:
    ana, maya = await with_room(house)
    before = len(maya.chat)
    await house.time_passes(minutes=4)
    await ana.says("Jalan Danau 5")
    asked = ana.card("relay.which")
    await ana.presses("It answers the form")
    assert "Used as the answer" in asked.text
    assert "Jalan Danau 5" in ana.last.text
    assert "Which part of town" in ana.last.text
    assert len(maya.chat) == before


async def test_a_press_for_a_form_that_is_over_loses_nothing(house: Studio) -> None:
    ana, maya = await with_room(house)
    await house.time_passes(minutes=4)
    await ana.says("Jalan Danau 5")
    await ana.says("/cancel")
    assert "still waits" in await ana.presses("It answers the form")
    assert ana.card("relay.which").labels[0].startswith("Maya")
    await ana.presses("Maya ·")
    assert maya.last.text == "Jalan Danau 5"


async def test_a_reminder_below_the_question_makes_a_line_a_doubt(house: Studio) -> None:
    ana, maya = await with_room(house)
    await ana.says("/help")
    before = len(maya.chat)
    await ana.says("Jalan Danau 5")
    assert ana.last.code == "relay.which"
    assert len(maya.chat) == before
    await ana.presses("Do not send")
    assert ana.last.text == "Not sent, as you wished."
    assert (len(maya.chat), "What is the address?" in ana.card("draft").text) == (before, True)


async def test_a_photo_at_a_written_question_is_the_rooms(house: Studio) -> None:
    ana, maya = await with_room(house)
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    await ana.sends(photo=photo, caption="my knee")
    assert maya.last.text == "my knee"
    await ana.sends(photo=photo, reply_to=ana.card("draft").id)
    assert "only read text" in ana.last.text


@pytest.mark.parametrize("caption", ["/book", "/start", "/block", "/nothing_we_know"])
async def test_a_photo_is_not_lost_for_a_command_in_its_caption(house: Studio, caption: str) -> None:
    ana, maya = await with_room(house)
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    await ana.sends(photo=photo, caption=caption)
    assert maya.last.text == caption


async def test_with_a_room_text_at_a_button_question_is_the_rooms(house: Studio) -> None:
    ana, maya = await with_room(house)
    await through(ana, "Back")
    await ana.says("See you soon")
    assert maya.last.text == "See you soon"


async def test_with_a_room_a_reply_to_her_goes_to_her_even_at_once(house: Studio) -> None:
    ana, maya = await with_room(house)
    await maya.says("Which door?")
    asked = ana.last.id
    await ana.says("/book")
    await ana.says("The blue one", reply_to=asked)
    assert maya.last.text == "The blue one"
    assert "The blue one" not in ana.card("draft").text


async def test_the_form_survives_a_restart(house: Studio) -> None:
    """Nothing of it is in memory: another dispatcher goes on where the first one was."""
    await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese")
    house.feed = house.feed_anew()
    await through(ana, "60 minutes")
    assert "Where?" in ana.last.text
    assert house.clock.at == NOON
