"""A clock that jumps an hour either way: reminders, questions and offers come once, and nothing is false."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus
from domain.offer import OfferStatus
from domain.visits import Tap
from tests.services.studio import Studio, studio
from tests.services.visited import agreed, begun, outcomes, press, rung, tap, until


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def reminded(at: Studio) -> tuple[int, int]:
    dewi = await at.person(at.dewi)
    both = [await at.shown(at.ann, "booking"), await at.shown(dewi, "offer")]
    hers, theirs = (sum("reminder_until" in one.values for one in shown) for shown in both)
    return hers, theirs


@pytest.mark.parametrize("jumps", [(1, -1), (-1, 1), (1, -1, 1, -1, 1), (-1, -1, 1, 1)])
async def test_each_reminder_once(at: Studio, jumps: tuple[int, ...]) -> None:
    """Around the moment at which each falls due."""
    made = await agreed(at, hours=30)
    for before, seen in ((24, 1), (2, 2)):
        at.clock.at = made.booking.span.starts_at - timedelta(hours=before, minutes=1)
        await at.time_passes(minutes=2)
        for hours in jumps:
            await at.time_passes(hours=hours)
        await at.time_passes(minutes=1)
        assert await reminded(at) == (seen, seen)


@pytest.mark.parametrize("jumps", [(1, -1), (-1, 1), (1, -1, 1, -1)])
async def test_overdue_once(at: Studio, jumps: tuple[int, ...]) -> None:
    made, dewi = await begun(at), await at.person(at.dewi)
    await until(at, made, minutes=30)
    for hours in jumps:
        await at.time_passes(hours=hours)
    for _ in range(30):
        await at.time_passes(minutes=10)
    assert len(await rung(at, dewi, "overdue.ask")) == 1
    assert [one.values["outcome"] for one in await rung(at, at.operator, "overdue.alert")] == ["alerted"]
    assert len(await rung(at, at.ann, "overdue.customer")) == 1


async def test_forward_before_the_end_and_back_alarms_nobody_before_its_time(at: Studio) -> None:
    """By the clock that was wrong it was overdue; nobody is alarmed by it once the clock is right."""
    made, dewi = await begun(at), await at.person(at.dewi)
    await until(at, made, minutes=-20)
    await at.time_passes(hours=1)
    await at.time_passes(hours=-1)
    for _ in range(5):
        await at.time_passes(minutes=10)
    assert await outcomes(at, at.operator, "overdue.alert") == []
    await tap(at, made, Tap.FINISH)
    for _ in range(6):
        await at.time_passes(minutes=10)
    assert len(await rung(at, dewi, "overdue.ask")) == 1
    assert await outcomes(at, at.operator, "overdue.alert") == []


async def test_back_while_the_question_waits(at: Studio) -> None:
    made = await begun(at)
    await until(at, made, minutes=35)
    await at.time_passes(hours=-1)
    for _ in range(12):
        await at.time_passes(minutes=10)
    assert [one.values["outcome"] for one in await rung(at, at.operator, "overdue.alert")] == ["alerted"]


@pytest.mark.parametrize("jumps", [(1, -1), (-1, 1)])
async def test_an_offer_ends_once(at: Studio, jumps: tuple[int, ...]) -> None:
    made = await at.requested(at.at(6))
    for hours in jumps:
        await at.time_passes(hours=hours)
    await at.time_passes(minutes=31)
    first = next(one for one in await at.offers(made.booking) if one.id == made.offer.id)
    assert first.status is OfferStatus.TIMED_OUT
    ends = at.rows("SELECT count(*) FROM changes WHERE thing = 'offer' AND thing_id = ?", first.id)
    assert ends == [(1,)]
    asked = [one.therapist for one in await at.offers(made.booking)]
    assert len(asked) == len(set(asked))


async def test_who_is_said_to_be_missing_has_the_whole_time_to_answer(at: Studio) -> None:
    made = await agreed(at)
    at.clock.at = made.booking.span.starts_at + timedelta(minutes=20)
    await press(at, "say_absent", made, at.ann, sure=True)
    await at.time_passes(hours=1)
    await at.time_passes(hours=-1)
    assert (await at.booking(made.booking)).status is BookingStatus.CONFIRMED
    await at.time_passes(hours=2)
    assert (await at.booking(made.booking)).no_show == "therapist"
    await at.time_passes(hours=-1)
    await at.time_passes(hours=1)
    assert [after for _, after, *_ in at.changes(made.booking)].count("no_show") == 1


async def test_help_is_told_on_after_the_clock_went_back(at: Studio) -> None:
    made = await begun(at)
    await press(at, "call_help", made, at.ann)
    await at.time_passes(hours=-1)
    await at.keep_ringing()
    await at.time_passes(minutes=2)
    assert len(await rung(at, at.operator, "help.alert")) == 2
    await at.time_passes(hours=1)
    assert len(await rung(at, at.operator, "help.alert")) == 3
