"""Opens a database of a PostgreSQL server for work."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ports import Tasks, Wake
from storage import postgresql
from storage.crew import Crew
from storage.dialect import meaning
from storage.opening import Storage, prepare
from storage.sole import KEY, Sole
from storage.telling import Telling
from storage.units import SqlUnits

_IN_TURN = text(f"SELECT pg_advisory_lock({KEY + 1})")
_NEXT = text(f"SELECT pg_advisory_unlock({KEY + 1})")


async def open_server(url: str, tasks: Tasks, wake: Wake, at: datetime, *, sole: bool) -> Storage:
    writing, reading = postgresql.writer(url), postgresql.reader(url)
    async with AsyncExitStack() as undone:
        lock = Sole(writing) if sole else None
        if lock is not None:
            undone.push_async_callback(lock.let_go)
            await lock.take()
        try:
            epoch = await _prepared(await postgresql.connected(writing), at, sole=sole)
        except DBAPIError as error:
            raise meaning(error) from error
        undone.pop_all()
    telling = Telling(wake)
    crew = Crew(writing, telling, epoch, lock)
    for hand in range(crew.hands):
        tasks.start(crew.serve(), name=f"storage hand {hand}", vital=True)
    units = SqlUnits(crew, lambda: postgresql.connected(reading))
    return Storage(url, epoch, units, telling, postgresql.facts, (reading, writing))


async def _prepared(connection: AsyncConnection, at: datetime, *, sole: bool) -> int:
    """Two that open at once do so one after the other: both would make the tables."""
    try:
        await connection.execute(_IN_TURN)
        await connection.commit()
        epoch = await prepare(connection, at, sole=sole)
        await connection.execute(_NEXT)
        await connection.commit()
        return epoch
    finally:
        await connection.close()
