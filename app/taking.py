"""Where the poller puts updates: into the early journal while the rest is imported, then the real one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.poller import Store
from services.ports import Clock
from services.queues import RawUpdate


class Early(Protocol):
    """A journal that has little to import. Raises StorageUnavailable."""

    async def append(self, updates: Sequence[RawUpdate], at: datetime) -> int: ...

    async def close(self) -> None: ...


class Taking:
    """Without an early journal (a new database, a warmed worker) updates wait for `hand_over`."""

    def __init__(self, clock: Clock) -> None:
        self._early: Early | None = None
        self._clock = clock
        self._real: Store | None = None
        self._turn = asyncio.Lock()
        self._open = asyncio.Event()

    def open_early(self, early: Early | None) -> None:
        self._early = early
        if early is not None:
            self._open.set()

    async def __call__(self, updates: Sequence[RawUpdate], /) -> int:
        while True:
            await self._open.wait()
            if self._real is not None:
                # Side by side: what a webhook brings must not stand in line behind each other's commits.
                return await self._real(updates)
            async with self._turn:
                if self._early is not None:
                    return await self._early.append(updates, self._clock.now())

    async def close_early(self) -> None:
        """Before the real writer is opened: one connection writes at a time."""
        async with self._turn:
            if self._early is not None:
                self._open.clear()
                await self._early.close()
                self._early = None

    def hand_over(self, real: Store) -> None:
        self._real = real
        self._open.set()
