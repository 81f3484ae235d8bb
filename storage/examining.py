"""Looks at a database as it is, before anybody works on it: changes nothing, migrates nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import engine, migrate
from storage.dialect import meaning
from storage.facts import Facts
from storage.opening import Place
from storage.statements import Statements


@dataclass(frozen=True, slots=True)
class Examined:
    facts: Facts
    revision: str | None
    """None where no table is as yet."""

    @property
    def is_present(self) -> bool:
        return self.revision == migrate.head()


async def examine(place: Place) -> Examined | None:
    """None where there is no file as yet. Raises StorageUnavailable; of a server also NoSuchDatabase."""
    if isinstance(place, Path):
        if not place.exists():
            return None
        file = place
        reading = engine.reader(file)

        async def of_file(connection: AsyncConnection) -> Facts:
            return engine.facts(file)

        return await _examined(lambda: engine.connected(reading), of_file)
    from storage import postgresql  # with a driver that nobody on SQLite needs

    server = postgresql.reader(place)

    async def of_server(connection: AsyncConnection) -> Facts:
        return await postgresql.facts(Statements(connection, epoch=0))

    return await _examined(lambda: postgresql.connected(server), of_server)


async def _examined(
    connect: Callable[[], Awaitable[AsyncConnection]], facts: Callable[[AsyncConnection], Awaitable[Facts]]
) -> Examined:
    try:
        connection = await connect()
        try:
            async with connection.begin():
                revision = await connection.run_sync(migrate.current)
                return Examined(await facts(connection), revision)
        finally:
            await connection.close()
    except DBAPIError as error:
        raise meaning(error) from error
