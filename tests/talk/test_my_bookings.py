"""`/bookings`, the card of one, and cancelling it from there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.talk.studio import Studio, studio
from tests.talk.test_visits import agreed


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def test_none_yet(at: Studio) -> None:
    ana = await at.phone(50, "Ana")
    await ana.says("/bookings")
    assert "no bookings yet" in ana.last.text
    await ana.presses("Book a visit")
    assert ana.last.code == "draft"


async def test_one_in_full_and_cancelled_while_it_is_free(at: Studio) -> None:
    maya, ana = await agreed(at)
    await ana.says("/bookings")
    listed = ana.last
    assert listed.text.startswith("Coming up\n• Mon, Mar 2, 12:50 · Balinese massage · Maya · confirmed")
    await ana.presses_data(listed.buttons[0][0][1], listed)
    card = ana.last
    for part in ("Confirmed", "Jalan 12", "IDR", "Maya", "goes to Maya"):
        assert part in card.text
    await ana.presses("Cancel this booking")
    assert "late" not in ana.last.text
    assert await ana.presses("Yes, cancel it") == "Cancelled"
    assert "Ana cancelled" in maya.card("booking.cancelled").text
    assert "late" not in maya.card("booking.cancelled").text
    await ana.says("/bookings")
    assert ana.last.text.startswith("Earlier\n•")
    assert "cancelled" in ana.last.text


async def test_late_is_said_before_the_last_tap(at: Studio) -> None:
    maya, ana = await agreed(at)
    await at.time_passes(minutes=11)
    await ana.presses("Cancel this booking")
    assert "recorded as a late cancellation. No money moves." in ana.last.text
    await ana.presses("Yes, cancel it")
    assert ana.card("booking").text.startswith("✖ Cancelled")
    assert "late cancellation" in maya.card("booking.cancelled").text


async def test_it_becomes_late_while_she_thinks(at: Studio) -> None:
    maya, ana = await agreed(at)
    await ana.presses("Cancel this booking")
    await at.time_passes(minutes=11)
    await ana.presses("Yes, cancel it")
    assert "recorded as a late cancellation" in ana.last.text
    assert ana.card("booking").text.startswith("✅ Confirmed")
    await ana.presses("No, keep it")
    assert "stays as it is" in ana.card("booking.sure").text
    assert not [one for one in maya.chat if one.code == "booking.cancelled"]


async def test_a_stale_card_is_refused_with_the_true_reason(at: Studio) -> None:
    maya, ana = await agreed(at)
    cancel = dict(one for row in ana.card("booking").buttons for one in row)["Cancel this booking"]
    await ana.presses("Cancel this booking")
    sure = dict(one for row in ana.last.buttons for one in row)["Yes, cancel it"]
    await maya.presses("Started")
    for data in (cancel, sure):
        assert "has begun" in await ana.presses_data(data)
    await maya.presses("Finished")
    for data in (cancel, sure):
        assert "is over" in await ana.presses_data(data)
    assert ana.card("booking").labels == ["Book the same again", "I need the studio"]


async def test_a_therapist_calls_off(at: Studio) -> None:
    maya, ana = await agreed(at)
    await maya.presses("I cannot make it")
    assert "customer hears of it at once" in maya.last.text
    await maya.presses("No, keep it")
    assert "stays as it is" in maya.last.text
    await maya.presses("I cannot make it")
    assert "customer has been told" in await maya.presses("Yes, call it off")
    assert "is called off" in maya.card("visit.sure").text
    assert maya.card("offer").text.startswith("✖ Cancelled")
    choices = ana.card("booking.choices")
    assert "Maya cannot come after all" in choices.text
    assert choices.labels[0] == "Choose another time"
    assert "Cancel the request" in choices.labels


async def test_what_waits_for_a_choice_can_be_chosen_for_from_the_list(at: Studio) -> None:
    maya, ana = await agreed(at)
    await maya.presses("I cannot make it")
    await maya.presses("Yes, call it off")
    await ana.says("/bookings")
    assert "waits for your choice" in ana.last.text
    await ana.presses_data(ana.last.buttons[0][0][1])
    assert ana.last.labels == ["Choose another time", "Cancel this request"]
    await ana.presses("Choose another time")
    assert "Your earlier request is closed" in ana.last.text


async def test_nobody_sees_or_calls_off_anothers(at: Studio) -> None:
    maya, ana = await agreed(at)
    eve = await at.phone(66, "Eve")
    for data in ("b1:1:show", "x1:1:ask", "x1:1:sure", "x1:1:keep"):
        assert "out of date" in await eve.presses_data(data)
    assert "out of date" in await ana.presses_data("x1:1:sure")
    assert "out of date" in await maya.presses_data("b1:1:show")
    await eve.says("/bookings")
    assert "no bookings yet" in eve.last.text
