"""Everything around the form: greeting, invites, offers, rooms, choices, cancelling, status, dead ends."""

from __future__ import annotations

import pytest

from bot.callbacks import BookingAct, BookingPress, MessageAct, MessagePress, OfferAct, OfferPress
from domain.booking import BookingStatus
from tests.talk.studio import Phone, Studio
from tests.talk.test_form import through, to_summary


async def requested(house: Studio) -> tuple[Phone, Phone]:
    maya = await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await to_summary(ana)
    await ana.presses("Send request")
    return ana, maya


async def agreed(house: Studio) -> tuple[Phone, Phone]:
    ana, maya = await requested(house)
    await maya.presses("Accept")
    return ana, maya


async def status_of_booking(house: Studio) -> BookingStatus:
    (booking,) = await house.units.look(lambda unit: unit.bookings.list())
    return booking.status


async def test_everybody_is_greeted_by_what_they_are(house: Studio) -> None:
    ana, maya = await house.phone(1, "Ana"), await house.therapist(2, "maya")
    assert ana.last.text.startswith("Hello Ana")
    assert ana.last.labels == ["📅 Book a visit", "How it works", "🌐 Bahasa Indonesia"]
    await maya.says("/start")
    assert "on the roster as Maya" in maya.last.text
    olga = await house.phone(3, "Olga")
    assert "You are an operator" in olga.last.text
    assert "Show status" in olga.last.labels


async def test_an_invite_makes_a_therapist_once(house: Studio) -> None:
    maya = Phone(house, 2, "Private name")
    token = await house.invite("maya")
    await maya.says(f"/start {token}")
    assert maya.last.text.startswith("Welcome, Maya")
    await maya.says(f"/start {token}")
    assert "set up as a therapist already" in maya.last.text
    eve = Phone(house, 9, "Eve")
    await eve.says(f"/start {token}")
    assert "used already" in eve.last.text
    await eve.says("/start inv_nonsense")
    assert "do not know this invite" in eve.last.text


async def test_an_invite_runs_out(house: Studio) -> None:
    token = await house.invite("maya")
    await house.time_passes(days=8)
    late = Phone(house, 2, "Late")
    await late.says(f"/start {token}")
    assert "has run out" in late.last.text


async def test_request_accept_talk(house: Studio) -> None:
    ana, maya = await requested(house)
    offer, card = maya.card("offer"), ana.card("booking")
    assert "Answer by 12:05" in offer.text
    assert "Maya has until 12:05 to answer" in card.text
    assert await maya.presses("Accept") == "Accepted"
    assert offer.text.startswith("✅ You accepted")
    assert card.text.startswith("✅ Confirmed")
    assert "You and Maya can write to each other now" in ana.last.text
    assert "You and Ana can write to each other now" in maya.last.text
    asked = await ana.says("Is there parking?")
    assert maya.last.text == "Is there parking?"
    await maya.says("Yes, behind the house", reply_to=maya.last.id)
    assert (ana.last.text, ana.last.reply_to) == ("Yes, behind the house", asked)


async def test_formatting_and_captions_cross(house: Studio) -> None:
    ana, maya = await agreed(house)
    photo = [{"file_id": "small", "file_unique_id": "s", "width": 9, "height": 9}]
    photo.append({"file_id": "large", "file_unique_id": "l", "width": 90, "height": 90})
    await ana.sends(photo=photo, caption="my knee")
    assert (maya.last.code, maya.last.text) == ("photo", "my knee")
    await ana.sends(text="very sore", entities=[{"type": "bold", "offset": 0, "length": 4}])
    room = await house.units.look(lambda unit: unit.rooms.list(live=True))
    history = await house.units.look(lambda unit: unit.messages.history(room[0].conversation))
    assert history[0].file == "large"
    assert [dict(one) for one in history[1].entities] == [{"type": "bold", "offset": 0, "length": 4}]


async def test_the_therapist_may_ask_before_she_answers(house: Studio) -> None:
    ana, maya = await requested(house)
    await maya.says("Which knee?", reply_to=maya.card("offer").id)
    assert ana.last.text == "Which knee?"


@pytest.mark.parametrize(
    ("first", "second", "toast"),
    [
        ("Accept", OfferAct.ACCEPT, "You have accepted this request already."),
        ("Decline", OfferAct.ACCEPT, "You have declined this request already."),
        ("Decline", OfferAct.DECLINE, "You have declined this request already."),
    ],
)
async def test_an_offer_is_answered_once(house: Studio, first: str, second: OfferAct, toast: str) -> None:
    _, maya = await requested(house)
    await maya.presses(first)
    assert await maya.presses_data(OfferPress(offer=1, act=second).pack()) == toast
    assert house.toasts[-1][1], "has to be read, so it stays until it is closed"


async def test_too_late_is_said(house: Studio) -> None:
    _, maya = await requested(house)
    await house.time_passes(minutes=6)
    assert maya.card("offer").text.startswith("⌛")
    assert "run out" in await maya.presses_data(OfferPress(offer=1, act=OfferAct.ACCEPT).pack())


