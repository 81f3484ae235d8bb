"""From the database to whoever follows: every fact once, in one order, also to those who were away.

One reader for all followers. Who is too slow is cut off and comes back by the cursor of the last fact he saw:
nobody else waits for him, and nothing is kept for him here.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from functools import partial

from domain.feed import EVERYTHING, Cursor
from services.faults import describe
from services.feed import Fact
from services.ports import StorageUnavailable, UnitOfWork, Units

log = logging.getLogger(__name__)
PAGE = 200
MOST_WAITING = 500
"""Facts that a follower may be behind."""
NUDGE = 1.0
"""Seconds until the database is looked at without having been told."""
PAUSE = 0.2


class TooSlow(Exception):
    """This follower is cut off."""


@dataclass(slots=True, eq=False)
class Follower:
    """`since` is the newest fact that everybody had been told of when this one came."""

    channel: str
    since: Cursor
    waiting: asyncio.Queue[Fact] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    is_cut: bool = False

    def tell(self, fact: Fact) -> None:
        try:
            self.waiting.put_nowait(fact)
        except asyncio.QueueFull:
            self.is_cut = True

    async def next(self) -> Fact:
        """Raises TooSlow once what was kept for it is told."""
        if self.is_cut and self.waiting.empty():
            raise TooSlow
        return await self.waiting.get()


@dataclass(slots=True)
class FeedHub:
    """`run` reads for as long as the program lives."""

    units: Units
    cursor: Cursor | None = None
    """Of the newest fact that followers were told."""
    _followers: defaultdict[str, set[Follower]] = field(default_factory=lambda: defaultdict(set))
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _began: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _over: bool = False

    def wake(self) -> None:
        self._woken.set()

    @property
    def followers(self) -> int:
        return sum(len(each) for each in self._followers.values())

    async def run(self) -> None:
        try:
            while not self._over:
                self._woken.clear()
                await self._round()
        finally:
            self._ended.set()

    async def stop(self) -> None:
        self._over = True
        self.wake()
        await self._ended.wait()

    async def _round(self) -> None:
        try:
            while not self._over and await self._read():
                pass
        except StorageUnavailable:
            await asyncio.sleep(PAUSE)
            return
        except Exception as error:  # noqa: BLE001 - the feed outlives whatever it was
            log.error("the feed cannot be read: %s", describe(error))
        await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(NUDGE):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _read(self) -> bool:
        """Whether there may be more."""
        if self.cursor is None:
            self.cursor = await self.units.look(_newest)
            self._began.set()
            return True
        found = await self.units.look(partial(_after, cursor=self.cursor))
        for fact in found:
            for follower in self._of(fact.channel):
                follower.tell(fact)
            self.cursor = fact.cursor
        return len(found) == PAGE

    def _of(self, channel: str) -> list[Follower]:
        return [*self._followers.get(channel, ()), *self._followers.get(EVERYTHING, ())]

    async def follow(self, channel: str, after: Cursor | None) -> AsyncGenerator[Fact, None]:
        """What is new, or all beyond `after`. Ends with TooSlow, or StorageUnavailable while what was missed
        cannot be read."""
        await self._began.wait()
        assert self.cursor is not None
        follower = Follower(channel, self.cursor)
        self._followers[channel].add(follower)
        try:
            if after is not None:
                async for fact in self._missed(follower, after):
                    yield fact
            while True:
                yield await follower.next()
        finally:
            self._followers[channel].discard(follower)
            if not self._followers[channel]:
                del self._followers[channel]

    async def _missed(self, follower: Follower, after: Cursor) -> AsyncIterator[Fact]:
        while True:
            page = partial(_on, channel=follower.channel, after=after, until=follower.since)
            found = await self.units.look(page)
            for fact in found:
                yield fact
                after = fact.cursor
            if len(found) < PAGE:
                return

    async def has_gap(self, after: Cursor) -> bool:
        """Whether something beyond it is kept no more."""
        oldest = await self.units.look(_oldest)
        return after < oldest and after != Cursor(0, 0)


async def _newest(unit: UnitOfWork) -> Cursor:
    return await unit.facts.newest()


async def _oldest(unit: UnitOfWork) -> Cursor:
    return await unit.facts.oldest()


async def _after(unit: UnitOfWork, cursor: Cursor) -> list[Fact]:
    return list(await unit.facts.after(cursor, PAGE))


async def _on(unit: UnitOfWork, channel: str, after: Cursor, until: Cursor) -> list[Fact]:
    return list(await unit.facts.on(channel, after, until, PAGE))
