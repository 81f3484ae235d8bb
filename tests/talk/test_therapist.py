"""`/today` and `/available`: a therapist's day, and what they take from now on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.ports import UnitOfWork
from tests.talk.studio import Phone, Studio, studio
from tests.talk.test_visits import agreed


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def to_when(ana: Phone) -> Phone:
    """Up to the question when, for Maya in the studio."""
    await ana.says("/book")
    for label in ("Balinese massage", "60 minutes", "At the studio", "Maya"):
        await ana.presses(label)
    return ana


async def test_today_and_tomorrow_in_order_each_with_its_card(at: Studio) -> None:
    maya, ana = await agreed(at)
    await maya.says("/today")
    shown = maya.last.text
    assert shown.startswith("Today, Mon, Mar 2\n• 12:50–13:50 · Balinese massage · Ana · Jalan 12, Sanur")
    assert "confirmed" in shown
    assert shown.endswith("Tomorrow, Tue, Mar 3\nNo visits.")
    await maya.presses("12:50 · Ana")
    assert maya.last.code == "offer"
    await maya.presses("On the way")
    assert "Maya is on the way" in ana.last.text
    await maya.says("/today")
    assert "on the way" in maya.last.text


async def test_what_is_cancelled_is_no_visit_and_what_waits_says_so(at: Studio) -> None:
    maya, ana = await agreed(at)
    await ana.presses("Cancel this booking")
    await ana.presses("Yes, cancel it")
    await to_when(ana)
    for label in ("As soon as possible", "Skip", "Send request"):
        await ana.presses(label)
    await maya.says("/today")
    assert maya.last.text.count("No visits.") == 1
    assert (
        "❗ 12:50–13:50 · Balinese massage · Ana · 📍 At the studio · waits for your answer" in maya.last.text
    )
    assert maya.last.labels == ["12:50 · Ana", "📅 My week", "☰ Menu"]
    await maya.presses("12:50 · Ana")
    assert "✅ Accept" in maya.last.labels


async def test_past_midnight_yesterday_is_not_today(at: Studio) -> None:
    maya, _ = await agreed(at)
    await maya.presses("Started")
    await maya.presses("Finished")
    await maya.says("/today")
    assert "completed" in maya.last.text
    await at.time_passes(hours=12)
    await maya.says("/today")
    assert maya.last.text.startswith("Today, Tue, Mar 3\nNo visits.")


async def test_busy_and_away_show_at_once(at: Studio) -> None:
    maya, ana = await at.therapist(70, "maya"), await at.phone(50, "Ana")
    await to_when(ana)
    assert "As soon as possible" in str(ana.last.labels)
    await maya.says("/available")
    assert "You are now: 🟢 Available" in maya.last.text
    assert maya.last.labels == ["✓ 🟢 Available", "🟡 Busy", "⚪ Away", "☰ Menu"]
    await maya.presses("Busy")
    assert "You are now: 🟡 Busy" in maya.last.text
    await ana.says("/book")
    assert "As soon as possible" not in str(ana.last.labels)
    assert "Pick a day" in str(ana.last.labels)
    await ana.presses("Pick a day")
    await maya.presses("Away")
    await ana.says("/book")
    assert "No time is free" in ana.last.text
    await maya.presses("Available")
    await ana.says("/book")
    assert "No time is free" not in ana.last.text


async def test_send_request_looks_at_it_too(at: Studio) -> None:
    maya, ana = await at.therapist(70, "maya"), await at.phone(50, "Ana")
    await to_when(ana)
    for label in ("As soon as possible", "Skip"):
        await ana.presses(label)
    await maya.says("/available")
    await maya.presses("Busy")
    await ana.presses("Send request")
    assert not [one for one in maya.chat if one.code == "offer"]
    assert "right away" in ana.last.text


async def test_the_feed_hears_each_change_once(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/available")
    for label in ("Away", "Away", "Available"):
        await maya.presses(label)
    events = await at.units.look(events_of_therapists)
    assert events == ["away", "available"]


async def events_of_therapists(unit: UnitOfWork) -> list[str]:
    rows = await unit.connection.exec_driver_sql(  # type: ignore[attr-defined]
        "SELECT payload FROM events WHERE channel LIKE 'therapists.%' AND kind = 'availability_changed'"
    )
    return [json.loads(row.payload)["readiness"] for row in rows]


async def test_only_for_therapists(at: Studio) -> None:
    ana = await at.phone(50, "Ana")
    for command in ("/today", "/available"):
        await ana.says(command)
        assert "for the studio's therapists" in ana.last.text
    assert "out of date" in await ana.presses_data("a1:away")
    assert "out of date" in await ana.presses_data("a1:asleep")


async def test_the_mean_of_the_ratings_is_shown_and_no_words(at: Studio) -> None:
    maya, ana = await agreed(at)
    for label in ("Started", "Finished"):
        await maya.presses(label)
    await ana.presses("4 ⭐")
    await maya.says("/available")
    assert "Your rating: 4.0 of 5, from 1 visit" in maya.last.text


async def test_who_was_taken_off_the_roster_accepts_nothing(at: Studio) -> None:
    maya, ana = await at.therapist(70, "maya"), await at.phone(50, "Ana")
    await to_when(ana)
    for label in ("As soon as possible", "Skip", "Send request"):
        await ana.presses(label)

    async def suspend(unit: UnitOfWork) -> None:
        found = await unit.therapists.by_code("maya")
        assert found is not None
        unit.therapists.save(replace(found, active=False))

    await at.units.run(suspend)
    assert "not on the studio's roster" in await maya.presses("Accept")
    assert ana.card("booking").text.startswith("⏳ Request sent")
    assert await maya.presses("Decline") == "Declined"
