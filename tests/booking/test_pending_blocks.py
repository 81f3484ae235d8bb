"""A request that nobody has answered yet holds its time like any booking, and gives it back in the commit
that ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import Booking, Mode, Wish
from domain.dispatch import Need, need_of
from services.call_off import CallOff
from services.request_booking import Requested, SlotGone
from tests.services.studio import ZONE, Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    """Dewi alone works."""
    async with studio(tmp_path) as opened:
        await opened.away(opened.maya, opened.budi)
        yield opened


async def offered(at: Studio, need: Need, booking: Booking) -> bool:
    """Whether the form would list that very time."""
    start = booking.span.starts_at
    return start in await at.house.do(at.do.slots, need, day=start.astimezone(ZONE).date())


async def test_an_open_request_is_offered_to_nobody_else(at: Studio) -> None:
    made = await at.requested(at.at(5))
    need = need_of(at.at(5), probe=False)
    assert not await offered(at, need, made.booking)
    assert isinstance(await at.ask(at.at(5)), SlotGone)
    assert isinstance(await at.ask(at.at(5.5)), SlotGone)
    # Until the way from it, or its turn-around, is over.
    assert isinstance(await at.ask(at.at(6.5)), Requested)


async def decline(at: Studio, made: Requested) -> None:
    await at.decline(made.offer, at.dewi)


async def time_out(at: Studio, made: Requested) -> None:
    await at.time_passes(minutes=31)


async def cancel(at: Studio, made: Requested) -> None:
    await at.cancel(made.booking)


async def cancel_agreed(at: Studio, made: Requested) -> None:
    await at.accept(made.offer, at.dewi)
    await at.cancel(made.booking)


async def call_off(at: Studio, made: Requested) -> None:
    await at.accept(made.offer, at.dewi)
    await at.house.do(CallOff(at.clock, at.do.turns), made.booking.id, await at.person(at.dewi))


@pytest.mark.parametrize("end", [decline, time_out, cancel, cancel_agreed, call_off])
async def test_its_time_is_free_at_once(
    at: Studio, end: Callable[[Studio, Requested], Awaitable[None]]
) -> None:
    made = await at.requested(at.at(24, wish=Wish(at.dewi.id)))
    other = await at.house.customer("Ben")
    again = at.wanted(
        mode=Mode.SCHEDULED,
        starts_at=made.booking.span.starts_at,
        customer=other.id,
    )
    assert isinstance(await at.ask(again), SlotGone)
    await end(at, made)
    assert await at.held(at.dewi) == []
    assert await offered(at, need_of(again, probe=False), made.booking)
    assert isinstance(await at.ask(again), Requested)
    assert len(await at.held(at.dewi)) == 1


async def test_notice_passes_while_the_customer_hesitates(at: Studio) -> None:
    """The list showed it; an hour before it is too late, by the same function."""
    request = at.at(1.5)
    need, start = need_of(request, probe=False), request.starts_at
    day = start.astimezone(ZONE).date()
    assert start in await at.house.do(at.do.slots, need, day=day)
    at.clock.at += timedelta(minutes=31)
    assert start not in await at.house.do(at.do.slots, need, day=day)
    assert isinstance(await at.ask(request), SlotGone)
    at.clock.at -= timedelta(minutes=1)
    assert isinstance(await at.ask(request), Requested)
