"""The database held by somebody else, who is in no hurry."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import asyncpg

from tests import held
from tests.world import Program


@contextmanager
def locked(program: Program) -> Iterator[None]:
    """On a server the journal is, which every update goes through. Nothing can be stored inside."""
    with _file(program) if held.on_file(program.url) else _server(program.url):
        yield


@contextmanager
def _file(program: Program) -> Iterator[None]:
    with closing(sqlite3.connect(program.database, isolation_level=None, timeout=5)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def _server(url: str) -> Iterator[None]:
    taken, enough = threading.Event(), threading.Event()

    async def hold() -> None:
        other = await asyncpg.connect(url)
        try:
            async with other.transaction():
                await other.execute("LOCK TABLE updates IN EXCLUSIVE MODE")
                taken.set()
                await asyncio.to_thread(enough.wait)
        finally:
            await other.close()

    holder = threading.Thread(target=lambda: asyncio.run(hold()), daemon=True)
    holder.start()
    assert taken.wait(30), "nobody could lock it"
    try:
        yield
    finally:
        enough.set()
        holder.join(10)
