"""A move to where another visit stands, or its way there, or its turn-around: not offered, and refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from domain.availability import Held
from domain.ids import BookingId, TherapistId
from domain.proposal import ProposalStatus
from domain.time import Span
from services.move_answers import Answered
from services.moves import Asked
from services.ports import SlotTaken, UnitOfWork
from tests.booking.moving import HOUR, MINUTES, agreed, answer, ask, asked, on, starts, takes, wish
from tests.services.studio import Studio


@pytest.fixture(params=["sqlite"])
async def at(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Studio]:
    async with on(request.param, tmp_path, request) as opened:
        yield opened


async def test_what_would_meet_the_next_one_is_not_offered_and_refused(at: Studio) -> None:
    """The neighbour begins two hours later: with the turn-around half an hour is left, and no more."""
    booking = await agreed(at)
    await agreed(at, hours=50, customer=await at.house.customer("Beth"))
    start = booking.span.starts_at
    free = await starts(at, booking)
    assert start + 30 * MINUTES in free
    assert not {start + n * 30 * MINUTES for n in range(2, 7)} & set(free)
    before = await takes(at, at.dewi)
    for minutes in (60, 90, 120, 180):
        assert await ask(at, booking, start + minutes * MINUTES) is Asked.TAKEN
    assert (await at.booking(booking), await takes(at, at.dewi)) == (booking, before)
    assert await ask(at, booking, start + 30 * MINUTES) is Asked.ASKED


class Blind:
    """A unit that saw nothing of a neighbour: somebody else's commit came after its reading."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit, self.occupancy = unit, self
        guard = unit.occupancy
        self.hold, self.release, self.own = guard.hold, guard.release, guard.own
        self.release_hold = guard.release_hold

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    async def busy(
        self, therapists: Sequence[TherapistId], *_: Any, but: BookingId | None = None
    ) -> dict[TherapistId, list[Held]]:
        return {one: [] for one in therapists}


@pytest.mark.parametrize("at", ["sqlite", "postgresql"], indirect=True)
async def test_the_guard_refuses_what_the_reading_did_not_show(at: Studio) -> None:
    booking = await agreed(at)
    await agreed(at, hours=50, customer=await at.house.customer("Beth"))
    start, before = booking.span.starts_at + HOUR, await takes(at, at.dewi)

    async def blindly(unit: UnitOfWork) -> Any:
        return await at.do.ask_to_move(
            cast(UnitOfWork, Blind(unit)), booking.id, at.ann, start, booking.version
        )

    assert await at.house.units.run(blindly) is Asked.TAKEN
    assert (await wish(at, booking)).status is ProposalStatus.LOST
    assert (await at.booking(booking), await takes(at, at.dewi)) == (booking, before)
    assert await ask(at, booking, booking.span.starts_at - HOUR) is Asked.ASKED


async def test_the_time_went_although_it_was_held(at: Studio) -> None:
    """Nothing of ours can do that; if it is done by hand, the yes is refused with the truth and the visit
    keeps its own time."""
    booking = await agreed(at)
    proposal = await asked(at, booking, booking.span.starts_at + 3 * HOUR)
    before = await takes(at, at.dewi)
    await at.sql("UPDATE occupancy SET hold = 'somebody' WHERE hold = ?", proposal.hold)
    assert await answer(at, proposal, await at.person(at.dewi)) is Answered.LOST
    assert await at.booking(booking) == booking
    assert await takes(at, at.dewi) == before
    told = (await at.shown(at.ann, "move.asked"))[-1]
    assert told.values["outcome"] == "lost"


async def test_the_held_time_is_in_everybodys_way(at: Studio) -> None:
    booking = await agreed(at)
    await asked(at, booking, booking.span.starts_at + 4 * HOUR)
    start = booking.span.starts_at + 4 * HOUR

    async def rival(unit: UnitOfWork) -> None:
        hour = Span(start, start + HOUR)
        await unit.occupancy.hold(booking.id, at.dewi.id, Held(hour, hour), at.clock.at)

    with pytest.raises(SlotTaken):
        await at.house.units.run(rival)
    at.clock.at += timedelta(minutes=30)
    await at.house.units.run(rival)
