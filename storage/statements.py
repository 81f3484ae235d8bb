"""The statements of one unit: reads happen at once, writes wait and go together."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ports import Stale, StorageUnavailable
from storage.dialect import meaning
from storage.driver import Connection, NotOneRow, Ready
from storage.query import Query
from storage.ready import recipe

BEGIN = Ready("unit.begin", "SAVEPOINT unit")
END = Ready("unit.end", "RELEASE SAVEPOINT unit")
UNDO = Ready("unit.undo", "ROLLBACK TO SAVEPOINT unit")


@dataclass(slots=True)
class _Write:
    query: Query
    values: dict[str, Any]
    one_row: bool


class Statements:
    """`epoch` is 0 in a unit that only reads. `direct` is the driver's connection, where it is SQLite's."""

    def __init__(
        self,
        connection: AsyncConnection,
        epoch: int,
        direct: Connection | None = None,
        *,
        alone: bool = True,
    ) -> None:
        self.connection = connection
        self.epoch = epoch
        self.alone = alone
        """Whether no other program works on this database."""
        self.marks: set[str] = set()
        """What the commit makes ready: `lanes`, `delivery`, `deadlines`, `events`."""
        self.wrote = False
        """Whether anything would be lost with it."""
        self._direct = direct
        self._dialect = connection.dialect.name
        self._writes: list[_Write] = []
        self._unwritten: set[str] = set()

    async def rows(self, query: Query, /, **values: Any) -> Sequence[Row[Any]]:
        """At once. This unit's own writes go first when they touch the same tables."""
        if query.writes:
            return (await self.execute(query, **values)).all()
        if self._unwritten & query.tables:
            await self.flush()
        return (await self._execute(query, values)).all()

    async def row(self, query: Query, /, **values: Any) -> Row[Any] | None:
        return next(iter(await self.rows(query, **values)), None)

    def write(self, query: Query, /, **values: Any) -> None:
        """Joins the others at the unit's end."""
        self._buffer(query, values, one_row=False)

    def swap(self, query: Query, /, **values: Any) -> None:
        """A write that must find its row as it was: Stale otherwise."""
        self._buffer(query, values, one_row=True)

    def _buffer(self, query: Query, values: dict[str, Any], *, one_row: bool) -> None:
        self._may_write(query)
        self._writes.append(_Write(query, values, one_row))
        self._unwritten |= query.tables

    def _may_write(self, query: Query) -> None:
        if not self.epoch:
            raise RuntimeError(f"{query.name}: a unit for looking does not write")

    async def execute(self, query: Query, /, **values: Any) -> CursorResult[Any]:
        """A write that cannot wait, after those that could. A unique index that refuses means Stale."""
        self._may_write(query)
        await self.flush()
        self.wrote = True
        return await self._execute(query, values)

    async def execute_many(self, query: Query, rows: Sequence[dict[str, Any]]) -> CursorResult[Any]:
        self._may_write(query)
        await self.flush()
        self.wrote = True
        return await self._execute(query, rows)

    async def begin(self) -> None:
        await self._run([BEGIN])

    async def end(self) -> None:
        """What still waits is written, and the unit is whole."""
        await self._flush([END])

    async def undo(self) -> None:
        self._writes.clear()
        await self._run([UNDO, END])

    async def flush(self) -> None:
        if self._writes:
            await self._flush([])

    async def _flush(self, then: list[Ready]) -> None:
        writes, self._writes = self._writes, []
        self.wrote = self.wrote or bool(writes)
        self._unwritten.clear()
        if self._direct is None:
            for write in writes:
                result = await self._execute(write.query, write.values)
                if write.one_row and result.rowcount != 1:
                    raise Stale(write.query.name)
            await self._run(then)
        else:
            await self._run([self._ready(write) for write in writes] + then)

    def _ready(self, write: _Write) -> Ready:
        how = recipe(write.query, self.connection.dialect, tuple(write.values))
        return how.ready(write.values, one_row=write.one_row)

    async def _run(self, statements: Sequence[Ready]) -> None:
        if self.connection.invalidated:
            raise StorageUnavailable("the connection was lost in the middle of a unit")
        try:
            if self._direct is not None:
                await self._direct.run(statements)
                return
            for statement in statements:
                await self.connection.exec_driver_sql(statement.sql)
        except NotOneRow as none:
            raise Stale(str(none)) from None
        except (sqlite3.Error, DBAPIError, ConnectionError) as error:
            raise meaning(error) from error

    async def _execute(
        self, query: Query, values: dict[str, Any] | Sequence[dict[str, Any]]
    ) -> CursorResult[Any]:
        try:
            return await self.connection.execute(query.on(self._dialect, holding=self.epoch > 0), values)
        except (DBAPIError, ConnectionError) as error:
            raise meaning(error, query.name) from error
