"""Where SQLite and PostgreSQL differ: `INSERT … ON CONFLICT`, and what their errors mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError, IntegrityError

from services.ports import StorageUnavailable

if TYPE_CHECKING:
    from sqlalchemy.dialects.sqlite import Insert

SLOT_TAKEN = "occupancy: this time is taken"
"""What the SQLite triggers say. Part of the migration: the two must agree."""

# Primary result codes of https://www.sqlite.org/rescode.html under which nothing is wrong with the statement:
# PERM, BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
_SQLITE_AWAY = frozenset({3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26})
# CONSTRAINT_PRIMARYKEY, CONSTRAINT_UNIQUE, CONSTRAINT_ROWID.
_SQLITE_UNIQUE = frozenset({1555, 2067, 2579})
# https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, read-only, resources, operator
# intervention, system; serialization failure and deadlock are cured by running again, too.
_POSTGRESQL_AWAY = ("08", "25006", "40001", "40P01", "53", "57P", "58")


class InsertMaker(Protocol):
    """The engine's own `insert`, the one that knows ON CONFLICT."""

    def __call__(self, table: Table) -> Insert: ...


def insert_for(dialect: str) -> InsertMaker:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert  # type: ignore[return-value]  # the same methods, another class
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert


def _sqlite_code(error: DBAPIError) -> int | None:
    return getattr(error.orig, "sqlite_errorcode", None)


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def away(error: DBAPIError) -> bool:
    """The database could not do it now: locked, full, read-only, gone. What was asked is not to blame."""
    if error.connection_invalidated:
        return True
    code = _sqlite_code(error)
    if code is not None:
        return code & 0xFF in _SQLITE_AWAY
    return _sqlstate(error).startswith(_POSTGRESQL_AWAY)


def is_away(error: Exception) -> bool:
    return isinstance(error, StorageUnavailable) or (isinstance(error, DBAPIError) and away(error))


def unavailable(error: DBAPIError) -> Exception:
    """The error as the caller should see it: StorageUnavailable when the database is away, else itself."""
    return StorageUnavailable(str(error.orig)) if away(error) else error


def somebody_was_first(error: IntegrityError) -> bool:
    """A unique index refused: what this unit wanted to make is there already."""
    return _sqlite_code(error) in _SQLITE_UNIQUE or _sqlstate(error) == "23505"


def slot_refused(error: IntegrityError) -> bool:
    return SLOT_TAKEN in str(error.orig) or _sqlstate(error) == "23P01"
