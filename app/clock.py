"""The one source of time. In the trial the simulator owns the clock and this follows it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import structlog

log = structlog.get_logger("clock")
AGAIN = 0.5
"""Seconds between tries to reach the simulator."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def on_change(self, listener: Callable[[], None]) -> None:
        """It is never set by us; that somebody sets the machine's is noticed by the ticker."""


class TrialClock:
    """Real time plus the trial's offset; listeners are told when that changes."""

    def __init__(self, offset: timedelta) -> None:
        self.offset = offset
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def set(self, offset: timedelta) -> None:
        if offset != self.offset:
            self.offset = offset
            log.info("the trial's clock was moved", offset_seconds=offset.total_seconds())
            for listener in self._listeners:
                listener()


class Follower:
    """Keeps a TrialClock at what the simulator says."""

    def __init__(self, session: aiohttp.ClientSession, simulator: str) -> None:
        self._session, self._simulator = session, simulator
        self._turn = asyncio.Lock()
        self.clock = TrialClock(timedelta(0))

    async def begin(self) -> TrialClock:
        """The clock, once the simulator has said what time it is; waits for a simulator that is still
        starting."""
        await _until_it_answers(self.read)
        return self.clock

    async def read(self) -> None:
        # One question at a time: of two answers that overtake each other the older one would win.
        async with self._turn, self._session.get(f"{self._simulator}/world/clock") as answer:
            answer.raise_for_status()
            self.clock.set(timedelta(seconds=float((await answer.json())["offset"])))

    async def advance(self, seconds: float) -> dict[str, Any]:
        """Moves the trial's clock; the answer comes once this program goes by the new time too."""
        body = {"advance": seconds}
        async with self._session.post(f"{self._simulator}/world/clock", json=body) as answer:
            said: dict[str, Any] = await answer.json()
            answer.raise_for_status()
        await self.read()
        return said

    async def follow(self) -> None:
        """For as long as the program runs (a detached task)."""
        while True:
            await _until_it_answers(self._listen)
            await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        endless = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=30)
        async with self._session.get(f"{self._simulator}/world/events", timeout=endless) as events:
            events.raise_for_status()
            await self.read()  # what was missed while nobody listened
            async for line in events.content:
                # The event only says that there is something to read: `reset` stands for events that are
                # gone.
                if line.strip() in (b"event: clock", b"event: reset"):
                    await self.read()


async def _until_it_answers(question: Callable[[], Awaitable[None]]) -> None:
    silent = False
    while True:
        try:
            return await question()
        except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError, KeyError, ValueError) as error:
            if not silent:
                log.warning("the simulator's clock cannot be read; trying on", error=repr(error))
            silent = True
        await asyncio.sleep(AGAIN)
