"""`/hours`: the week and single dates, by buttons and in writing; what lies outside is said and stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from domain.schedule import Schedule
from services.ports import UnitOfWork
from tests.talk.studio import ZONE, Phone, Studio, studio
from tests.talk.test_therapist import to_when
from tests.talk.test_visits import agreed

SAMPLE = "Mon  00:00–24:00"


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def schedule_of(at: Studio, code: str = "maya") -> Schedule:
    async def work(unit: UnitOfWork) -> Schedule:
        found = await unit.therapists.by_code(code)
        assert found is not None
        return await unit.therapists.schedule(found.id)

    return await at.units.look(work)


async def hired(at: Studio, code: str = "dewi") -> Phone:
    """Dewi works from Monday to Friday, 9 to 13 and 15 to 20."""
    phone = await at.therapist(71, code)
    await phone.says("/hours")
    return phone


async def test_the_week_is_shown(at: Studio) -> None:
    dewi = await hired(at)
    lines = dewi.last.text.splitlines()
    assert lines[:4] == [
        "Your hours, every week (studio time)",
        "Sun  closed",
        "Mon  09:00–13:00, 15:00–20:00",
        "Tue  09:00–13:00, 15:00–20:00",
    ]
    assert dewi.last.labels[:7] == ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    assert dewi.last.labels[-2:] == ["📆 A single date", "☰ Menu"]


async def test_hours_by_buttons_back_and_forth_on_one_card(at: Studio) -> None:
    dewi = await hired(at)
    card = dewi.last.id
    await dewi.presses("Sat")
    assert dewi.last.text.startswith("Saturday\nclosed")
    await dewi.presses("More hours")
    assert len(dewi.last.labels) == 25
    await dewi.presses("10:00")
    assert "From 10:00 until when?" in dewi.last.text
    await dewi.presses("Back")
    assert "From when?" in dewi.last.text
    await dewi.presses("22:00")
    await dewi.presses("02:00")
    assert "✅ Saved" in dewi.last.text
    assert "Saturday\n22:00–02:00" in dewi.last.text
    await dewi.presses("✖ 22:00–02:00")
    assert "Saturday\nclosed" in dewi.last.text
    assert dewi.last.id == card


async def test_a_break_splits_a_window(at: Studio) -> None:
    dewi = await hired(at)
    await dewi.presses("Mon")
    await dewi.presses("A break")
    assert "14:00" not in dewi.last.labels
    await dewi.presses("16:00")
    assert dewi.last.labels[:4] == ["17:00", "18:00", "19:00", "20:00"]
    await dewi.presses("17:00")
    assert "Monday\n09:00–13:00, 15:00–16:00, 17:00–20:00" in dewi.last.text
    await dewi.says("break 10:15-10:45", reply_to=dewi.last.id)
    assert "Monday\n09:00–10:15, 10:45–13:00" in dewi.last.text


async def test_a_day_is_copied_and_closed(at: Studio) -> None:
    dewi = await hired(at)
    await dewi.presses("Mon")
    await dewi.presses("Copy to other days")
    assert "Monday" not in dewi.last.labels
    await dewi.presses("Saturday")
    assert "Sat  09:00–13:00, 15:00–20:00" in dewi.last.text
    await dewi.presses("Wed")
    await dewi.presses("Closed all day")
    assert "Wednesday\nclosed" in dewi.last.text
    assert "A break" not in str(dewi.last.labels)
    await dewi.presses("Back")
    assert "Wed  closed" in dewi.last.text
    await dewi.presses("Tue")
    await dewi.presses("Copy to other days")
    await dewi.presses("Every day")
    assert dewi.last.text.count("09:00–13:00, 15:00–20:00") == 7


async def test_hours_in_writing(at: Studio) -> None:
    dewi = await hired(at)
    await dewi.says("mon-fri 10-14, 16-19; sat 22:00-02:00")
    assert "Mon  10:00–14:00, 16:00–19:00" in dewi.last.text
    assert "Sat  22:00–02:00" in dewi.last.text
    await dewi.presses("Sun")
    await dewi.says("9-12")
    assert "Sunday\n09:00–12:00" in dewi.last.text
    await dewi.says("/hours sun closed")
    assert "Sun  closed" in dewi.last.text
    assert (await schedule_of(at, "dewi")).zone == ZONE


async def test_overlaps_and_what_cannot_be_read_change_nothing(at: Studio) -> None:
    dewi = await hired(at)
    before = await schedule_of(at, "dewi")
    await dewi.says("mon 9-13, 12-15")
    assert "⚠️ 12:00–15:00 overlaps with 09:00–13:00. Hours may touch each other" in dewi.last.text
    await dewi.says("mon 9-25")
    assert "⚠️ 25 is no time of day. Write 9, 9:30 or 22:00; the day ends at 24:00." in dewi.last.text
    await dewi.says("blursday 9-12")
    assert "I do not know the day blursday" in dewi.last.text
    await dewi.says("9-12")
    assert "For which day is 09:00–12:00?" in dewi.last.text
    await dewi.says("what is this")
    assert "I cannot read what is this" in dewi.last.text
    assert await schedule_of(at, "dewi") == before


async def test_a_date_of_its_own(at: Studio) -> None:
    dewi = await hired(at)
    await dewi.says("24 mar 9-12")
    assert "On single dates\nTue, Mar 24  09:00–12:00" in dewi.last.text
    await dewi.says("25 mar closed")
    assert "Wed, Mar 25  closed" in dewi.last.text
    await dewi.presses("Tue, Mar 24")
    assert "Only on this date. Every Tuesday: 09:00–13:00, 15:00–20:00" in dewi.last.text
    await dewi.presses("As every Tuesday")
    assert "As every Tuesday. What you change here" in dewi.last.text
    await dewi.presses("Back")
    await dewi.presses("A single date")
    await dewi.presses("Apr ›")
    await dewi.presses("30")
    assert dewi.last.text.startswith("Thu, Apr 30\n09:00–13:00, 15:00–20:00")
    await dewi.presses("Closed all day")
    days = [one.day for one in (await schedule_of(at, "dewi")).exceptions]
    assert days == [date(2026, 3, 25), date(2026, 4, 30)]


async def test_what_is_agreed_outside_is_listed_and_stays(at: Studio) -> None:
    maya, ana = await agreed(at)
    await at.time_passes(seconds=5)
    await maya.says("/hours")
    await maya.says("daily 18-20")
    assert "1 booking lies outside these hours:\n• Mon, Mar 2, 12:50 · Ana · confirmed" in maya.last.text
    assert "They stay as agreed." in maya.last.text
    assert maya.last.labels[0] == "2 Mar 12:50 · Ana"
    assert ana.card("booking").text.startswith("✅ Confirmed")
    await maya.presses("2 Mar 12:50 · Ana")
    assert maya.last.code == "offer"


async def test_new_hours_are_offered_at_once(at: Studio) -> None:
    maya, ana = await at.therapist(70, "maya"), await at.phone(50, "Ana")
    await to_when(ana)
    await maya.says("/hours daily closed")
    await ana.presses("Pick a day")
    assert "No time is free" in ana.last.text
    await maya.says("/hours daily 9-13")
    await ana.says("/book")
    await ana.presses("Tomorrow")
    assert ana.last.labels[:2] == ["09:00", "09:30"]
    assert "12:30" not in ana.last.labels


async def test_with_a_room_no_message_is_eaten(at: Studio) -> None:
    maya, ana = await agreed(at)
    await maya.says("/hours")
    card = maya.last.id
    await at.time_passes(minutes=4)
    await maya.says("I am there at 9-10")
    assert ana.last.text == "I am there at 9-10"
    await ana.says("Fine")
    await maya.says("tue 9-12")
    assert ana.last.text == "tue 9-12"
    await maya.says("tue 9-12", reply_to=card)
    assert "Tue  09:00–12:00" in maya.last.text
    assert ana.last.text == "tue 9-12"


async def test_without_a_room_a_late_line_is_asked_for_again(at: Studio) -> None:
    dewi = await hired(at)
    before = await schedule_of(at, "dewi")
    await at.time_passes(minutes=5)
    await dewi.says("mon closed")
    assert "I was not sure that this was meant for me." in dewi.last.text
    assert await schedule_of(at, "dewi") == before
    await dewi.says("mon closed", reply_to=dewi.last.id)
    assert "Mon  closed" in dewi.last.text


async def test_a_line_that_may_be_for_somebody_is_asked_about(at: Studio) -> None:
    maya, ana = await agreed(at)
    await at.time_passes(seconds=5)
    await maya.says("/hours")
    await maya.says("/help")
    await maya.says("tue 9-12")
    assert "the answer to the form's question" in maya.last.text
    await maya.presses("It answers the form")
    assert "Tue  09:00–12:00" in maya.last.text
    assert "tue 9-12" not in [one.text for one in ana.chat]


async def test_old_and_forged_buttons(at: Studio) -> None:
    dewi = await hired(at)
    before = await schedule_of(at, "dewi")
    for data in (
        "y3:day:9:",
        "y3:day:2026-02-30:",
        "y3:add:1:2000",
        "y3:add:1:1-2-3",
        "y3:drop:1:",
        "y3:copy:1:9",
        "y3:copy:2026-03-03:1",
        "y3:usual:1:",
        "y3:dates::m-x",
        "y3:closed::",
        "h0:day:1:",
    ):
        answer = await dewi.presses_data(data)
        assert "out of date" in answer or data == "y3:dates::m-x", data
    await dewi.presses_data("y3:drop:1:60-120")
    assert "That is how it was already." in dewi.last.text
    await dewi.presses_data("y3:add:1:540-540")
    assert "overlap" in dewi.last.text
    assert await schedule_of(at, "dewi") == before
    ana = await at.phone(50, "Ana")
    await ana.says("/hours")
    assert "for the studio's therapists" in ana.last.text
    assert "out of date" in await ana.presses_data("y3:closed:1:")


async def test_in_indonesian(at: Studio) -> None:
    dewi = await hired(at)
    await dewi.says("/language")
    await dewi.presses("Bahasa Indonesia")
    await dewi.says("/hours")
    assert dewi.last.text.startswith(
        "Jam kerja Anda setiap minggu (waktu studio)\nMin  tutup\nSen  09.00–13.00, 15.00–20.00"
    )
    await dewi.says("sen-jum 8.30-12.00 dan 13-17")
    assert "Sen  08.30–12.00, 13.00–17.00" in dewi.last.text
