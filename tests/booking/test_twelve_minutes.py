"""For a visit now there is news at least every twelve minutes, and by the twelfth the customer knows."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.booking import Booking, BookingStatus
from services.outgoing import Notice
from tests.services.studio import Studio, studio

LONGEST = timedelta(minutes=12)


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


def told(at: Studio) -> int:
    """How often something new has come down to the end of her chat."""
    shown = at.house.chats.get(at.ann.id, [])
    return sum(isinstance(one.item, Notice) and one.item.fresh for one in shown)


async def walk(at: Studio, booking: Booking, minutes: int) -> list[datetime]:
    """A minute at a time: when there was news."""
    news, seen = list[datetime](), told(at)
    for _ in range(minutes):
        await at.time_passes(minutes=1)
        if told(at) > seen:
            seen = told(at)
            news.append(at.clock.at)
    return news


async def test_nobody_answers(at: Studio) -> None:
    made = await at.requested(at.wanted())
    await at.house.deliver()
    began = at.clock.at
    news = await walk(at, made.booking, 12)
    assert [one - began for one in news] == [timedelta(minutes=after) for after in (5, 10, 12)]
    assert len(await at.shown(at.ann, "booking.choices")) == 1
    told_by = (await at.shown(at.ann, "booking"))[0].values["settled_by"]
    assert told_by == int((began + LONGEST).timestamp()), "and she was told so at the start"


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_they_do_and_whenever(at: Studio, seed: int) -> None:
    """Some decline, some do not, at any moment: from the request to choices or a yes is twelve minutes."""
    chance = random.Random(seed)
    made = await at.requested(at.wanted())
    began, people = at.clock.at, {one.id: one for one in (at.dewi, at.maya, at.budi)}
    for _ in range(24):
        await at.time_passes(seconds=30)
        for offer in await at.all_open(made.booking):
            if chance.random() < 0.08:
                await at.decline(offer, people[offer.therapist])
    assert at.clock.at - began == LONGEST
    booking = await at.booking(made.booking)
    assert (booking.status, booking.therapist) == (BookingStatus.REQUESTED, None)
    assert await at.all_open(booking) == []
    assert len(await at.shown(at.ann, "booking.choices")) == 1


async def test_a_scheduled_one_takes_the_same_steps_with_half_an_hour_each(at: Studio) -> None:
    made = await at.requested(at.at(8))
    await at.house.deliver()
    began = at.clock.at
    news = await walk(at, made.booking, 62)
    assert [one - began for one in news] == [timedelta(minutes=after) for after in (30, 60, 62)]