async def test_presses_with_somebody_elses_things_change_nothing(house: Studio) -> None:
    ana, _ = await requested(house)
    eve = await house.phone(9, "Eve")
    before = len(eve.chat)
    for press in (
        OfferPress(offer=1, act=OfferAct.ACCEPT),
        OfferPress(offer=77, act=OfferAct.DECLINE),
        *(BookingPress(booking=1, act=act) for act in BookingAct),
        BookingPress(booking=77, act=BookingAct.CANCEL_SURE),
        *(MessagePress(message=1, act=act) for act in MessageAct),
    ):
        assert await eve.presses_data(press.pack()) != ""
    for data in ("", "d1|", "b1:x:cancel", "b1:-1:cancel", "nonsense", "o9:1:accept", "n1:nothing"):
        assert "out of date" in await eve.presses_data(data)
    assert len(eve.chat) == before
    assert await status_of_booking(house) is BookingStatus.REQUESTED
    assert ana.card("booking").text.startswith("⏳")


async def test_declined_offers_choices_and_each_works(house: Studio) -> None:
    ana, maya = await requested(house)
    await house.therapist(4, "ketut")
    assert await maya.presses("Decline") == "Declined"
    choices = ana.card("booking.choices")
    assert choices.text.startswith("Maya cannot take RL-")
    assert choices.labels == [
        "Choose another time",
        "🔔 Tell me when a time comes free",
        "Cancel the request",
    ]
    card = ana.card("booking")
    assert card.text.startswith("❓ Your choice, please")
    assert card.buttons == [], "the choices stand on the card below"
    await ana.presses("Choose another time")
    assert await status_of_booking(house) is BookingStatus.CANCELLED
    assert choices.buttons == []
    form = ana.card("draft")
    assert "Balinese massage, 90 minutes" in form.text
    assert "When?" in form.text
    assert "is closed" in form.text


async def test_ask_any_therapist(house: Studio) -> None:
    maya = await house.therapist(2, "maya")
    wayan = await house.therapist(4, "wayan")
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese", "60 minutes", "At the studio", "Maya")
    await through(ana, "Pick a day", "5", "Evening", "17:00", "Skip")
    await ana.presses("Send request")
    await maya.presses("Decline")
    assert await ana.presses("Ask any therapist") == "Another therapist is being asked"
    assert ana.card("booking.choices").buttons == []
    assert "New request" in wayan.card("offer").text
    assert "Wayan has until" in ana.card("booking").text


async def test_cancelling_is_asked_about_first(house: Studio) -> None:
    ana, maya = await agreed(house)
    await ana.presses("Cancel this booking")
    question = ana.card("booking.sure")
    assert question.labels == ["Yes, cancel it", "No, keep it"]
    await ana.presses("No, keep it")
    assert "Nothing was cancelled" in question.text
    assert await status_of_booking(house) is BookingStatus.CONFIRMED
    await ana.presses("Cancel this booking")
    assert await ana.presses("Yes, cancel it") == "Cancelled"
    assert await status_of_booking(house) is BookingStatus.CANCELLED
    assert ana.card("booking").text.startswith("✖ Cancelled")
    assert "Ana cancelled" in maya.card("booking.cancelled").text
    assert maya.card("offer").text.startswith("✖ Cancelled")


async def test_the_same_again_begins_with_the_old_answers(house: Studio) -> None:
    ana, _ = await agreed(house)
    await ana.presses("Cancel this booking")
    await ana.presses("Yes, cancel it")
    await ana.presses("Book the same again")
    form = ana.card("draft")
    assert "Balinese massage, 90 minutes" in form.text
    assert "Maya (sample)" in form.text
    assert "When?" in form.text


async def test_cancel_without_a_form_points_at_the_booking(house: Studio) -> None:
    ana, _ = await requested(house)
    (booking,) = await house.units.look(lambda unit: unit.bookings.list())
    await ana.says("/cancel")
    assert booking.reference in ana.last.text


async def test_a_visit_that_is_over_cannot_be_cancelled(house: Studio) -> None:
    ana, _ = await agreed(house)
    old = {text: one for row in ana.card("booking").buttons for text, one in row}
    await house.time_passes(hours=3)
    await ana.says("/cancel")
    assert "nothing to cancel" in ana.last.text
    assert "is over" in await ana.presses_data(old["Cancel this booking"])
    assert await status_of_booking(house) is BookingStatus.CONFIRMED


async def test_a_room_that_is_over_explains_itself(house: Studio) -> None:
    ana, maya = await agreed(house)
    await house.time_passes(days=2)
    assert "has ended" in ana.card("room.ended").text
    await maya.says("Are you well?")
    assert "Not delivered" in maya.last.text
    await ana.says("Thank you")
    assert "With your next booking" in ana.last.text
    assert ana.last.labels == ["📅 Book a visit"]


