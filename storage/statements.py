"""The statements of one unit: reads happen at once, writes wait and go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Row
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ports import Stale
from storage.dialect import somebody_was_first, unavailable
from storage.query import Query


@dataclass(slots=True)
class _Write:
    query: Query
    values: dict[str, Any]
    one_row: bool


class Statements:
    """`epoch` is 0 in a unit that only reads."""

    def __init__(self, connection: AsyncConnection, epoch: int) -> None:
        self.connection = connection
        self.epoch = epoch
        self.marks: set[str] = set()
        """What the commit makes ready: `lanes`, `delivery`, `deadlines`, `events`."""
        self._dialect = connection.dialect.name
        self._writes: list[_Write] = []

    async def rows(self, query: Query, /, **values: Any) -> Sequence[Row[Any]]:
        return (await self.execute(query, **values)).all()

    async def row(self, query: Query, /, **values: Any) -> Row[Any] | None:
        return (await self.execute(query, **values)).first()

    def write(self, query: Query, /, **values: Any) -> None:
        """Joins the others at the unit's end."""
        self._buffer(query, values, one_row=False)

    def swap(self, query: Query, /, **values: Any) -> None:
        """A write that must find its row as it was: Stale otherwise."""
        self._buffer(query, values, one_row=True)

    def _buffer(self, query: Query, values: dict[str, Any], *, one_row: bool) -> None:
        if not self.epoch:
            raise RuntimeError(f"{query.name}: a unit for looking does not write")
        self._writes.append(_Write(query, values, one_row))

    async def execute(self, query: Query, /, **values: Any) -> CursorResult[Any]:
        """At once, after this unit's own writes. A unique index that refuses means Stale."""
        await self.flush()
        return await self._execute(query, values)

    async def execute_many(self, query: Query, rows: Sequence[dict[str, Any]]) -> CursorResult[Any]:
        await self.flush()
        return await self._execute(query, rows)

    async def flush(self) -> None:
        writes, self._writes = self._writes, []
        for write in writes:
            result = await self._execute(write.query, write.values)
            if write.one_row and result.rowcount != 1:
                raise Stale(write.query.name)

    async def _execute(
        self, query: Query, values: dict[str, Any] | Sequence[dict[str, Any]]
    ) -> CursorResult[Any]:
        try:
            return await self.connection.execute(query.on(self._dialect), values)
        except IntegrityError as error:
            if somebody_was_first(error):
                raise Stale(query.name) from error
            raise
        except DBAPIError as error:
            raise unavailable(error) from error
