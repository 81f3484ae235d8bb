"""A database brought to another revision on purpose, forward or back; and what going back would lose."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import engine, migrate
from storage.dialect import meaning
from storage.opening import Place


@dataclass(frozen=True, slots=True)
class Loss:
    table: str
    column: str
    """ "" where whole rows go."""
    rows: int
    """That said something: a column's default says nothing."""


@dataclass(frozen=True, slots=True)
class Plan:
    was: str | None
    to: str
    losses: Sequence[Loss] = ()

    @property
    def back(self) -> bool:
        return self.was is not None and self.was > self.to


@dataclass(frozen=True, slots=True)
class Mover:
    """Alone with the database for as long as it is open."""

    _connection: AsyncConnection

    async def look(self, to: str) -> Plan:
        """What going there would do, seen by going there and undoing it all. Raises UnknownRevision."""
        try:
            async with self._connection.begin() as trial:
                tried = await self._connection.run_sync(_tried, to)
                await trial.rollback()
            async with self._connection.begin():
                losses = await self._connection.run_sync(_lost, tried)
        except DBAPIError as error:
            raise meaning(error) from error
        plan = Plan(tried.was, to)
        return replace(plan, losses=losses) if plan.back else plan

    async def current(self) -> str | None:
        async with self._connection.begin():
            return await self._connection.run_sync(migrate.current)

    async def go(self, to: str) -> None:
        """All of it or, killed at any moment, nothing. Raises UnknownRevision."""
        try:
            async with self._connection.begin():
                await self._connection.run_sync(migrate.move, to)
        except DBAPIError as error:
            raise meaning(error) from error


@asynccontextmanager
async def moving(place: Place) -> AsyncIterator[Mover]:
    """Under the owner's lock. Raises StorageUnavailable; of a server also OwnedByAnother, NoSuchDatabase."""
    if isinstance(place, Path):
        writing = engine.writer(place)
        try:
            async with writing.connect() as connection:
                yield Mover(connection)
        except DBAPIError as error:
            raise meaning(error) from error
        finally:
            await writing.dispose()
        return
    from storage import postgresql
    from storage.sole import Sole

    writing = postgresql.writer(place)
    sole = Sole(writing)
    try:
        await sole.take()
        connection = await postgresql.connected(writing)
        try:
            yield Mover(connection)
        finally:
            await connection.close()
    finally:
        await sole.let_go()
        await writing.dispose()


Shape = dict[str, dict[str, str | None]]
"""Each table's columns, with what the database puts into them when nothing is said."""


@dataclass(frozen=True, slots=True)
class _Tried:
    was: str | None
    before: Shape
    after: Shape
    rows: dict[str, int]
    left: dict[str, int]


def _tried(connection: Connection, to: str) -> _Tried:
    was, before, rows = migrate.current(connection), _shape(connection), _rows(connection)
    migrate.move(connection, to)
    return _Tried(was, before, _shape(connection), rows, _rows(connection))


def _lost(connection: Connection, tried: _Tried) -> list[Loss]:
    losses = []
    for table, columns in tried.before.items():
        fewer = tried.rows[table] - tried.left.get(table, 0)
        if table not in tried.after or fewer > 0:
            losses.append(Loss(table, "", fewer))
        gone = columns.keys() - tried.after[table].keys() if table in tried.after else set[str]()
        losses += [Loss(table, one, _said(connection, table, one, columns[one])) for one in sorted(gone)]
    return [loss for loss in losses if loss.rows]


def _shape(connection: Connection) -> Shape:
    found = inspect(connection)
    names = sorted(set(found.get_table_names()) - {"alembic_version"})
    return {name: {one["name"]: one["default"] for one in found.get_columns(name)} for name in names}


def _rows(connection: Connection) -> dict[str, int]:
    return {name: _count(connection, f'"{name}"') for name in _shape(connection)}


def _said(connection: Connection, table: str, column: str, default: str | None) -> int:
    other = "" if default is None else f' AND "{column}" <> ({default})'
    return _count(connection, f'"{table}" WHERE "{column}" IS NOT NULL{other}')


def _count(connection: Connection, what: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())
