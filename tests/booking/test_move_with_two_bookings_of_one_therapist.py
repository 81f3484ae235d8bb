"""Ann has two visits of the same therapist: each is moved on its own, and neither into the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.move_answers import Answered
from services.moves import Asked
from tests.booking.moving import HOUR, MINUTES, agreed, answer, ask, asked, on, starts, takes
from tests.services.studio import ROOMS, Studio


@pytest.fixture
async def at(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Studio]:
    async with on("sqlite", tmp_path, request) as opened:
        yield opened


async def test_each_on_its_own(at: Studio) -> None:
    first, second = await agreed(at), await agreed(at, hours=51)
    dewi = await at.person(at.dewi)
    assert second.span.starts_at not in await starts(at, first), "only its own time does not count as busy"
    assert await ask(at, first, second.span.starts_at - HOUR) is Asked.TAKEN
    one = await asked(at, first, first.span.starts_at + 30 * MINUTES)
    other = await asked(at, second, second.span.starts_at + 2 * HOUR)
    assert len(await takes(at, at.dewi)) == 4
    assert await answer(at, other, dewi) is Answered.MOVED
    assert await answer(at, one, dewi, yes=False) is Answered.DECLINED
    assert await at.booking(first) == first
    assert (await at.booking(second)).span.starts_at == second.span.starts_at + 2 * HOUR
    assert len(await takes(at, at.dewi)) == 2


async def test_one_cancelled_leaves_the_other_ones_wish(at: Studio) -> None:
    first, second = await agreed(at), await agreed(at, hours=51)
    wish = await asked(at, second, second.span.starts_at + 2 * HOUR)
    await at.cancel(first)
    assert await answer(at, wish, await at.person(at.dewi)) is Answered.MOVED


async def test_the_room_they_share_lives_for_the_later_one(at: Studio) -> None:
    first, second = await agreed(at), await agreed(at, hours=51)
    wish = await asked(at, first, second.span.starts_at + 24 * HOUR)
    await answer(at, wish, await at.person(at.dewi))
    await at.time_passes(seconds=0)
    (offer,) = await at.offers(first)
    room = await at.room(offer)
    assert room.expires_at == (await at.booking(first)).span.ends_at + ROOMS.after_visit
