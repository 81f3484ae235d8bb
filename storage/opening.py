"""Opens a database for work: brings it to the present shape, proves its guard, takes a new epoch."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.figures import Figures
from services.members import Alone, Member
from services.ports import Pace, Tasks, UnitOfWork, Wake
from storage import deadlines, engine, figures, migrate
from storage.dialect import meaning
from storage.events import ON_CHANNEL
from storage.facts import Facts
from storage.query import Query
from storage.selfcheck import prove_guard
from storage.tables import epochs
from storage.telling import Telling
from storage.unit import SqlUnit
from storage.units import SqlUnits
from storage.writer import Writer

T = TypeVar("T")
Place = Path | str
"""A file of SQLite's, or the address of a PostgreSQL database (it may hold a password)."""

NEW_EPOCH = Query(
    "epochs.add",
    "Whoever works from now on.",
    insert(epochs).values(beats=0, replica="").returning(epochs.c.id),
)
END_OTHERS = Query(
    "epochs.end_others",
    "Nobody else is at work: whatever lived before does no more.",
    update(epochs)
    .where(epochs.c.id != bindparam("epoch"), epochs.c.ended_at.is_(None))
    .values(ended_at=bindparam("at")),
)
BEAT = Query(
    "epochs.beat",
    "A write that means nothing, to be measured.",
    update(epochs).where(epochs.c.id == bindparam("epoch")).values(beats=epochs.c.beats + 1),
)
BEATS = Query(
    "epochs.beats",
    "Reads what was written.",
    select(epochs.c.beats).where(epochs.c.id == bindparam("epoch")),
)


@dataclass(frozen=True, slots=True)
class Storage:
    place: Place = field(repr=False)
    epoch: int
    units: SqlUnits
    telling: Telling
    """Its `hooks` are called after every commit."""
    _facts: Callable[[SqlUnit], Awaitable[Facts]]
    _engines: tuple[AsyncEngine, ...]
    member: Member
    pace: Pace | None = None
    """What all programs on this database may send together, where there are several."""
    _leave: Callable[[], Awaitable[None]] | None = None
    """Where others go on: what tells them that this one does not."""

    async def figures(self, now: datetime) -> Figures:
        async def measure(unit: SqlUnit) -> Figures:
            return await figures.measure(unit, await self._facts(unit), now)

        return await self.look_sql(measure)

    async def write_and_read(self) -> float:
        """Seconds for one committed write and one read of it. Raises StorageUnavailable."""

        async def beat(unit: SqlUnit) -> None:
            unit.write(BEAT, epoch=self.epoch)

        began = time.perf_counter()
        await self.run_sql(beat)
        await self.look_sql(lambda unit: unit.row(BEATS, epoch=self.epoch))
        return time.perf_counter() - began

    async def purge_probes(self) -> int:
        """Removes all that is a probe's; answers how many rows are left, which is 0 or a fault."""
        from storage import probes  # with what it needs of the use-cases: not on the way to the first update

        return await self.run_sql(probes.purge)

    async def events_on(self, channel: str) -> int:
        """How many events there are on the channels whose names begin so."""

        async def count(unit: SqlUnit) -> int:
            row = await unit.row(ON_CHANNEL, start=channel)
            return row.number if row else 0

        return await self.look_sql(count)

    async def run_sql(self, work: Callable[[SqlUnit], Awaitable[T]]) -> T:
        """A unit for those who need statements of their own: purges, checks."""
        return await self.units.run(_as_sql(work))

    async def look_sql(self, work: Callable[[SqlUnit], Awaitable[T]]) -> T:
        return await self.units.look(_as_sql(work))

    async def close(self) -> None:
        await self.units.close()
        if self._leave is not None:
            await self._leave()
        for each in self._engines:
            await each.dispose()


def _as_sql(work: Callable[[SqlUnit], Awaitable[T]]) -> Callable[[UnitOfWork], Awaitable[T]]:
    async def checked(unit: UnitOfWork) -> T:
        assert isinstance(unit, SqlUnit)
        return await work(unit)

    return checked


async def open_storage(
    place: Place, *, tasks: Tasks, wake: Wake, at: datetime, sole: bool = True, replica: str = ""
) -> Storage:
    """`sole`: nobody else works on this database, so what earlier epochs held is nobody's. `replica`: others
    may, and this is its name among them; only on a server.

    Raises StorageUnavailable, UnknownRevision, GuardMissing; of a server also OwnedByAnother, NoSuchDatabase.
    """
    if isinstance(place, Path):
        assert not replica
        return await _open_file(place, tasks, wake, at, sole=sole)
    from storage import serving  # with a dialect and a driver that nobody on SQLite needs

    return await serving.open_server(place, tasks, wake, at, sole=sole, replica=replica)


async def _open_file(path: Path, tasks: Tasks, wake: Wake, at: datetime, *, sole: bool) -> Storage:
    path.parent.mkdir(parents=True, exist_ok=True)
    _close_to_others(path)
    writing, reading = engine.writer(path), engine.reader(path)
    try:
        async with writing.connect() as connection:
            epoch = await prepare(connection, at, sole=sole)
    except DBAPIError as error:
        raise meaning(error) from error
    telling = Telling(wake)
    writer = Writer(writing, telling, epoch)
    tasks.start(writer.serve(), name="storage writer", vital=True)

    async def facts(unit: SqlUnit) -> Facts:
        return engine.facts(path)

    units = SqlUnits(writer, lambda: engine.connected(reading))
    return Storage(path, epoch, units, telling, facts, (reading, writing), Alone(epoch))


def _close_to_others(path: Path) -> None:
    """What people write is nobody else's on this machine. SQLite gives the log beside it the same rights;
    those of a file that is there already are its operator's."""
    with suppress(OSError):
        path.touch(mode=0o600, exist_ok=False)


async def prepare(connection: AsyncConnection, at: datetime, *, sole: bool) -> int:
    """The present shape, a guard that was seen to refuse, and a new epoch: its number."""
    async with connection.begin():
        await connection.run_sync(migrate.upgrade)
    async with connection.begin():
        await prove_guard(connection)
        made = await connection.execute(NEW_EPOCH.on(connection.dialect.name), {"opened_at": at})
        epoch = int(made.scalar_one())
        if sole:
            unit = SqlUnit(connection, epoch)
            await unit.execute(END_OTHERS, epoch=epoch, at=at)
            await deadlines.take_back(unit)
    return epoch
