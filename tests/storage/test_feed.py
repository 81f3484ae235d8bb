"""Facts in one order that nothing upsets, and tokens that are kept as digests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from domain.feed import EVERYTHING, Cursor, Scope
from services.feed import Fact, FeedToken, TokenId
from services.ports import UnitOfWork
from storage.opening import Storage
from tests.storage.opened import NOW, opened, writing

START = Cursor(0, 0)


async def add(storage: Storage, *channels: str) -> None:
    async with writing(storage) as unit:
        for channel in channels:
            unit.events.add(channel, "status", {"booking": 7, "name": "Ñandú 🌿"}, NOW)


async def look(storage: Storage, work: Callable[[UnitOfWork], Awaitable[list[Fact]]]) -> list[Fact]:
    return await storage.units.look(work)


async def after(unit: UnitOfWork, cursor: Cursor, limit: int = 100) -> list[Fact]:
    return list(await unit.facts.after(cursor, limit))


async def test_each_once_and_in_order_page_by_page(storage: Storage) -> None:
    assert await storage.units.look(lambda unit: unit.facts.newest()) == START
    for number in range(5):
        await add(storage, f"bookings.{number}", f"therapists.{number}")
    seen: list[Fact] = []
    while found := await look(storage, partial(after, cursor=seen[-1].cursor if seen else START, limit=3)):
        seen += found
    assert [one.channel for one in seen] == [
        name for number in range(5) for name in (f"bookings.{number}", f"therapists.{number}")
    ]
    assert [one.cursor for one in seen] == sorted(one.cursor for one in seen)
    assert (seen[0].kind, dict(seen[0].payload), seen[0].at) == (
        "status",
        {"booking": 7, "name": "Ñandú 🌿"},
        NOW,
    )
    assert await storage.units.look(lambda unit: unit.facts.newest()) == seen[-1].cursor
    assert await storage.units.look(lambda unit: unit.facts.oldest()) == seen[0].cursor


async def test_what_somebody_missed_of_one_channel_or_of_all(storage: Storage) -> None:
    await add(storage, "bookings.1", "bookings.2", "bookings.1")
    await add(storage, "bookings.1")
    facts = await look(storage, partial(after, cursor=START))
    until = facts[2].cursor

    async def on(unit: UnitOfWork, channel: str, since: Cursor) -> list[Fact]:
        return list(await unit.facts.on(channel, since, until, 100))

    one = [facts[0], facts[2]]
    assert await look(storage, partial(on, channel="bookings.1", since=START)) == one
    assert await look(storage, partial(on, channel="bookings.1", since=facts[0].cursor)) == [facts[2]]
    assert await look(storage, partial(on, channel=EVERYTHING, since=START)) == facts[:3]


async def test_nobody_overtakes_on_a_server(url: str) -> None:
    """The first to write commits last: until then nothing of what came after it is told."""
    async with opened(url) as storage, opened(url, sole=False) as other:
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def slow(unit: UnitOfWork) -> None:
            unit.events.add("bookings.1", "first", {}, NOW)
            await unit.facts.newest()  # which sends what waits to be written
            begun.set()
            await go_on.wait()

        first = asyncio.create_task(storage.units.run(slow))
        await begun.wait()
        await add(other, "bookings.2")
        newest = await other.units.look(lambda unit: unit.facts.newest())
        told = await look(other, partial(after, cursor=START))
        go_on.set()
        await first
        assert (newest, told) == (START, [])
        both = await look(other, partial(after, cursor=START))
        assert [one.channel for one in both] == ["bookings.1", "bookings.2"]


async def test_tokens(storage: Storage) -> None:
    made = FeedToken(
        id=TokenId(0),
        name="Screen in the hall",
        scope=Scope(("bookings.*", "therapists.3"), bodies=True),
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    async with writing(storage) as unit:
        kept = await unit.feed_tokens.add(made, "a" * 64)
    assert await storage.units.look(lambda unit: unit.feed_tokens.find("a" * 64)) == kept
    assert await storage.units.look(lambda unit: unit.feed_tokens.find("b" * 64)) is None
    async with writing(storage) as unit:
        unit.feed_tokens.used(kept.id, NOW + timedelta(hours=1))
        assert await unit.feed_tokens.revoke(kept.id, NOW + timedelta(hours=2))
        assert not await unit.feed_tokens.revoke(kept.id, NOW + timedelta(hours=3))
        assert not await unit.feed_tokens.revoke(TokenId(99), NOW)
    (after_all,) = await storage.units.look(lambda unit: unit.feed_tokens.all())
    assert (after_all.used_at, after_all.revoked_at) == (NOW + timedelta(hours=1), NOW + timedelta(hours=2))
    assert not after_all.holds(NOW)
    assert kept.holds(NOW) and not kept.holds(NOW + timedelta(days=1))
