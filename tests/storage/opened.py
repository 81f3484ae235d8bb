"""Databases for tests, opened as the program opens them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from services.ports import Stale, UnitOfWork
from storage.opening import Place, Storage, open_storage

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Tasks:
    """The Tasks port: keeps what it started, so that nothing is collected while it runs."""

    def __init__(self) -> None:
        self.running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], *, name: str, vital: bool = False) -> None:
        task = asyncio.create_task(work, name=name)
        self.running.add(task)
        task.add_done_callback(self.running.discard)


class Woken:
    """The Wake port: remembers who was woken."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def lanes(self) -> None:
        self.calls.append("lanes")

    def delivery(self) -> None:
        self.calls.append("delivery")

    def deadlines(self) -> None:
        self.calls.append("deadlines")

    def feed(self) -> None:
        self.calls.append("feed")


@asynccontextmanager
async def opened(
    place: Place,
    *,
    sole: bool = True,
    replica: str = "",
    woken: Woken | None = None,
    tasks: Tasks | None = None,
) -> AsyncIterator[Storage]:
    storage = await open_storage(
        place, tasks=tasks or Tasks(), wake=woken or Woken(), at=NOW, sole=sole, replica=replica
    )
    try:
        yield storage
    finally:
        await storage.close()


@asynccontextmanager
async def writing(storage: Storage) -> AsyncIterator[UnitOfWork]:
    """One unit, whose body is the test's own. What it raises at its end comes out of the `async with`."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[UnitOfWork] = loop.create_future()
    over: asyncio.Future[None] = loop.create_future()

    async def work(unit: UnitOfWork) -> None:
        if ready.done():
            raise Stale("the body of a test cannot be run again")
        ready.set_result(unit)
        await over

    whole = asyncio.create_task(storage.units.run(work))
    try:
        yield await ready
    except Exception as error:  # noqa: BLE001 - it is the unit's, and comes out of it
        over.set_exception(error)
    else:
        over.set_result(None)
    await whole
