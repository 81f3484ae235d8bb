"""People who follow the live feed through restarts, as a browser does: each comes back behind what it saw."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Any

import aiohttp

BACK = 0.2
"""Seconds until one that was cut off comes again."""


@dataclass
class Follower:
    channel: str
    token: str
    seen: list[str] = field(default_factory=list)
    cut: int = 0
    """How often its stream ended."""

    async def follow(self, session: aiohttp.ClientSession, web: str) -> None:
        while True:
            try:
                await self._once(session, web)
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            self.cut += 1
            await asyncio.sleep(BACK)

    async def _once(self, session: aiohttp.ClientSession, web: str) -> None:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Last-Event-ID": self.seen[-1] if self.seen else "0-0",
        }
        async with session.get(f"{web}/events/{self.channel}", headers=headers) as answer:
            if answer.status != 200:
                return
            async for line in answer.content:
                if line.startswith(b"id: "):
                    self.seen.append(line[4:].strip().decode())


@dataclass
class Crowd:
    """All of them in one thread with a loop of its own."""

    web: str
    followers: list[Follower]
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(30)

    async def _open(self) -> None:
        limits = aiohttp.ClientTimeout(total=None, sock_connect=5)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=limits)
        self._tasks: list[asyncio.Task[Any]] = [
            self._loop.create_task(one.follow(self._session, self.web)) for one in self.followers
        ]

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()
