"""The visit as two phones show it: reminders, the therapist's taps, what the customer reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.talk.studio import Phone, Studio, studio


@pytest.fixture
async def open_studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def agreed(at: Studio, *, when: str = "As soon as possible", day: str = "") -> tuple[Phone, Phone]:
    """A visit at home that Maya has accepted."""
    maya, ana = await at.therapist(70, "maya"), await at.phone(50, "Ana")
    await ana.says("/book")
    await ana.presses("Balinese massage")
    await ana.presses("60 minutes")
    await ana.presses("At my home")
    await ana.says("Jalan 12")
    await ana.presses("Sanur")
    await ana.presses("Maya")
    await ana.presses(when)
    if when != "As soon as possible":
        await ana.presses(day or ana.last.labels[0])
        await ana.presses(ana.last.labels[0])
    await ana.presses("Skip")
    await ana.presses("Send request")
    await maya.presses("Accept")
    return maya, ana


async def test_the_taps_and_what_the_customer_reads(open_studio: Studio) -> None:
    maya, ana = await agreed(open_studio)
    taps = ["🚗 On the way", "📍 Arrived", "▶️ Started"]
    assert maya.card("offer").labels == [*taps, "Ask for another time", "I cannot make it"]
    assert await maya.presses("On the way") == ""
    assert "You are on the way" in maya.card("offer").text
    share = "Ask to share numbers for this visit"
    care = "I need the studio"
    assert maya.card("offer").labels == ["📍 Arrived", "▶️ Started", share, "I cannot make it", care]
    assert ana.card("booking").labels == ["Add to calendar", "Cancel this booking", care]
    assert ana.card("booking").text.startswith("🚗 On the way")
    news = ana.card("visit.news")
    assert "Maya is on the way" in news.text
    assert "Expected around" in news.text
    await ana.says("The gate is open", reply_to=news.id)
    assert maya.last.text == "The gate is open"
    await maya.presses("Arrived")
    assert ana.last.text.startswith("📍 Maya has arrived")
    assert len([one for one in ana.chat if one.code == "visit.news"]) == 1
    await maya.presses("Started")
    await maya.presses("Finished")
    assert maya.card("offer").labels == [care]
    assert ana.card("booking").labels == ["Book the same again", care]
    await open_studio.time_passes(hours=4)
    assert maya.card("offer").labels == []
    assert ana.card("booking").labels == ["Book the same again"]


async def test_an_old_button_says_how_it_stands(open_studio: Studio) -> None:
    maya, ana = await agreed(open_studio)
    data = {text: one for row in maya.card("offer").buttons for text, one in row}
    await maya.presses("On the way")
    assert "on the way already" in await maya.presses_data(data["🚗 On the way"])
    await maya.presses("Started")
    assert "has begun already" in await maya.presses_data(data["📍 Arrived"])
    assert "out of date" in await ana.presses_data(data["▶️ Started"])
    assert "has begun" in ana.card("booking").text


async def test_a_slip_days_before_is_told_to_nobody(open_studio: Studio) -> None:
    maya, ana = await agreed(open_studio, when="Pick a day")
    open_studio.clock.at = open_studio.clock.at.replace(hour=0)
    assert "too early" in await maya.presses("On the way")
    assert not [one for one in ana.chat if one.code == "visit.news"]


async def test_reminders_are_the_cards_themselves_with_buttons_that_work(open_studio: Studio) -> None:
    maya, ana = await agreed(open_studio, when="Pick a day", day="4")
    hours = []
    for hour in range(72):
        await open_studio.time_passes(hours=1)
        if maya.last.text.startswith("⏰"):
            hours.append(hour)
            assert "Reminder: a visit is coming up · RL-" in ana.card("booking").text
            assert "Jalan 12" in maya.last.text
            assert maya.last.labels[0] == "🚗 On the way"
            assert "Cancel this booking" in ana.card("booking").labels
            await ana.says("See you", reply_to=ana.card("booking").id)
            assert maya.last.text == "See you"
    assert hours[1] - hours[0] == 22
    assert len(hours) == 2
    assert len([one for one in ana.chat if one.code == "booking"]) == 1


async def test_no_reminder_of_a_visit_within_the_hour(open_studio: Studio) -> None:
    maya, ana = await agreed(open_studio)
    told = len(ana.chat), len(maya.chat)
    await open_studio.time_passes(hours=2)
    assert (len(ana.chat), len(maya.chat)) == told
    assert "Reminder" not in ana.card("booking").text
