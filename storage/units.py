"""The door: units that write go to the writer, those that only look have a connection of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ports import StorageUnavailable, UnitOfWork
from storage.dialect import meaning
from storage.job import Job
from storage.unit import SqlUnit

T = TypeVar("T")


class Writers(Protocol):
    """Whoever does the writing: one at a time on SQLite, several on PostgreSQL."""

    closed: bool
    waiting: asyncio.Queue[Job | None]
    ended: asyncio.Event

    def at_work(self, task: asyncio.Task[Any] | None) -> bool:
        """Whether units run in this task."""
        ...


class SqlUnits:
    """Implements `services.ports.Units`. The writers must be serving for `run` to be answered."""

    def __init__(self, writer: Writers, connect: Callable[[], Awaitable[AsyncConnection]]) -> None:
        """`connect` opens a connection for looking."""
        self._writer, self._connect = writer, connect
        self._reader: AsyncConnection | None = None
        self._looking = asyncio.Lock()

    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        if self._writer.at_work(asyncio.current_task()):
            raise RuntimeError("a unit inside a unit would wait for itself")
        if self._writer.closed:
            raise StorageUnavailable("the database is closed")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.waiting.put_nowait(Job(work, answer))
        return await answer

    async def look(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """One at a time, each on one state of the database."""
        async with self._looking:
            if self._reader is None:
                return await self._look(work)
            try:
                return await self._look(work)
            except StorageUnavailable:
                # A connection that was cut while it lay idle says so only when it is used.
                return await self._look(work)

    async def _look(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        try:
            if self._reader is None:
                self._reader = await self._connect()
            async with self._reader.begin():
                return await work(SqlUnit(self._reader, epoch=0))
        except (DBAPIError, StorageUnavailable) as error:
            await self._close_reader(broken=True)
            raise meaning(error) from error
        except asyncio.CancelledError:
            # A statement may still be under way in the driver's thread.
            await self._close_reader(broken=True)
            raise

    async def close(self) -> None:
        """Finishes what was asked. The reader goes first: the last one to close checkpoints."""
        async with self._looking:
            await self._close_reader()
        self._writer.waiting.put_nowait(None)
        await self._writer.ended.wait()

    async def _close_reader(self, *, broken: bool = False) -> None:
        reader, self._reader = self._reader, None
        if reader is None:
            return
        if broken:
            await reader.invalidate()
        await reader.close()
