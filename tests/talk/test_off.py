"""`/off`: time off by the calendar and in writing, and the bookings it hits, which it does not cancel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.time import Span
from tests.talk.studio import Studio, studio
from tests.talk.test_hours import schedule_of
from tests.talk.test_therapist import to_when
from tests.talk.test_visits import agreed


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


def days(first: int, last: int) -> Span:
    """Of March, whole, in the studio."""
    return Span(datetime(2026, 3, first - 1, 16, tzinfo=UTC), datetime(2026, 3, last, 16, tzinfo=UTC))


async def test_several_days_by_the_calendar_on_one_card(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/off")
    card = maya.last.id
    assert "Nothing planned." in maya.last.text
    for label, then in (
        ("Add time off", "From which day?"),
        ("10", "From Tue, Mar 10 until which day?"),
        ("Back", "From which day?"),
        ("10", "From Tue, Mar 10 until which day?"),
        ("12", "Take this time off?\nTue, Mar 10 – Thu, Mar 12, all day\n\nNo booking lies within."),
        ("Take it off", "• Tue, Mar 10 – Thu, Mar 12"),
    ):
        await maya.presses(label)
        assert then in maya.last.text
    assert (await schedule_of(at)).time_off == (days(10, 12),)
    await maya.presses("✖ Tue, Mar 10 – Thu, Mar 12")
    assert "Taken back: that time can be booked again." in maya.last.text
    assert (await schedule_of(at)).time_off == ()
    assert maya.last.id == card


async def test_part_of_a_day_and_past_midnight(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/off")
    for label in ("Add time off", "10", "Only Tue, Mar 10", "Not all day", "22:00", "02:00"):
        await maya.presses(label)
    assert "Tue, Mar 10, 22:00–02:00" in maya.last.text
    await maya.presses("Take it off")
    assert "• Tue, Mar 10, 22:00 – Wed, Mar 11, 02:00" in maya.last.text
    night = Span(datetime(2026, 3, 10, 14, tzinfo=UTC), datetime(2026, 3, 10, 18, tzinfo=UTC))
    assert (await schedule_of(at)).time_off == (night,)


async def test_in_writing_and_what_overlaps_is_one(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/off")
    await maya.says("10-12 mar")
    assert "Tue, Mar 10 – Thu, Mar 12, all day" in maya.last.text
    await maya.presses("Take it off")
    await maya.says("/off 12 mar - 14 mar")
    await maya.presses("Take it off")
    assert (await schedule_of(at)).time_off == (days(10, 14),)
    await maya.says("tomorrow 14-18")
    assert "Tue, Mar 3, 14:00–18:00" in maya.last.text
    await maya.says("1 mar 2026")
    assert "is over. Write a day from today on." in maya.last.text
    await maya.says("someday")
    assert "I cannot read someday" in maya.last.text
    assert (await schedule_of(at)).time_off == (days(10, 14),)


async def test_the_bookings_it_hits_are_shown_before_the_last_tap_and_stay(at: Studio) -> None:
    maya, ana = await agreed(at)
    eve = await at.phone(51, "Eve")
    await to_when(eve)
    for label in ("Pick a day", "Today", "16:00", "Skip", "Send request"):
        await eve.presses(label)
    await maya.says("/off today")
    assert "⚠️ 2 bookings lie within:\n• Mon, Mar 2, 12:50 · Ana · confirmed\n" in maya.last.text
    assert "❗ Mon, Mar 2, 16:00 · Eve · waits for your answer" in maya.last.text
    assert "Time off cancels nothing: they stay until you act." in maya.last.text
    assert maya.last.labels[:3] == ["2 Mar 12:50 · Ana", "2 Mar 16:00 · Eve", "✅ Take it off"]
    await maya.presses("Take it off")
    assert "⚠️ 2 bookings lie within" in maya.last.text
    assert ana.card("booking").text.startswith("✅ Confirmed")
    assert eve.card("booking").text.startswith("⏳ Request sent")
    await maya.presses("2 Mar 16:00 · Eve")
    await maya.presses("Decline")
    await maya.says("/off")
    await maya.says("/schedule")
    assert "Today, Mon, Mar 2 · 🌴 time off\n• 12:50–13:50 · Ana" in maya.last.text


async def test_it_is_offered_no_more_and_again(at: Studio) -> None:
    maya, ana = await at.therapist(70, "maya"), await at.phone(50, "Ana")
    await to_when(ana)
    await maya.says("/off today")
    await ana.says("/book")
    assert "As soon as possible" in str(ana.last.labels)
    await maya.presses("Take it off")
    await ana.says("/book")
    assert "As soon as possible" not in str(ana.last.labels)
    await maya.presses("✖ Mon, Mar 2")
    await ana.says("/book")
    assert "As soon as possible" in str(ana.last.labels)


async def test_old_buttons_answer_truthfully(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/off 10 mar")
    take = next(data for row in maya.last.buttons for label, data in row if "Take it off" in label)
    await maya.presses("Take it off")
    drop = next(data for row in maya.last.buttons for label, data in row if label.startswith("✖"))
    await maya.presses("✖")
    assert await maya.presses_data(drop) == "That time off is gone already"
    await maya.presses_data(take)
    await maya.presses_data(take)
    assert (await schedule_of(at)).time_off == (days(10, 10),)
    await at.time_passes(days=20)
    await maya.presses_data(take)
    assert "is over. Write a day from today on." in maya.last.text
    for data in ("f1:take:2026-13-01::", "f1:last:::2026-03-10", "f1:hours:2026-03-10::1-2-3", "f1:drop:::x"):
        assert "out of date" in await maya.presses_data(data), data
    ana = await at.phone(50, "Ana")
    await ana.says("/off")
    assert "for the studio's therapists" in ana.last.text
    assert "out of date" in await ana.presses_data(take)


async def test_in_indonesian(at: Studio) -> None:
    maya = await at.therapist(70, "maya")
    await maya.says("/language")
    await maya.presses("Bahasa Indonesia")
    await maya.says("/off 10-12 mar")
    assert "Ambil libur ini?\nSel, 10 Mar – Kam, 12 Mar, seharian" in maya.last.text
    await maya.presses("Ya, ambil libur")
    assert "• Sel, 10 Mar – Kam, 12 Mar" in maya.last.text
