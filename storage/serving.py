"""Opens a database of a PostgreSQL server for work: for one program alone, or for one of several."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.members import Alone, Member
from services.ports import StorageUnavailable, Tasks, Wake
from storage import migrate, postgresql
from storage.budget import SharedPace
from storage.crew import Crew
from storage.dialect import LostRace, meaning
from storage.dialling import KEY
from storage.listening import Listening
from storage.membership import Membership
from storage.opening import Storage, prepare
from storage.selfcheck import prove_guard
from storage.sole import Sole
from storage.telling import Telling
from storage.units import SqlUnits

_PATIENTLY = ("SET LOCAL lock_timeout = '60s'", "SET LOCAL statement_timeout = '60s'")
RUNS = 5
_IN_TURN = text(f"SELECT pg_advisory_lock({KEY + 1})")
_NEXT = text(f"SELECT pg_advisory_unlock({KEY + 1})")


async def open_server(
    url: str, tasks: Tasks, wake: Wake, at: datetime, *, sole: bool, replica: str = ""
) -> Storage:
    alone = sole and not replica
    writing, reading = postgresql.writer(url, alone=alone), postgresql.reader(url)
    lock = Sole(writing, shared=bool(replica)) if sole or replica else None
    membership = Membership(url, replica) if replica else None
    async with AsyncExitStack() as undone:
        if lock is not None:
            undone.push_async_callback(lock.let_go)
        try:
            async with _in_turn(writing) as connection:
                if membership is not None:
                    assert lock is not None
                    epoch = await _among_others(connection, lock, membership, writing)
                else:
                    epoch = await _alone(connection, lock, at, sole=sole)
        except (DBAPIError, asyncpg.PostgresError) as error:
            raise meaning(error) from error
        except (asyncpg.InterfaceError, OSError) as error:
            raise StorageUnavailable(str(error) or type(error).__name__) from error
        undone.pop_all()
    telling = Telling(wake)
    crew = Crew(writing, telling, epoch, lock, alone=alone)
    for hand in range(crew.hands):
        tasks.start(crew.serve(), name=f"storage hand {hand}", vital=True)
    member: Member = Alone(epoch)
    if membership is not None:
        member = membership
        tasks.start(membership.serve(), name="membership", vital=True)
    units, engines = SqlUnits(crew, lambda: postgresql.connected(reading)), (reading, writing)
    storage = Storage(url, epoch, units, telling, postgresql.facts, engines, member)
    return storage if alone else _together(storage, url, tasks, membership)


def _together(storage: Storage, url: str, tasks: Tasks, membership: Membership | None) -> Storage:
    """What a program among others has besides: it tells them of its commits, and shares their budget."""
    named = f"{postgresql.who()[:52]} listening"
    listening = Listening(partial(postgresql.raw, url, application_name=named), storage.telling)
    tasks.start(listening.run(), name="listening")
    pace = SharedPace(
        partial(postgresql.raw, url, default_transaction_isolation="read committed"), "telegram"
    )

    async def leave() -> None:
        listening.stop()
        pace.close()
        if membership is not None:
            await membership.end()

    return replace(storage, pace=pace, _leave=leave)


@asynccontextmanager
async def _in_turn(writing: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Two that open at once do so one after the other: both would make the tables."""
    connection = await postgresql.connected(writing)
    try:
        for each in _PATIENTLY:
            await connection.exec_driver_sql(each)
        await connection.execute(_IN_TURN)
        await connection.commit()
        yield connection
        await connection.execute(_NEXT)
        await connection.commit()
    finally:
        await connection.close()


async def _alone(connection: AsyncConnection, lock: Sole | None, at: datetime, *, sole: bool) -> int:
    if lock is not None:
        await lock.take()
    return await prepare(connection, at, sole=sole)


async def _among_others(
    connection: AsyncConnection, lock: Sole, membership: Membership, writing: AsyncEngine
) -> int:
    """The tables are changed only while nobody works on them: others would misread them."""
    async with connection.begin():
        present = await connection.run_sync(migrate.current) == migrate.head()
    if not present:
        alone = Sole(writing)
        try:
            await alone.take()
            async with connection.begin():
                await connection.run_sync(migrate.upgrade)
        finally:
            await alone.let_go()
    await lock.take()
    await _proved(connection)
    return await membership.begin()


async def _proved(connection: AsyncConnection) -> None:
    """Beside others at work, whose units may meet it."""
    for _ in range(RUNS):
        try:
            async with connection.begin():
                await prove_guard(connection)
        except DBAPIError as error:
            met = meaning(error)
            if not isinstance(met, LostRace):
                raise
        else:
            return
    raise met
