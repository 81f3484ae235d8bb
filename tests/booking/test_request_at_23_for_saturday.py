"""A request at eleven in the evening for Saturday: nobody has to answer at night, and she is told by when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.views.render import Renderer
from bot.views.voice import House as Named
from domain.booking import Wish
from services.outgoing import Speech
from tests.services.studio import ZONE, Studio, studio
from tests.talk.spoken import WORDS

THURSDAY_23 = datetime(2026, 3, 5, 23, tzinfo=ZONE)
SATURDAY_14 = datetime(2026, 3, 7, 14, tzinfo=ZONE)
NAMED = Named("Roomline", "Jalan Sanur 1", ZONE, timedelta(minutes=15))


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        opened.clock.at = THURSDAY_23
        yield opened


def friday(hour: int, minute: int) -> datetime:
    return datetime(2026, 3, 6, hour, minute, tzinfo=ZONE)


async def card(at: Studio, language: str) -> str:
    shown = (await at.shown(at.ann, "booking"))[-1]
    speech = Speech(code=shown.code, values=shown.values, language=language, at=at.clock.at)
    return Renderer(WORDS, NAMED).render(speech).text


async def test_anybody(at: Studio) -> None:
    made = await at.requested(at.at(39))
    assert made.booking.span.starts_at == SATURDAY_14
    assert made.offer.answer_by == friday(8, 30)
    values = (await at.shown(at.ann, "booking"))[-1].values
    assert values["settled_by"] == int(friday(9, 2).timestamp()), "08:30, 09:00 and two minutes"
    english, indonesian = await card(at, "en"), await card(at, "id")
    assert "Dewi has until Fri, Mar 6, 08:30" in english
    assert "You will know by Fri, Mar 6, 09:02 at the latest." in english
    assert "the time to answer runs only between 08:00 and 22:00" in english
    assert "Jum, 6 Mar, 09.02" in indonesian
    assert "antara pukul 08.00 dan 22.00" in indonesian


async def test_one_by_name(at: Studio) -> None:
    made = await at.requested(at.at(39, wish=Wish(at.maya.id)))
    assert made.offer.answer_by == friday(8, 30)
    english = await card(at, "en")
    assert "Maya has until Fri, Mar 6, 08:30" in english
    assert "at the latest" not in english, "nobody else is asked unasked"
    assert "between 08:00 and 22:00" in english


async def test_what_is_said_comes_true(at: Studio) -> None:
    made = await at.requested(at.at(39))
    at.clock.at = friday(8, 30)
    await at.time_passes(seconds=0)
    assert (await at.open_offer(made.booking)).answer_by == friday(9, 0)
    at.clock.at = friday(9, 0)
    await at.time_passes(seconds=0)
    assert {one.answer_by for one in await at.all_open(made.booking)} == {friday(9, 2)}
    at.clock.at = friday(9, 2)
    await at.time_passes(seconds=0)
    assert len(await at.shown(at.ann, "booking.choices")) == 1


async def test_a_broadcast_does_not_run_at_night_either(at: Studio) -> None:
    """Two who are awake decline at once; nobody has to be quick before the morning."""
    made = await at.requested(at.at(39))
    for one in (at.dewi, at.maya):
        await at.decline(await at.open_offer(made.booking), one)
    (last,) = await at.all_open(made.booking)
    assert (last.broadcast, last.answer_by) == (True, friday(8, 2))


async def test_by_day_the_night_is_not_spoken_of(at: Studio) -> None:
    at.clock.at = friday(10, 0)
    await at.requested(at.at(28))
    english = await card(at, "en")
    assert "between" not in english
    assert "You will know by" in english


async def test_tomorrow_morning_is_asked_about_at_night(at: Studio) -> None:
    """Ten hours away: the night cannot be waited for."""
    made = await at.requested(at.at(10))
    assert made.offer.answer_by == THURSDAY_23 + timedelta(minutes=30)
    assert "between" not in await card(at, "en")
