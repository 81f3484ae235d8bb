"""The calendar: what it offers, in every zone, at midnight's edge, and as each language writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiogram.types import InlineKeyboardMarkup

from bot.rendered import Rendered
from bot.views.render import Renderer
from domain.draft import Step
from services.outgoing import Speech
from tests.talk import samples
from tests.talk.spoken import HOUSE, WORDS
from tests.talk.studio import Phone, Studio, studio

WAY = ("Balinese", "60 minutes", "At the studio")
HORIZON, NOTICE = timedelta(days=30), timedelta(hours=1)


def shown(step: Step, language: str = "en", zone: str = "Asia/Makassar", **values: Any) -> Rendered:
    notice = samples.form(step, "Maya", **{"chosen": None, **values})
    renderer = Renderer(WORDS, replace(HOUSE, zone=ZoneInfo(zone)))
    return renderer.render(Speech(code=notice.code, values=notice.values, language=language))


def rows(card: Rendered) -> list[list[str]]:
    assert isinstance(card.markup, InlineKeyboardMarkup)
    return [[one.text for one in row] for row in card.markup.inline_keyboard]


NOVEMBER: dict[str, Any] = {
    "options": [f"2026-11-{number:02d}" for number in (12, 13, 16, 18, 30)],
    "month": "2026-11-01",
    "today": "2026-11-12",
    "tomorrow": "2026-11-13",
    "earlier": None,
    "later": "2026-12-01",
    "chosen": "2026-11-18",
}


def test_a_month_in_english() -> None:
    assert rows(shown(Step.DAY, **NOVEMBER)) == [
        ["Today, Thu, Nov 12", "Tomorrow, Fri, Nov 13"],
        ["November 2026", "Dec ›"],
        ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"],
        ["·", "·", "·", "·", "12", "13", "·"],
        ["·", "16", "·", "✓18", "·", "·", "·"],
        ["·"] * 7,
        ["·", "30", "·", "·", "·", "·", "·"],
        ["🔔 None of these suits me"],
        ["← Back", "Cancel"],
    ]


def test_a_month_in_indonesian_with_more_before_and_after() -> None:
    card = rows(shown(Step.DAY, "id", **NOVEMBER | {"earlier": "2026-10-01"}))
    assert card[:2] == [
        ["‹ Okt", "November 2026", "Des ›"],
        ["Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"],
    ]


def say_hour(epoch: int) -> str:
    return datetime.fromtimestamp(epoch, ZoneInfo("Asia/Makassar")).strftime("%H:%M")


def epochs(zone: str, first: str, count: int, minutes: int) -> list[int]:
    start = datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(zone))
    return [int(start.timestamp()) + 60 * minutes * number for number in range(count)]


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_a_long_day_is_divided_and_every_time_is_in_one_part(minutes: int) -> None:
    starts = epochs("Asia/Makassar", "2026-11-12", 24 * 60 // minutes, minutes)
    seen: list[str] = []
    for at in starts:
        *found, _, _ = rows(shown(Step.TIME, options=starts, at=at))
        assert sum(len(row) for row in found) <= 40
        hours = [one for row in found for one in row if len(one) == 5]
        assert say_hour(at) in hours
        seen += hours if hours[0] not in seen else []
    every = [f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in range(0, 60, minutes)]
    assert sorted(seen) == every


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("Asia/Makassar", "UTC+8"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/St_Johns", "UTC-3:30"),
        ("Etc/UTC", "UTC+0"),
    ],
)
def test_whose_time_is_on_the_buttons(zone: str, offset: str) -> None:
    starts = epochs(zone, "2026-11-12T08:00", 4, 30)
    assert f"local time at the studio ({offset})" in shown(Step.TIME, zone=zone, options=starts, at=None).text


def test_the_parts_of_the_day_by_name() -> None:
    starts = epochs("Asia/Makassar", "2026-11-12T08:00", 24, 30)
    english = shown(Step.TIME, options=starts, at=None)
    assert "Morning, 08:00–11:30" in english.text
    assert rows(english)[-3] == ["Afternoon, 12:00–16:30", "Evening, 17:00–19:30"]
    indonesian = shown(Step.TIME, "id", options=starts, at=starts[-1])
    assert "Sore dan malam, 17.00–19.30" in indonesian.text
    assert rows(indonesian)[0] == ["17.00", "17.30", "18.00", "18.30"]
    few = shown(Step.TIME, options=starts[:6], at=None)
    assert len(rows(few)) == 4


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    starts = epochs("Europe/London", "2026-10-25T00:30", 5, 30)
    card = shown(Step.TIME, zone="Europe/London", options=starts, at=None)
    assert [one for row in rows(card)[:2] for one in row] == [
        "00:30",
        "01:00 BST",
        "01:30 BST",
        "01:00 GMT",
        "01:30 GMT",
    ]


async def through(phone: Phone, *pressed: str) -> None:
    for label in pressed:
        assert await phone.presses(label) == "", label


async def at_calendar(house: Studio, whom: str = "maya") -> Phone:
    await house.therapist(2, whom)
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    service = "Deep tissue" if whom == "ketut" else "Balinese"
    await through(ana, service, *WAY[1:], whom.capitalize(), "Pick a day")
    return ana


async def offered(phone: Phone) -> set[date]:
    """Every day of every month that can be turned to."""
    found: set[date] = set()
    while True:
        pressed = [data for row in phone.card("draft").buttons for _, data in row]
        values = [data.rpartition("|")[2] for data in pressed]
        found |= {date.fromisoformat(one) for one in values if one[:2] == "20"}
        later = [label for label in phone.card("draft").labels if label.endswith(" ›")]
        if not later:
            return found
        await through(phone, later[0])


EDGES = [
    ("Asia/Makassar", "2026-11-22T14:00"),
    ("Asia/Makassar", "2026-11-30T23:45"),
    ("Asia/Makassar", "2026-12-31T23:45"),
    ("Asia/Makassar", "2028-02-29T22:30"),
    ("Pacific/Kiritimati", "2026-11-30T23:45"),
    ("Pacific/Kiritimati", "2026-12-01T00:10"),
    ("Pacific/Pago_Pago", "2026-11-30T23:45"),
    ("Pacific/Pago_Pago", "2026-11-30T12:00"),
    ("Asia/Kathmandu", "2026-01-31T23:45"),
    ("Europe/London", "2026-10-24T23:45"),
    ("Europe/London", "2026-10-25T00:45"),
    ("America/New_York", "2026-03-07T23:45"),
    ("America/New_York", "2026-03-08T01:30"),
]


@pytest.mark.parametrize(("zone", "clock"), EDGES, ids=lambda value: value.replace("/", "-"))
async def test_the_days_are_those_of_the_studio_between_notice_and_horizon(
    zone: str, clock: str, tmp_path: Path
) -> None:
    """Maya works round the clock, so each day with an instant that may be booked is there, and no other."""
    async with studio(tmp_path, zone=zone) as house:
        local = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone))
        house.clock.at = local.astimezone(UTC)
        ana = await at_calendar(house)
        first, last = ((house.clock.at + span).astimezone(ZoneInfo(zone)) for span in (NOTICE, HORIZON))
        # A start is at the half hour: the last quarters of a day hold none.
        first = first if (first.hour, first.minute // 30) != (23, 1) or first.minute == 30 else first + NOTICE
        days = {first.date() + timedelta(days=n) for n in range((last.date() - first.date()).days + 1)}
        soonest = ana.card("draft").labels[0]
        assert await offered(ana) == days
        today = local.date()
        word = {today: "Today, ", today + timedelta(days=1): "Tomorrow, "}[min(days)]
        assert soonest == f"{word}{WORDS.day('en', min(days))}"


@pytest.mark.parametrize(
    ("zone", "clock", "hour"),
    [
        ("Asia/Makassar", "2026-11-30T23:45", "00:35"),
        ("Pacific/Kiritimati", "2026-11-30T23:45", "00:35"),
        ("Asia/Kathmandu", "2026-01-31T23:45", "00:35"),
        ("Europe/London", "2026-10-25T00:45", "01:35"),
        ("America/New_York", "2026-03-08T01:30", "03:20"),
    ],
)
async def test_right_away_just_before_midnight_and_over_a_clock_change(
    zone: str, clock: str, hour: str, tmp_path: Path
) -> None:
    async with studio(tmp_path, zone=zone) as house:
        house.clock.at = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        await house.therapist(2, "maya")
        await house.therapist(4, "ketut")
        ana = await house.phone(1, "Ana")
        await ana.says("/book")
        await through(ana, "Deep tissue", *WAY[1:], "Maya")
        assert f"at {hour}." in ana.card("draft").text
        await through(ana, "Back", "Ketut")
        assert "Ketut is not free right away" in ana.card("draft").text
        assert "⚡ As soon as possible" not in ana.card("draft").labels


async def test_only_days_with_hours_are_numbers_and_a_dot_says_why_not(house: Studio) -> None:
    ana = await at_calendar(house, "ketut")  # mon, wed, fri and the weekend; NOON is Monday, 2 March
    assert {day.strftime("%a") for day in await offered(ana)} == {"Mon", "Wed", "Fri", "Sat", "Sun"}
    assert await ana.presses("·") == "Only the days with a number have a free time."
    assert "Which day?" in ana.card("draft").text
    assert await ana.presses("April 2026") == "Only the days with a number have a free time."


async def test_a_day_that_has_passed_meanwhile_is_told_kindly_and_the_calendar_drawn_anew(
    house: Studio,
) -> None:
    house.clock.at = datetime(2026, 3, 31, 14, 10, tzinfo=UTC)  # 22:10 in the studio, the month's last day
    ana = await at_calendar(house)
    card = ana.card("draft")
    (today,) = [data for row in card.buttons for label, data in row if label.startswith("Today")]
    house.clock.at += timedelta(minutes=25)
    await ana.presses_data(today, card)
    assert "There is no free time left on that day" in card.text
    assert card.labels[0] == "Tomorrow, Wed, Apr 1"
    assert "April 2026" in card.labels
    assert not [label for label in card.labels if label.startswith("Today")]


async def test_a_time_that_went_leads_back_to_what_is_left(house: Studio) -> None:
    house.clock.at = datetime(2026, 3, 31, 14, 10, tzinfo=UTC)
    ana = await at_calendar(house)
    await through(ana, "Today")
    card = ana.card("draft")
    assert card.labels[:1] == ["23:30"]
    ((_, data),) = card.buttons[0]
    house.clock.at += timedelta(minutes=25)
    await ana.presses_data(data, card)
    assert "That time was taken a moment ago" in card.text
    assert "Which day?" in card.text


async def test_back_shows_the_month_and_the_part_of_what_was_chosen(house: Studio) -> None:
    ana = await at_calendar(house)
    await through(ana, "Apr ›", "1", "Night", "03:30", "Back")
    assert "Afternoon, 12:00" in ana.card("draft").labels
    assert "✓ 03:30" in ana.card("draft").labels
    await through(ana, "Back")
    assert "‹ Mar" in ana.card("draft").labels
    assert "✓1" in ana.card("draft").labels


async def test_a_month_made_up_is_answered_with_the_nearest_there_is(house: Studio) -> None:
    ana = await at_calendar(house)
    (turn,) = [data for row in ana.card("draft").buttons for label, data in row if label == "Apr ›"]
    far = {"2099-01-01": "April 2026", "1999-12-31": "March 2026", "0001-01-01": "March 2026"}
    for month, there in far.items():
        await ana.presses_data(turn.rpartition("|")[0] + f"|m-{month}", ana.card("draft"))
        assert there in ana.card("draft").labels
    assert await ana.presses_data(turn.rpartition("|")[0] + "|m-x") != ""
