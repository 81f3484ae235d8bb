"""Several programs on one server tell each other what their commits have made ready.

On a connection of its own, after the commit, and many commits at once. It is a favour: whoever was not told
looks for himself within a second, and nothing may depend on having been told.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg

from services.faults import describe
from services.ports import StorageUnavailable
from storage.telling import WAKES, Telling

log = logging.getLogger("storage")
CHANNEL = "roomline"
APART = 0.02
"""Seconds between two tellings: what is committed meanwhile goes together."""
AGAIN = 0.5
"""Seconds between two tries to have a connection."""
PATIENCE = 5.0
"""Seconds for the server to have taken what was told."""
_TELL = f"SELECT pg_notify('{CHANNEL}', $1)"


class Listening:
    """`connect` makes a connection of the driver's. `run` goes on for as long as the program does."""

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]], telling: Telling) -> None:
        self._connect, self._telling = connect, telling
        self._to_tell: set[str] = set()
        self._stirred, self._over = asyncio.Event(), asyncio.Event()
        self.heard = 0
        """How often others have told something."""
        telling.hooks.append(self._note)

    async def run(self) -> None:
        while not self._over.is_set():
            try:
                await self._listen()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, StorageUnavailable) as error:
                log.warning("nobody tells of others' commits for now: %s", describe(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), AGAIN)

    def stop(self) -> None:
        self._over.set()
        self._stirred.set()

    async def _listen(self) -> None:
        connection = await self._connect()
        try:
            connection.add_termination_listener(lambda _: self._stirred.set())
            await connection.add_listener(CHANNEL, self._hear)
            # What was told while nobody listened.
            self._telling.wake(WAKES)
            while not (connection.is_closed() or self._over.is_set()):
                await self._stirred.wait()
                self._stirred.clear()
                await self._tell(connection)
                await asyncio.sleep(APART)
        finally:
            connection.terminate()

    async def _tell(self, connection: asyncpg.Connection) -> None:
        marks = sorted(self._to_tell)
        if marks and not connection.is_closed():
            self._to_tell.clear()
            await connection.execute(_TELL, " ".join(marks), timeout=PATIENCE)

    def _note(self, marks: frozenset[str]) -> None:
        if wakes := marks & WAKES:
            self._to_tell |= wakes
            self._stirred.set()

    def _hear(self, connection: Any, teller: int, channel: str, marks: Any) -> None:
        if teller != connection.get_server_pid():
            self.heard += 1
            self._telling.wake(frozenset(str(marks).split()))
