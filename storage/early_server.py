"""The journal of a server's database before the rest of storage is there: only its driver is imported.

As `storage.early`, and with the lock that keeps others off this database (`storage.sole`): whoever does not
get it stores nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from services.ports import StorageUnavailable
from services.queues import RawUpdate
from storage.dialling import KEY, PATIENCE, PAUSE, raw
from storage.instants import micros
from storage.migrations import HEAD

STORING = 2.0
"""Seconds for one batch."""
_AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
# The same as `journal.append`: a test holds the two together.
_APPEND = """
INSERT INTO updates (source, update_id, lane, raw, received_at, state, tries, error)
SELECT source, update_id, lane, raw, $5, 'pending', 0, ''
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[])
    WITH ORDINALITY AS batch (source, update_id, lane, raw, place)
ORDER BY place
ON CONFLICT (source, update_id) DO NOTHING
RETURNING seq
"""


class EarlyServer:
    """Made by `open_early_server`."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def append(self, updates: Sequence[RawUpdate], at: datetime) -> int:
        """All of them are on the disk when it returns, or none; answers how many were new."""
        columns = zip(*((one.source, one.id, one.lane, one.raw) for one in updates), strict=True)
        try:
            made = await self._connection.fetch(_APPEND, *map(list, columns), micros(at), timeout=STORING)
        except _AWAY as error:
            raise StorageUnavailable(str(error) or type(error).__name__) from error
        return len(made)

    async def close(self) -> None:
        """The lock is free when it returns: the real storage takes it next."""
        try:
            await self._connection.execute("SELECT pg_advisory_unlock_all()", timeout=STORING)
            await self._connection.close(timeout=STORING)
        except _AWAY:
            self._connection.terminate()


async def open_early_server(url: str, *, together: bool) -> EarlyServer:
    """`together`: one of several on this database. Raises StorageUnavailable for one that is another's, away,
    or in another shape."""
    try:
        connection = await raw(url)
    except _AWAY as error:
        raise StorageUnavailable(str(error) or type(error).__name__) from error
    early = EarlyServer(connection)
    try:
        await _take(connection, together=together)
        revision = await connection.fetchval("SELECT version_num FROM alembic_version", timeout=STORING)
        if revision != HEAD:
            raise StorageUnavailable(f"the database is at revision {revision}, not {HEAD}")
    except _AWAY as error:
        await early.close()
        raise StorageUnavailable(str(error) or type(error).__name__) from error
    except StorageUnavailable:
        await early.close()
        raise
    return early


async def _take(connection: asyncpg.Connection, *, together: bool) -> None:
    """The connection of a process that was just killed may take a moment to be gone."""
    until = asyncio.get_running_loop().time() + PATIENCE
    take = f"SELECT pg_try_advisory_lock{'_shared' if together else ''}({KEY})"
    while not await connection.fetchval(take, timeout=STORING):
        if asyncio.get_running_loop().time() > until:
            raise StorageUnavailable("another program works on this database")
        await asyncio.sleep(PAUSE)
