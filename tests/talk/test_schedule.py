"""`/menu` and `/schedule`: a therapist's week, and where it leads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from domain.schedule import DateException, Schedule, WeeklyWindow, Window
from domain.time import Span
from services.ports import UnitOfWork
from tests.talk.studio import ZONE, Phone, Studio, studio
from tests.talk.test_therapist import to_when
from tests.talk.test_visits import agreed

SPLIT = (Window(time(9), time(13)), Window(time(15), time(20)))


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def set_hours(at: Studio, schedule: Schedule) -> None:
    async def work(unit: UnitOfWork) -> None:
        maya = await unit.therapists.by_code("maya")
        assert maya is not None
        unit.therapists.set_schedule(maya.id, schedule)

    await at.units.run(work)


def paragraph(phone: Phone, start: str) -> list[str]:
    """The lines of that day."""
    found = [one for one in phone.last.text.split("\n\n") if one.startswith(start)]
    assert len(found) == 1, phone.last.text
    return found[0].splitlines()


async def test_the_week_in_order_with_what_is_free_and_what_is_not(at: Studio) -> None:
    maya, _ = await agreed(at)
    off = Span(datetime(2026, 3, 5, 2, tzinfo=UTC), datetime(2026, 3, 5, 4, tzinfo=UTC))
    days = Span(datetime(2026, 3, 5, 16, tzinfo=UTC), datetime(2026, 3, 6, 16, tzinfo=UTC))
    weekly = tuple(WeeklyWindow(day, window) for day in range(6) for window in SPLIT)
    late = DateException(date(2026, 3, 7), (Window(time(22), time(2)),))
    await set_hours(at, Schedule(ZONE, weekly, (late,), (off, days)))
    await maya.says("/schedule")
    assert maya.last.text.startswith("Sun, Mar 1 – Sat, Mar 7\n\nToday, Mon, Mar 2\n")
    assert paragraph(maya, "Today") == [
        "Today, Mon, Mar 2",
        "🟢 12:00–12:50 free",
        "• 12:50–13:50 · Ana · Balinese massage",
        "☕ 13:00–15:00 break",
        "🟢 15:00–20:00 free",
    ]
    assert paragraph(maya, "Tue") == [
        "Tue, Mar 3",
        "🟢 09:00–13:00 free",
        "☕ 13:00–15:00 break",
        "🟢 15:00–20:00 free",
    ]
    assert paragraph(maya, "Thu")[1:3] == ["🟢 09:00–10:00 free", "🌴 10:00–12:00 time off"]
    assert paragraph(maya, "Fri") == ["Fri, Mar 6 · 🌴 time off"]
    assert paragraph(maya, "Sat") == ["Sat, Mar 7", "🟢 22:00–02:00 free"]
    assert maya.last.labels == ["Mon 12:50 · Ana", "‹", "›", "🕘 My hours", "🌴 Time off", "☰ Menu"]


async def test_a_tap_leads_to_the_card_and_what_waits_can_be_answered_there(at: Studio) -> None:
    maya, ana = await at.therapist(70, "maya"), await at.phone(50, "Ana")
    await to_when(ana)
    for label in ("As soon as possible", "Skip", "Send request"):
        await ana.presses(label)
    await maya.says("/schedule")
    assert "❗ 12:50–13:50 · Ana · Balinese massage · waits for your answer" in maya.last.text
    await maya.presses("Mon 12:50 · Ana")
    await maya.presses("Accept")
    await maya.says("/schedule")
    assert "• 12:50–13:50 · Ana · Balinese massage" in maya.last.text


async def test_earlier_and_later_weeks_on_the_same_card(at: Studio) -> None:
    maya, _ = await agreed(at)
    await maya.says("/schedule")
    card, count = maya.last.id, len(maya.chat)
    await maya.presses("›")
    assert maya.last.text.startswith("Sun, Mar 8 – Sat, Mar 14")
    assert maya.last.labels[:3] == ["‹", "›", "This week"]
    await maya.presses("›")
    await maya.presses("This week")
    assert maya.last.text.startswith("Sun, Mar 1 – Sat, Mar 7")
    await maya.presses("‹")
    assert maya.last.text.startswith("Sun, Feb 22 – Sat, Feb 28")
    assert (maya.last.id, len(maya.chat)) == (card, count)


async def test_a_button_of_a_card_further_up_brings_it_down(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/schedule")
    later = next(data for row in maya.last.buttons for label, data in row if label == "›")
    upper = maya.last
    await maya.says("/schedule")
    await maya.presses_data(later, upper)
    assert maya.last.text.startswith("Sun, Mar 8")
    assert sum(one.code == "schedule" for one in maya.chat) == 1


async def test_the_menu_leads_everywhere_and_back_on_one_card(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/menu")
    card = maya.last.id
    assert "Maya, what would you like to do?" in maya.last.text
    for label, code in (("Today", "today"), ("My week", "schedule"), ("Availability", "readiness")):
        await maya.presses(label)
        assert (maya.last.code, maya.last.id) == (code, card)
        await maya.presses("Menu")
        assert (maya.last.code, maya.last.id) == ("desk", card)


async def test_in_indonesian(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/language")
    await maya.presses("Bahasa Indonesia")
    await maya.says("/schedule")
    assert "kosong" in maya.last.text


async def test_only_for_therapists(at: Studio) -> None:
    ana = await at.phone(50, "Ana")
    for command in ("/menu", "/schedule"):
        await ana.says(command)
        assert "for the studio's therapists" in ana.last.text
    for data in ("y1:2026-03-02", "n1:schedule", "n1:menu"):
        assert "out of date" in await ana.presses_data(data)


async def test_a_day_that_is_none_is_refused(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    for data in ("y1:2026-02-30", "y1:9999-12-31", "y1:0001-01-01", "y1:", "y1:tomorrow"):
        assert "out of date" in await maya.presses_data(data)
