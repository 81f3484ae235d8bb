"""A move whose therapist is gone, away, off or suspended: refused with the true reason, the visit stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from domain.moving import Moving
from domain.people import Readiness
from domain.proposal import ProposalStatus
from domain.schedule import Schedule, WeeklyWindow, Window
from domain.time import Span
from services.call_off import CallOff
from services.move_answers import Answered
from services.move_slots import Absent
from services.moves import Asked
from services.ports import UnitOfWork
from tests.booking.moving import HOUR, agreed, answer, ask, asked, on, starts, takes, wish
from tests.services.studio import ALL_DAY, ZONE, Studio


@pytest.fixture
async def at(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Studio]:
    async with on("sqlite", tmp_path, request) as opened:
        yield opened


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"active": False}, Absent.SUSPENDED),
        ({"person": None}, Absent.GONE),
        ({"readiness": Readiness.AWAY}, Absent.AWAY),
    ],
)
async def test_before_it_is_asked(at: Studio, how: dict[str, object], why: Absent) -> None:
    booking = await agreed(at)
    before = await takes(at, at.dewi)
    await at.save(at.dewi, **how)
    assert await ask(at, booking, booking.span.starts_at + HOUR) is why
    assert (await at.booking(booking), await takes(at, at.dewi)) == (booking, before)


@pytest.mark.parametrize("who", ["customer", "therapist"])
async def test_who_stopped_the_bot_is_not_asked(at: Studio, who: str) -> None:
    booking, dewi = await agreed(at), await at.person(at.dewi)
    gone, asks = (at.ann, dewi) if who == "customer" else (dewi, at.ann)

    async def leaves(unit: UnitOfWork) -> None:
        unit.people.save(replace(gone, reachable=False))

    await at.house.units.run(leaves)
    assert await ask(at, booking, booking.span.starts_at + HOUR, asks) is Absent.GONE


async def test_busy_takes_moves_and_their_own_wish_is_theirs_even_when_away(at: Studio) -> None:
    booking = await agreed(at)
    await at.save(at.dewi, readiness=Readiness.BUSY)
    assert await ask(at, booking, booking.span.starts_at + HOUR) is Asked.ASKED
    other = await agreed(at, hours=60, by=at.maya)
    await at.away(at.maya)
    maya = await at.person(at.maya)
    assert await ask(at, other, other.span.starts_at + HOUR, maya) is Asked.ASKED


async def test_hours_and_time_off_are_not_offered(at: Studio) -> None:
    """Off from two hours after the visit; at work until midnight."""
    booking = await agreed(at)
    start = booking.span.starts_at
    off = Span(start + 2 * HOUR, start + 8 * HOUR)
    await at.hours(at.dewi, replace(ALL_DAY, time_off=(off,)))
    free = await starts(at, booking)
    assert start + HOUR in free
    assert not [one for one in free if off.starts_at - HOUR < one < off.ends_at]
    assert await ask(at, booking, start + 3 * HOUR) is Asked.TAKEN
    mornings = tuple(WeeklyWindow(day, Window(time(8), time(12))) for day in range(7))
    await at.hours(at.dewi, Schedule(ZONE.key, mornings))
    assert await ask(at, booking, start + 3 * HOUR) is Asked.TAKEN
    assert await ask(at, booking, start + HOUR) is Asked.ASKED, "from ten to eleven, at eleven, until noon"


async def test_suspended_while_it_waits(at: Studio) -> None:
    booking = await agreed(at)
    proposal = await asked(at, booking, booking.span.starts_at + 5 * HOUR)
    await at.save(at.dewi, active=False)
    assert await answer(at, proposal, await at.person(at.dewi)) is Answered.SUSPENDED
    assert (await wish(at, booking)).status is ProposalStatus.LOST
    assert (await at.booking(booking), len(await takes(at, at.dewi))) == (booking, 1)
    assert (await at.shown(at.ann, "move.asked"))[-1].values["outcome"] == "lost"


async def test_gone_while_it_waits_is_silence(at: Studio) -> None:
    booking = await agreed(at)
    proposal = await asked(at, booking, booking.span.starts_at + 5 * HOUR)
    await at.save(at.dewi, person=None)
    await at.time_passes(minutes=31)
    assert (await wish(at, booking)).status is ProposalStatus.TIMED_OUT
    assert (await at.booking(booking), len(await takes(at, at.dewi))) == (booking, 1)
    assert proposal.answer_by <= at.clock.at


async def test_called_off_while_it_waits(at: Studio) -> None:
    booking = await agreed(at)
    proposal = await asked(at, booking, booking.span.starts_at + 5 * HOUR)
    dewi = await at.person(at.dewi)
    await at.house.do(CallOff(at.clock, at.do.turns), booking.id, dewi)
    assert (await wish(at, booking)).status is ProposalStatus.WITHDRAWN
    assert not [one for one in await takes(at, at.dewi) if one.overlaps(proposal.span)]
    assert await answer(at, proposal, dewi) is Answered.WITHDRAWN


async def test_nobody_elses(at: Studio) -> None:
    booking = await agreed(at)
    eve, maya = await at.house.customer("Eve"), await at.person(at.maya)
    for stranger in (eve, maya, at.operator):
        assert await ask(at, booking, booking.span.starts_at + HOUR, stranger) is Asked.NOT_YOURS
    proposal = await asked(at, booking, booking.span.starts_at + HOUR)
    for stranger in (eve, maya, at.operator, at.ann):
        assert await answer(at, proposal, stranger) is Answered.NOT_YOURS


async def test_notice(at: Studio) -> None:
    """A day before to the second the customer may ask; after it the therapist still may."""
    booking = await agreed(at)
    new = booking.span.starts_at + 3 * HOUR
    at.clock.at = booking.span.starts_at - 24 * HOUR
    proposal = await asked(at, booking, new)
    await answer(at, proposal, await at.person(at.dewi), yes=False)
    await at.time_passes(seconds=1)
    assert await ask(at, booking, new) is Moving.TOO_LATE
    assert await ask(at, booking, new, await at.person(at.dewi)) is Asked.ASKED
