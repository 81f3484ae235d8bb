"""PostgreSQL through SQLAlchemy and asyncpg: several units at once, each a serializable transaction."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy import NullPool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from services.ports import StorageUnavailable
from storage.dialect import meaning, sqlstate
from storage.dialling import raw as raw
from storage.dialling import who as who
from storage.facts import Facts
from storage.refusals import NoSuchDatabase
from storage.statements import Statements

# https://www.postgresql.org/docs/current/errcodes-appendix.html: authorization, no such database, privileges.
_OPERATORS = ("28", "3D000", "42501")


def writer(url: str, *, alone: bool = True) -> AsyncEngine:
    """With others about, what a stopped program's unit holds is theirs again before its life is over."""
    settings = {} if alone else {"idle_in_transaction_session_timeout": "3s"}
    return _engine(url, settings, isolation_level="SERIALIZABLE")


def reader(url: str) -> AsyncEngine:
    """For looking, on one state of the database, in nobody's way."""
    return _engine(
        url, {}, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True}
    )


def _engine(url: str, settings: Mapping[str, str], **options: Any) -> AsyncEngine:
    # The address goes to the driver alone, which knows all that libpq knows; SQLAlchemy would show it.
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=partial(raw, url, **settings),
        poolclass=NullPool,
        hide_parameters=True,
        **options,
    )


async def connected(engine: AsyncEngine) -> AsyncConnection:
    """Raises StorageUnavailable, or NoSuchDatabase where waiting does not help."""
    try:
        return await engine.connect()
    except DBAPIError as error:
        if sqlstate(error).startswith(_OPERATORS):
            raise NoSuchDatabase(str(error.orig)) from None
        raise meaning(error) from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StorageUnavailable(str(error) or type(error).__name__) from None


def driver_of(connection: AsyncConnection) -> Any:
    """asyncpg's own connection; None once it was given up."""
    if connection.closed or connection.invalidated or connection.sync_connection is None:
        return None
    return connection.sync_connection.connection.driver_connection


def is_gone(driver: Any) -> bool:
    return driver is None or bool(driver.is_closed())


async def facts(do: Statements) -> Facts:
    found = await do.connection.exec_driver_sql(
        "SELECT pg_database_size(current_database()) AS size, current_setting('server_version') AS version"
    )
    row = found.one()
    return Facts(bytes=row.size, version=f"PostgreSQL {row.version.split()[0]}")