async def test_what_cannot_be_carried_is_explained_in_reply(house: Studio) -> None:
    ana, maya = await agreed(house)
    before = len(maya.chat)
    sent = await ana.sends(contact={"phone_number": "+62 811 1111", "first_name": "Ana"})
    assert (ana.last.code, ana.last.reply_to) == ("relay.not_carried", sent)
    assert "Contact cards are not passed on" in ana.last.text
    chat = {"id": -100, "type": "channel", "title": "Secret"}
    await ana.sends(story={"chat": chat, "id": 5})
    assert "shows whose it is" in ana.last.text
    await ana.sends(something_new={"id": 5})
    assert "say it in words" in ana.last.text
    assert len(maya.chat) == before


async def test_an_edit_changes_the_copy_and_a_phantom_edit_is_none(house: Studio) -> None:
    ana, maya = await agreed(house)
    said = await ana.says("at three")
    before = len(ana.chat), len(maya.chat)
    await ana.edits(said, "at three")
    assert maya.last.edits == 0
    await ana.edits(said, "at four")
    assert (maya.last.text, maya.last.edits) == ("at four", 1)
    assert (len(ana.chat), len(maya.chat)) == before


async def test_an_edit_of_a_line_that_waits_changes_what_will_go(house: Studio) -> None:
    _, maya = await agreed(house)
    budi = await house.phone(5, "Budi")
    await budi.says("/book")
    await through(budi, "Balinese", "60 minutes", "At the studio", "Maya")
    await through(budi, "Pick a day", "5", "Evening", "17:00", "Skip")
    await budi.presses("Send request")
    await maya.presses("Accept")
    said = await maya.says("Shall I bring oil?")
    assert (maya.last.code, maya.last.reply_to) == ("relay.which", said)
    await maya.edits(said, "Shall I bring oil?")
    assert maya.last.code == "relay.which"
    await maya.edits(said, "Shall I bring towels?")
    assert maya.last.code == "relay.which"
    await maya.presses("Budi")
    assert budi.last.text == "Shall I bring towels?"


async def test_what_has_no_words_is_listed_by_its_kind(house: Studio) -> None:
    ana, _maya = await agreed(house)
    await ana.sends(voice={"file_id": "v1", "file_unique_id": "u1", "duration": 3})
    await ana.says("/unsend")
    assert [one.partition("Maya · ")[2] for one in ana.last.labels] == ["voice message"]


async def test_the_last_ones_can_be_taken_back_by_a_press(house: Studio) -> None:
    ana, maya = await agreed(house)
    for text in ("at three", "at four"):
        await ana.says(text)
    await ana.says("/unsend")
    assert ana.last.code == "unsend"
    assert [one.partition("Maya · ")[2] for one in ana.last.labels] == ["at four", "at three"]
    await ana.presses("at four")
    assert "at four" not in [one.text for one in maya.chat] and maya.last.text == "at three"
    assert "It may have been seen" in ana.last.text
    await ana.presses("at three")
    assert not [one for one in maya.chat if one.text == "at three"]


async def test_what_others_wrote_is_not_taken_back(house: Studio) -> None:
    ana, maya = await agreed(house)
    await ana.says("at three")
    copy = maya.last.id
    await maya.says("/unsend", reply_to=copy)
    assert "What others wrote is theirs" in maya.last.text
    assert copy in [one.id for one in maya.chat]
    await maya.says("/unsend")
    assert "nothing of yours" in maya.last.text


async def test_telegrams_own_notes_about_the_chat_are_nobodys_message(house: Studio) -> None:
    ana, maya = await agreed(house)
    before = len(ana.chat), len(maya.chat)
    await ana.sends(message_auto_delete_timer_changed={"message_auto_delete_time": 60})
    assert (len(ana.chat), len(maya.chat)) == before


async def test_a_newcomers_line_and_an_unknown_command_name_the_next_step(house: Studio) -> None:
    ana = await house.phone(1, "Ana")
    await ana.says("hello?")
    assert ana.last.labels == ["📅 Book a visit"]
    await ana.says("/bok")
    assert "I do not know /bok" in ana.last.text
    await ana.presses("How it works")
    assert ana.last.code == "help"
    await ana.says("/privacy")
    assert ana.last.code == "privacy"


async def test_an_unknown_command_does_not_reach_the_room(house: Studio) -> None:
    ana, maya = await agreed(house)
    before = len(maya.chat)
    await ana.says("/bok")
    assert len(maya.chat) == before


async def test_status_is_for_operators_and_refreshed_in_place(house: Studio) -> None:
    olga, ana = await house.phone(3, "Olga"), await house.phone(1, "Ana")
    await olga.says("/status")
    screen = olga.card("status")
    assert "🟢 Telegram last fetch 500 ms ago" in screen.text
    assert "2 to send" in screen.text
    await olga.presses("Measure again")
    assert screen.edits == 1
    assert [one.code for one in olga.chat].count("status") == 1
    await ana.says("/status")
    assert "for the studio's operators" in ana.last.text
    assert "operators" in await ana.presses_data("n1:status")


async def test_the_form_of_one_who_is_suspended_or_gone_is_not_offered(house: Studio) -> None:
    """Nobody has joined: the form says so instead of showing an empty list."""
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese", "60 minutes", "At the studio")
    assert "Nobody offers this there" in ana.last.text
    assert ana.last.labels == ["← Back", "Cancel"]
