"""A visit is moved by half an hour: the new time overlaps its own, and only what is new of it is held."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus, Mode, Wish
from domain.proposal import ProposalStatus
from domain.time import Span
from services.move_answers import Answered
from services.move_ends import Withdrawn
from services.request_booking import Requested, SlotGone
from tests.booking.moving import HOUR, MINUTES, agreed, answer, asked, on, takes, wish
from tests.services.studio import Studio


@pytest.fixture(params=["sqlite"])
async def at(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Studio]:
    async with on(request.param, tmp_path, request) as opened:
        yield opened


@pytest.mark.parametrize(
    ("at", "by"),
    [*(("sqlite", by) for by in (30, -30, 60, -60, 90)), ("postgresql", 30), ("postgresql", -90)],
    indirect=["at"],
)
async def test_both_times_are_held_until_the_yes_and_then_the_new_one_alone(at: Studio, by: int) -> None:
    booking = await agreed(at)
    old, delta = booking.span, by * MINUTES
    kept = Span(old.starts_at, old.ends_at + 30 * MINUTES)
    assert await takes(at, at.dewi) == [kept]
    proposal = await asked(at, booking, old.starts_at + delta)
    both = await takes(at, at.dewi)
    new = Span(kept.starts_at + delta, kept.ends_at + delta)
    assert min(one.starts_at for one in both) == min(kept.starts_at, new.starts_at)
    assert max(one.ends_at for one in both) == max(kept.ends_at, new.ends_at)
    assert kept in both
    length = sum((one.ends_at - one.starts_at for one in both), timedelta())
    assert length == kept.ends_at - kept.starts_at + abs(delta)
    assert await at.booking(booking) == booking, "the old time stays until the yes"
    assert await answer(at, proposal, await at.person(at.dewi)) is Answered.MOVED
    assert await takes(at, at.dewi) == [new]
    moved = await at.booking(booking)
    assert moved.span == Span(old.starts_at + delta, old.ends_at + delta)
    assert (moved.status, moved.mode) == (BookingStatus.CONFIRMED, Mode.SCHEDULED)
    assert moved.version > booking.version
    assert moved.price == booking.price


@pytest.mark.parametrize("end", ["no", "silence", "withdrawn", "cancelled"])
async def test_what_was_new_is_free_at_once_when_it_is_no_yes(at: Studio, end: str) -> None:
    booking = await agreed(at)
    before = await takes(at, at.dewi)
    proposal = await asked(at, booking, booking.span.starts_at + 30 * MINUTES)
    rival = at.at(49.75, wish=Wish(at.dewi.id))
    assert await at.ask(rival) == SlotGone(), "the new time is held"
    dewi = await at.person(at.dewi)
    if end == "no":
        assert await answer(at, proposal, dewi, yes=False) is Answered.DECLINED
    elif end == "silence":
        await at.time_passes(minutes=31)
        rival = at.at(49.75 - 31 / 60, wish=Wish(at.dewi.id))
    elif end == "withdrawn":
        assert await at.house.do(at.do.withdraw_move, proposal.id, at.ann) is Withdrawn.WITHDRAWN
    else:
        await at.cancel(booking)
    expected = {"no": "declined", "silence": "timed_out"}.get(end, "withdrawn")
    assert (await wish(at, booking)).status == ProposalStatus(expected)
    present = await at.booking(booking)
    if end == "cancelled":
        assert (present.status, await takes(at, at.dewi)) == (BookingStatus.CANCELLED, [])
    else:
        assert (present, await takes(at, at.dewi)) == (booking, before)
    assert isinstance(await at.ask(rival), Requested)


async def test_an_hour_between_two_others_is_moved_back_and_forth(at: Studio) -> None:
    """Again and again, with neighbours on both sides: nothing of an earlier move stays held."""
    booking = await agreed(at)
    await agreed(at, hours=45)
    await agreed(at, hours=51)
    dewi = await at.person(at.dewi)
    for by in (30, -30, -60, 60, 30):
        present = await at.booking(booking)
        proposal = await asked(at, present, present.span.starts_at + by * MINUTES)
        assert await answer(at, proposal, dewi) is Answered.MOVED
    last = await at.booking(booking)
    assert last.span.starts_at == booking.span.starts_at + 30 * MINUTES
    assert last.version == booking.version + 5
    assert len(await takes(at, at.dewi)) == 3
    assert last.span.ends_at - last.span.starts_at == HOUR
