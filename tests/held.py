"""What a database holds, looked at from outside, whichever engine it is on."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

NOT_THERE = (sqlite3.OperationalError, asyncpg.PostgresError, OSError)
"""A database, or a table, that somebody has yet to make; or a server that is gone."""


def file_of(url: str) -> Path:
    assert on_file(url), url
    return Path(url.removeprefix("sqlite:///"))


def on_file(url: str) -> bool:
    return url.startswith("sqlite:")


def rows(url: str, query: str) -> list[Any]:
    """Rows whose columns go by name. Looks without getting in the way of the one who writes."""
    return _of_file(file_of(url), query) if on_file(url) else _server().rows(url, query)


def _of_file(file: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)
    try:
        connection.row_factory = sqlite3.Row
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@dataclass
class _Server:
    """One connection, kept between looks: whoever waits looks fifty times a second."""

    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    turn: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""
    connection: asyncpg.Connection | None = None

    def rows(self, url: str, query: str) -> list[Any]:
        with self.turn:
            asked = asyncio.run_coroutine_threadsafe(self._rows(url, query), self.loop)
            return asked.result()

    async def _rows(self, url: str, query: str) -> list[Any]:
        connection = await self._connected(url)
        async with connection.transaction(readonly=True):
            return list(await connection.fetch(query))

    async def _connected(self, url: str) -> asyncpg.Connection:
        if self.connection is None or self.connection.is_closed() or self.url != url:
            if self.connection is not None:
                self.connection.terminate()
            self.connection, self.url = await asyncpg.connect(url, timeout=10), url
        return self.connection


_made: list[_Server] = []
_making = threading.Lock()


def _server() -> _Server:
    """Its loop runs in a thread of its own: tests that look have loops of their own, or none."""
    with _making:
        if not _made:
            _made.append(_Server())
            threading.Thread(target=_made[0].loop.run_forever, name="looks", daemon=True).start()
        return _made[0]
