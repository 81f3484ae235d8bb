"""What the three read and press: everybody asked at once, others in place of one who calls off, choices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.callbacks import BookingAct, BookingPress, OfferAct, OfferPress
from domain.booking import Booking, BookingStatus
from tests.talk.studio import Phone, Studio, studio
from tests.talk.test_form import through


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path, operators=frozenset({"3"})) as opened:
        yield opened


async def newest(house: Studio) -> Booking:
    return (await house.units.look(lambda unit: unit.bookings.list()))[0]


async def requested(ana: Phone, whom: str = "Anyone") -> None:
    await ana.says("/book")
    await through(ana, "Deep tissue", "60 minutes", "At the studio", whom, "As soon as possible", "Skip")
    await ana.presses("Send request")


async def asked_at_once(house: Studio) -> tuple[Phone, Phone, Phone]:
    """Maya and Ketut have let it pass, each in turn."""
    maya, ketut = await house.therapist(2, "maya"), await house.therapist(4, "ketut")
    ana = await house.phone(1, "Ana")
    await requested(ana)
    for _ in range(2):
        await house.time_passes(minutes=5)
    return ana, maya, ketut


async def test_everybody_at_once(house: Studio) -> None:
    ana, maya, ketut = await asked_at_once(house)
    card = ana.card("booking")
    assert card is ana.last, "it comes down to where it is read"
    assert card.text.startswith("📣 Asking everybody who is free · RL-")
    assert "2 therapists are asked at once" in card.text
    assert "You will have an answer by 12:12." in card.text
    assert card.labels == ["Choose another time", "Cancel this request"]
    offer = maya.card("offer")
    assert "Answer by 12:12" in offer.text
    assert "the first to accept has it" in offer.text
    assert "A question first?" not in offer.text, "there is no room to ask it in"
    assert offer.labels[:2] == ["✅ Accept", "Decline"]
    line = await ana.says("The bell is broken")
    assert (ana.last.text[:2], ana.last.reply_to) == ("📝 ", line)
    assert "1 message kept" in ana.last.text
    assert await ketut.presses("Accept") == "Accepted"
    assert ketut.last.text == "The bell is broken"
    assert offer.text.startswith("Somebody else took it")
    assert offer.buttons == []
    late = await maya.presses_data(OfferPress(offer=3, act=OfferAct.ACCEPT).pack())
    assert late == "Somebody else took it."
    assert ana.card("booking").text.startswith("✅ Confirmed")
    assert ana.card("relay.kept").text == "Passed on to Ketut: 1 message."
    await ketut.says("I shall knock", reply_to=ketut.card("offer").id)
    assert ana.last.text == "I shall knock"


async def test_why_and_unsend_know_what_is_kept(house: Studio) -> None:
    ana, _, ketut = await asked_at_once(house)
    line = await ana.says("The bell is broken")
    await ana.says("/why", reply_to=line)
    assert "kept for the one who accepts the booking" in ana.card("why.message").text
    await ana.says("And mind the step")
    await ana.edits(line, "The bell is mended")
    await ana.says("/unsend")
    assert any("mind the step" in one for one in ana.last.labels)
    await ana.presses("mind the step")
    assert "1 message kept" in ana.card("relay.kept").text
    await ketut.presses("Accept")
    assert ketut.last.text == "The bell is mended"


async def test_she_does_not_wait(house: Studio) -> None:
    ana, maya, _ = await asked_at_once(house)
    await ana.presses("Choose another time")
    assert (await newest(house)).status is BookingStatus.CANCELLED
    form = ana.card("draft")
    assert "Deep tissue massage, 60 minutes" in form.text
    assert "When?" in form.text
    assert maya.card("offer").text.startswith("✖ Cancelled")
    late = await maya.presses_data(OfferPress(offer=3, act=OfferAct.ACCEPT).pack())
    assert late == "This request has been cancelled."


async def test_one_who_calls_off_is_followed_by_the_next(house: Studio) -> None:
    olga = await house.phone(3, "Olga")
    maya, ketut = await house.therapist(2, "maya"), await house.therapist(4, "ketut")
    phones = {"Maya": maya, "Ketut": ketut}
    ana = await house.phone(1, "Ana")
    await requested(ana)
    first = next(name for name in phones if f"{name} has until" in ana.card("booking").text)
    second = next(name for name in phones if name != first)
    await phones[first].presses("Accept")
    await phones[first].presses("I cannot make it")
    await phones[first].presses("I am ill")
    told = ana.card("booking.redispatched")
    assert told.text.startswith(f"{first} cannot come after all (RL-")
    assert "We are asking others for you at once" in told.text
    assert told.labels[-2:] == ["Choose another time", "Cancel this request"]
    assert ana.chat.index(told) < ana.chat.index(ana.card("booking"))
    assert f"{second} has until" in ana.card("booking").text
    assert "called off" in olga.card("alert").text
    assert "Reason: ill" in olga.card("alert").text
    await phones[second].presses("Accept")
    assert ana.card("booking").text.startswith("✅ Confirmed")
    press = BookingPress(booking=(await newest(house)).id, act=BookingAct.OTHER_TIME)
    assert await ana.presses_data(press.pack()) != "", "an old button answers"
    assert (await newest(house)).status is BookingStatus.CONFIRMED


async def test_a_wish_for_a_woman_is_given_up_by_her_alone(house: Studio) -> None:
    maya, ketut = await house.therapist(2, "maya"), await house.therapist(4, "ketut")
    ana = await house.phone(1, "Ana")
    await requested(ana, "A woman")
    await maya.presses("Decline")
    choices = ana.card("booking.choices")
    assert "Anyone, whoever is free" in choices.labels
    assert not [one for one in choices.labels if one.startswith("Ask any")], "there is no other woman"
    assert await ana.presses("whoever is free") == "Another therapist is being asked"
    assert "New request" in ketut.card("offer").text
    assert (await newest(house)).wish.gender is None


async def test_nobody_left(house: Studio) -> None:
    ana, _, _ = await asked_at_once(house)
    await ana.says("Is anybody there?")
    await house.time_passes(minutes=2)
    choices = ana.card("booking.choices")
    assert choices.text.startswith("Nobody could take RL-")
    assert choices.labels[0] == "Choose another time"
    await ana.presses("Cancel the request")
    assert ana.card("relay.kept").text.endswith("so 1 message of yours was not passed on.")
