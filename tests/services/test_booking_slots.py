"""What the form offers, from real storage."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.booking import Mode, PlaceKind, Wish
from domain.dispatch import Need
from domain.people import Gender, Readiness
from domain.schedule import DateException, Schedule, Window
from services.request_booking import Requested, SlotGone
from tests.services.studio import DAYTIME, MASSAGE, ZONE, Studio, studio

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    """Nobody works but Maya, from 9 to 18."""
    async with studio(tmp_path) as opened:
        await opened.away(opened.dewi, opened.budi)
        await opened.hours(opened.maya, DAYTIME)
        yield opened


def question(**changes: Any) -> Need:
    asked = Need(service=MASSAGE.code, minutes=60, place=PlaceKind.HOME, district="Sanur", wish=Wish())
    return replace(asked, **changes)


async def clocks(at: Studio, day: date, **changes: Any) -> list[str]:
    starts = await at.house.do(at.do.slots, question(**changes), day=day)
    assert all(start.tzinfo is UTC for start in starts)
    return [start.astimezone(ZONE).strftime("%H:%M") for start in starts]


async def test_today_begins_after_notice_and_ends_with_the_hours(at: Studio) -> None:
    at.clock.at += timedelta(minutes=1)  # 10:01
    found = await clocks(at, MONDAY)
    assert (found[0], found[-1], len(found)) == ("11:30", "17:00", 12)
    assert (await clocks(at, MONDAY, minutes=90))[-1] == "16:30"


async def test_a_booking_and_its_turn_around(at: Studio) -> None:
    await at.requested(at.at(26, wish=Wish(at.maya.id)))  # Tuesday 12:00 to 13:30
    free = await clocks(at, TUESDAY)
    assert free[:6] == ["09:00", "09:30", "10:00", "10:30", "13:30", "14:00"]
    assert free[6:] == ["14:30", "15:00", "15:30", "16:00", "16:30", "17:00"]
    in_studio = await clocks(at, TUESDAY, place=PlaceKind.STUDIO)
    assert in_studio[:5] == [
        "09:00",
        "09:30",
        "10:00",
        "10:30",
        "13:30",
    ]  # then there is the way to the visit
    assert "11:00" not in await clocks(at, TUESDAY, minutes=90, place=PlaceKind.STUDIO)


async def test_what_is_offered_can_be_requested_and_what_is_not_cannot(at: Studio) -> None:
    await at.requested(at.at(26, wish=Wish(at.maya.id)))
    offered = set(await at.house.do(at.do.slots, question(), day=TUESDAY))
    midnight = datetime(2026, 3, 3, tzinfo=ZONE).astimezone(UTC)
    for number in range(48):
        start = midnight + number * timedelta(minutes=30)
        result = await at.ask(at.wanted(mode=Mode.SCHEDULED, starts_at=start))
        assert isinstance(result, Requested if start in offered else SlotGone), start
        if isinstance(result, Requested):
            await at.cancel(result.booking)


async def test_days_that_are_full_off_or_beyond_are_not_offered(at: Studio) -> None:
    days_off = (
        DateException(date(2026, 3, 10)),
        DateException(date(2026, 3, 11), (Window(time(9), time(9, 30)),)),
    )
    await at.hours(at.maya, Schedule(DAYTIME.zone, DAYTIME.weekly, days_off))
    march = await at.house.do(at.do.slots.days, question(), month=date(2026, 3, 31))
    assert march == [date(2026, 3, day) for day in range(2, 32) if day not in (10, 11)]
    april = await at.house.do(at.do.slots.days, question(), month=date(2026, 4, 1))
    assert april == [date(2026, 4, 1)]  # thirty days from Monday 10:00
    assert await clocks(at, date(2026, 4, 1)) == ["09:00", "09:30", "10:00"]
    assert await at.house.do(at.do.slots.days, question(), month=date(2026, 2, 1)) == []


async def test_a_night_shift_belongs_to_the_day_it_shows(at: Studio) -> None:
    night = Schedule(ZONE.key, (), (DateException(MONDAY, (Window(time(22), time(1, 30)),)),))
    await at.hours(at.maya, night)
    assert await clocks(at, MONDAY) == ["22:00", "22:30", "23:00", "23:30"]
    assert await clocks(at, TUESDAY) == ["00:00", "00:30"]


async def test_anybody_s_slots_are_everybody_s(at: Studio) -> None:
    await at.save(at.budi, readiness=Readiness.BUSY)
    late = Schedule(ZONE.key, (), (DateException(TUESDAY, (Window(time(17, 15), time(19)),)),))
    await at.hours(at.budi, late)
    assert (await clocks(at, TUESDAY))[-3:] == ["17:00", "17:15", "17:45"]
    assert await clocks(at, TUESDAY, wish=Wish(gender=Gender.MALE)) == ["17:15", "17:45"]
    assert await clocks(at, TUESDAY, wish=Wish(at.budi.id)) == ["17:15", "17:45"]


async def test_now(at: Studio) -> None:
    now = at.do.slots.now
    assert await at.house.do(now, question()) == at.clock.at + timedelta(minutes=50)
    assert await at.house.do(now, question(wish=Wish(gender=Gender.MALE))) is None
    await at.save(at.maya, readiness=Readiness.BUSY)
    assert await at.house.do(now, question()) is None


async def test_now_needs_the_whole_treatment_within_hours(at: Studio) -> None:
    at.clock.at += timedelta(hours=6, minutes=10)  # 16:10: it would be 17:00 to 18:00
    assert await at.house.do(at.do.slots.now, question()) is not None
    at.clock.at += timedelta(minutes=5)
    assert await at.house.do(at.do.slots.now, question()) is None


async def test_who_can_be_chosen(at: Studio) -> None:
    async def names(**changes: Any) -> list[str]:
        return [one.name for one in await at.house.do(at.do.slots.fitting, question(**changes))]

    assert await names() == ["Budi", "Dewi", "Maya"]  # whatever the hour, away or not
    assert await names(wish=Wish(gender=Gender.FEMALE)) == ["Dewi", "Maya"]
    herself = await at.person(at.maya)
    assert await names(customer=herself.id) == ["Budi", "Dewi"]
    await at.save(at.budi, districts=frozenset({"Ubud"}))
    assert await names() == ["Dewi", "Maya"]
    assert await names(place=PlaceKind.STUDIO, district="") == ["Budi", "Dewi", "Maya"]
