"""Who may work on a PostgreSQL database: a lock that the server holds for as long as its connection lives.

One alone holds it exclusively. Several hold it together, so that one alone and several keep each other out.
"""

from __future__ import annotations

import asyncio

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ports import StorageUnavailable
from storage.dialect import meaning
from storage.dialling import KEY, PATIENCE, PAUSE
from storage.postgresql import connected
from storage.refusals import OwnedByAnother

_ALONE = text(f"SELECT pg_try_advisory_lock({KEY})")
_TOGETHER = text(f"SELECT pg_try_advisory_lock_shared({KEY})")
_HOLDER = text(
    "SELECT a.application_name AS name, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ') AS since"
    " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
    f" AND l.classid = {KEY >> 32} AND l.objid = {KEY & 0xFFFFFFFF}"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Sole:
    """Held by a connection that does nothing else. When the server drops it, `hold` takes the lock again
    before anything more is written."""

    def __init__(self, engine: AsyncEngine, *, shared: bool = False) -> None:
        self._engine, self._take = engine, _TOGETHER if shared else _ALONE
        self._connection: AsyncConnection | None = None
        self._turn = asyncio.Lock()

    async def take(self) -> None:
        """Raises OwnedByAnother, StorageUnavailable, NoSuchDatabase."""
        until = asyncio.get_running_loop().time() + PATIENCE
        while not await self._taken():
            if asyncio.get_running_loop().time() > until:
                raise OwnedByAnother(await self._holder())
            await asyncio.sleep(PAUSE)

    async def hold(self) -> None:
        """Raises StorageUnavailable while another has it. Costs nothing while the connection lives."""
        if self._alive():
            return
        async with self._turn:
            if self._alive():
                return
            await self.let_go()
            if not await self._taken():
                raise StorageUnavailable(f"the database was taken over: {await self._holder()}")

    def _alive(self) -> bool:
        if self._connection is None or self._connection.invalidated:
            return False
        driver = self._connection.sync_connection.connection.driver_connection  # type: ignore[union-attr]  # open
        return driver is not None and not driver.is_closed()

    async def _taken(self) -> bool:
        try:
            if self._connection is None:
                connection = await connected(self._engine)
                # The lock is the session's: no transaction is to stay open around it.
                self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await self._connection.exec_driver_sql("SET idle_session_timeout = 0")
            return bool((await self._connection.execute(self._take)).scalar_one())
        except (DBAPIError, ConnectionError) as error:
            await self.let_go()
            raise StorageUnavailable(*meaning(error).args) from None

    async def _holder(self) -> str:
        assert self._connection is not None
        try:
            row = (await self._connection.execute(_HOLDER)).first()
        except DBAPIError:
            row = None
        return f"{row.name}, since {row.since}" if row else "somebody who has just gone; try again"

    async def let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                await connection.invalidate()
                await connection.close()
            except (DBAPIError, ConnectionError):
                return
