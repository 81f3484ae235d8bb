"""One of those who write on PostgreSQL: a connection, and a unit at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.faults import describe
from services.ports import StorageUnavailable, UnitOfWork
from storage.commits import Marks
from storage.dialect import LostRace, ReadOnly, meaning
from storage.postgresql import connected, driver_of, is_gone
from storage.refusals import NoSuchDatabase
from storage.sole import Sole
from storage.unit import SqlUnit

log = logging.getLogger("storage")
ANSWERS = 1.0
"""Seconds in which a server that is there says anything at all."""
PAUSE = 0.05
"""Seconds between two tries to hear what became of a commit."""


class Hand:
    """Its connection is opened when it is needed and given up when it is not to be trusted."""

    def __init__(
        self, engine: AsyncEngine, epoch: int, number: int, sole: Sole | None, *, alone: bool
    ) -> None:
        self._engine, self._epoch, self._sole, self._alone = engine, epoch, sole, alone
        self._marks = Marks(epoch, number)
        self._connection: AsyncConnection | None = None

    async def unit(self, work: Callable[[UnitOfWork], Awaitable[Any]]) -> tuple[Any, set[str]]:
        """What the work answers and what its commit made ready. Whatever it raises: nothing happened."""
        if self._sole is not None:
            await self._sole.hold()
        connection = self._connection = self._connection or await connected(self._engine)
        try:
            await connection.begin()
            unit = SqlUnit(connection, self._epoch, alone=self._alone)
            result = await work(unit)
            await unit.flush()
            driver = driver_of(connection)
            if unit.wrote:
                await self._marks.leave(driver)
        except (DBAPIError, ConnectionError) as error:
            await self._undo(connection, why := meaning(error))
            raise why from error
        except Exception as error:
            in_a_statement = is_gone(driver_of(connection))
            await self._undo(connection, error)
            if in_a_statement and not await self._answers():
                raise StorageUnavailable("the server does not answer") from error
            raise
        except BaseException:
            await self.close(broken=True)
            raise
        await self._commit(connection, driver, marked=unit.wrote)
        return result, unit.marks

    async def _commit(self, connection: AsyncConnection, driver: Any, *, marked: bool) -> None:
        try:
            await connection.commit()
        except (DBAPIError, ConnectionError) as error:
            # A server that answers with an error, and goes on, has said no.
            unknown, why = marked and is_gone(driver), meaning(error)
            await self._undo(connection, why)
            if not unknown:
                raise why from error
            if not await self._happened(driver.get_server_pid()):
                raise LostRace("cut off before the commit") from None
        except BaseException:
            await self.close(broken=True)
            raise

    async def _answers(self) -> bool:
        """A unit was given up in the middle of a statement: its own fault, unless nobody is answered."""
        try:
            async with asyncio.timeout(ANSWERS):
                self._connection = await connected(self._engine)
                await driver_of(self._connection).fetchval("SELECT 1")
        except Exception:  # noqa: BLE001 - whatever it was, that was no answer
            await self.close(broken=True)
            return False
        return True

    async def _happened(self, old: int) -> bool:
        """Asked until somebody knows: to try again without knowing may do it twice."""
        log.warning("the answer to a commit never came: it is looked up")
        while True:
            try:
                connection = await connected(self._engine)
                self._connection = connection
                happened = await self._marks.found(driver_of(connection), old)
            except (StorageUnavailable, NoSuchDatabase):
                await self.close(broken=True)
                await asyncio.sleep(PAUSE)
            else:
                log.warning("a commit without an answer %s", "took effect" if happened else "did not happen")
                return happened

    async def sweep(self) -> None:
        """Between two units."""
        if self._connection is None:
            return
        try:
            await self._marks.sweep(driver_of(self._connection))
        except Exception as error:  # noqa: BLE001 - what stays is removed another time
            log.warning("marks of commits stay for now: %s", describe(error))
            await self.close(broken=True)

    async def _undo(self, connection: AsyncConnection, error: Exception) -> None:
        if isinstance(error, ReadOnly) or is_gone(driver_of(connection)):
            await self.close(broken=True)
            return
        try:
            await connection.rollback()
        except Exception:  # noqa: BLE001 - a connection that cannot even do that is given up
            await self.close(broken=True)
            return
        if connection.invalidated:
            await self.close()

    @property
    def connected(self) -> bool:
        return self._connection is not None

    async def close(self, *, broken: bool = False) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            if broken:
                if driver := driver_of(connection):
                    driver.terminate()  # without the politeness for which a dead line has no answer
                await connection.invalidate()
            await connection.close()
        except Exception as error:  # noqa: BLE001 - it is given up anyway
            log.warning("a connection could not be closed: %s", describe(error))
