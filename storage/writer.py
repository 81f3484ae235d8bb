"""The one who writes: takes units one after another and commits several at once.

Each unit is a SAVEPOINT of a shared transaction; nobody is answered before the COMMIT. When that fails, each
unit runs again alone, so that only those which cannot be committed are refused.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.faults import describe
from services.ports import Stale, StorageUnavailable
from storage.dialect import is_away, meaning
from storage.driver import Connection as Driver
from storage.engine import driver_of
from storage.erasure import ERASED
from storage.job import Job
from storage.telling import Telling
from storage.unit import SqlUnit

log = logging.getLogger("storage")
BATCH_SECONDS = 0.005
RUNS = 5
"""A unit that is stale after so many runs is not losing a race: it would be stale for ever."""


class LockedOut(Exception):
    """Not even a transaction could be begun: whoever waits would hear the same in the end, `error`."""

    def __init__(self, error: Exception) -> None:
        super().__init__(type(error).__name__)
        self.error = error


class CutOff(Exception):
    """A unit gave up in the middle of a statement, and the connection with it: `error` is why."""

    def __init__(self, error: Exception) -> None:
        super().__init__(type(error).__name__)
        self.error = error


class Writer:
    """`waiting` holds jobs; None in it asks `serve` to end once everything before that is done."""

    def __init__(self, engine: AsyncEngine, telling: Telling, epoch: int) -> None:
        self.epoch = epoch
        self.waiting: asyncio.Queue[Job | None] = asyncio.Queue()
        self.closed = False
        self.ended = asyncio.Event()
        self.task: asyncio.Task[object] | None = None
        self._engine, self._telling = engine, telling
        self._connection: AsyncConnection | None = None
        self._direct: Driver | None = None
        self._in_hand: list[Job] = []
        self._log_to_empty = False

    def at_work(self, task: asyncio.Task[Any] | None) -> bool:
        return task is self.task

    async def serve(self) -> None:
        self.task = asyncio.current_task()
        try:
            while (job := await self.waiting.get()) is not None:
                try:
                    await self._together(job)
                except Exception as error:  # noqa: BLE001 - the writer outlives whatever it was
                    await self._begin_anew(error)
        finally:
            self.closed = True
            self._refuse_all(StorageUnavailable("the database is closed"))
            try:
                await self._disconnect()
            finally:
                self.ended.set()

    async def _begin_anew(self, error: Exception) -> None:
        """Against all expectation: whoever was in hand may ask again, and this connection is not trusted."""
        log.error("the writer begins anew: %s", describe(error))
        self._refuse_all(StorageUnavailable("the writer had to begin anew"))
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                await connection.invalidate()
                await connection.close()
            except Exception as trouble:  # noqa: BLE001 - it is given up anyway
                log.warning("the old connection could not be closed: %s", describe(trouble))

    async def _together(self, first: Job) -> None:
        """The first and whoever waits; if their transaction fails, each alone."""
        jobs = self._in_hand = [first]
        until = asyncio.get_running_loop().time() + BATCH_SECONDS
        error = await self._transaction(jobs, until)
        if isinstance(error, LockedOut):
            self._refuse_all(error.error)
        elif error is not None and len(jobs) == 1:
            first.refuse(error)
        elif error is not None:
            await self._each_alone(jobs)
        self._in_hand = []

    async def _each_alone(self, jobs: list[Job]) -> None:
        for job in jobs:
            error = await self._transaction([job], until=0.0)
            if isinstance(error, LockedOut):
                self._refuse_all(error.error)
                return
            if error is not None:
                job.refuse(error)

    async def _transaction(self, jobs: list[Job], until: float) -> Exception | None:
        """Runs `jobs`, and whoever joins them in time, up to the COMMIT. Answers what made it fail; then
        nothing happened and nobody has been told."""
        try:
            connection = await self._begin()
        except DBAPIError as error:
            return LockedOut(meaning(error))
        job: Job | None = jobs[0]
        try:
            while job is not None:
                await self._one(connection, job)
                job = self._join(jobs, until)
        except CutOff as cut:
            await self._undo()
            await self._disconnect()
            return cut.error
        except Exception as error:  # noqa: BLE001 - the writer outlives whatever it was
            await self._undo()
            return meaning(error)
        return await self._commit(connection, jobs)

    async def _commit(self, connection: AsyncConnection, jobs: list[Job]) -> Exception | None:
        try:
            await connection.commit()
        except DBAPIError as error:
            # What the engine still has open only ends with the connection.
            await connection.invalidate()
            await self._disconnect()
            return meaning(error)
        for job in jobs:
            job.tell()
        marks: set[str] = set().union(*(job.marks for job in jobs))
        self._telling(marks)
        self._log_to_empty |= ERASED in marks
        if self._log_to_empty:
            await self._empty_log()
        return None

    async def _empty_log(self) -> None:
        """What was erased stands in the log until it is moved into the file and the log cut to nothing. While
        somebody looks that cannot be: the next commit tries again."""
        if self._direct is None:
            return
        found: list[tuple[int, ...]] = []
        empty = "PRAGMA wal_checkpoint(TRUNCATE)"
        try:
            await self._direct.there(lambda real: found.extend(real.execute(empty).fetchall()))
        except sqlite3.Error as error:
            log.warning("the database's log is not emptied yet: %s", describe(error))
        self._log_to_empty = not found or found[0][0] != 0

    def _join(self, jobs: list[Job], until: float) -> Job | None:
        if self.waiting.empty() or asyncio.get_running_loop().time() >= until:
            return None
        job = self.waiting.get_nowait()
        if job is None:
            self.waiting.put_nowait(None)  # for `serve` to find after this batch
            return None
        jobs.append(job)
        return job

    async def _one(self, connection: AsyncConnection, job: Job) -> None:
        """One unit in its savepoint. Raises what makes the whole transaction useless, and only that."""
        for _ in range(0 if job.abandoned else RUNS):
            unit = SqlUnit(connection, self.epoch, self._direct)
            await unit.begin()
            try:
                result = await job.work(unit)
                await unit.end()
            except Exception as error:
                if is_away(error):
                    raise
                if connection.invalidated:
                    raise CutOff(error) from error
                await unit.undo()
                job.failed(error)
                if not isinstance(error, Stale):
                    return
            else:
                job.ended(result, unit.marks)
                return

    async def _begin(self) -> AsyncConnection:
        if self._connection is None:
            self._connection = await self._engine.connect()
            self._direct = await driver_of(self._connection)
        await self._connection.begin()
        return self._connection

    async def _undo(self) -> None:
        """After some errors SQLite has rolled back already; then this does nothing."""
        assert self._connection is not None
        try:
            await self._connection.rollback()
        except DBAPIError:
            await self._connection.invalidate()
            await self._disconnect()

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    def _refuse_all(self, error: Exception) -> None:
        jobs, self._in_hand = self._in_hand, []
        asked_to_end = False
        while not self.waiting.empty():
            job = self.waiting.get_nowait()
            if job is None:
                asked_to_end = True
            else:
                jobs.append(job)
        if asked_to_end:
            self.waiting.put_nowait(None)
        for job in jobs:
            job.refuse(error)
