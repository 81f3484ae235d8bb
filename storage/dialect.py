"""Where SQLite and PostgreSQL differ: `INSERT … ON CONFLICT`, and what their errors mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError

from services.ports import Stale, StorageFull, StorageUnavailable

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
# intervention, system; a lock that somebody does not give back, a transaction that the server ended because
# it lay idle; "not supported" is what a standby says to a serializable one, and a statement made for a shape
# that has changed since. Serialization failure and deadlock are cured by running again, too.
_POSTGRESQL_AWAY = (
    *("08", "25006", "40001", "40P01", "53", "57P", "58"),
    *("55P03", "25P03", "25P04", "0A000"),
)
_POSTGRESQL_STANDBY = ("25006", "0A000")


# Serialization failure and deadlock: nothing is wrong but the moment.
_POSTGRESQL_RACES = ("40001", "40P01")


# FULL, and disk_full.
_SQLITE_FULL, _POSTGRESQL_FULL = 13, "53100"


class LostRace(StorageUnavailable):
    """Another unit came between: undone, and to be run again."""


class ReadOnly(StorageUnavailable):
    """A server that only looks. It stays so for as long as this connection lasts, or longer; where the
    address leads by now another may be writable."""


class InsertMaker(Protocol):
    """The engine's own `insert`, the one that knows ON CONFLICT."""

    def __call__(self, table: Table) -> Insert: ...


def insert_for(dialect: str) -> InsertMaker:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert  # type: ignore[return-value]  # the same methods, another class
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert


def _sqlite_code(error: Exception) -> int | None:
    code: int | None = getattr(_original(error), "sqlite_errorcode", None)
    return code


def sqlstate(error: Exception) -> str:
    return getattr(_original(error), "sqlstate", None) or ""


def _original(error: Exception) -> BaseException | None:
    """The driver's own error, whether SQLAlchemy stood between or not."""
    return error.orig if isinstance(error, DBAPIError) else error


def is_away(error: Exception) -> bool:
    """The database could not do it now: locked, full, read-only, gone. What was asked is not to blame."""
    if isinstance(error, StorageUnavailable | ConnectionError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    code = _sqlite_code(error)
    if code is not None:
        return code & 0xFF in _SQLITE_AWAY
    return sqlstate(error).startswith(_POSTGRESQL_AWAY)


def _is_full(error: Exception) -> bool:
    code = _sqlite_code(error)
    return (code is not None and code & 0xFF == _SQLITE_FULL) or sqlstate(error) == _POSTGRESQL_FULL


def absence(error: Exception) -> StorageUnavailable:
    """One of its own for each who is told: one exception raised in two places mixes up tracebacks."""
    return (StorageFull if isinstance(error, StorageFull) else StorageUnavailable)(*error.args)


def somebody_was_first(error: Exception) -> bool:
    """A unique index refused: what this unit wanted to make is there already."""
    return _sqlite_code(error) in _SQLITE_UNIQUE or sqlstate(error) == "23505"


def slot_refused(error: Exception) -> bool:
    return SLOT_TAKEN in str(_original(error)) or sqlstate(error) == "23P01"


def meaning(error: Exception, what: str = "") -> Exception:
    """The error as a unit should see it. `what` was asked; the values are nobody's to read in a log."""
    if isinstance(error, StorageUnavailable):
        return error
    if sqlstate(error) in _POSTGRESQL_RACES:
        return LostRace(what or str(_original(error)))
    if _is_full(error):
        return StorageFull(str(_original(error)))
    if is_away(error):
        only_looks = sqlstate(error) in _POSTGRESQL_STANDBY
        return (ReadOnly if only_looks else StorageUnavailable)(str(_original(error)))
    return Stale(what or str(_original(error))) if somebody_was_first(error) else error
