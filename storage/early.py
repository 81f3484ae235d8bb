"""The journal before the rest of storage is there: plain sqlite3, imported in milliseconds.

A process that starts cold can store what it fetches with this while it imports everything else. It works only
on a database in the present shape, and is closed before the real writer is opened: one connection writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from services.ports import StorageFull, StorageUnavailable
from services.queues import RawUpdate
from storage.instants import micros
from storage.migrations import HEAD

# The same as `journal.append`: a test holds the two together.
_APPEND = """
INSERT INTO updates (source, update_id, lane, raw, received_at, state, tries, error)
VALUES (?, ?, ?, ?, ?, 'pending', 0, '')
ON CONFLICT (source, update_id) DO NOTHING
"""


class EarlyJournal:
    """Raises StorageUnavailable for a database that is locked, absent, or in another shape."""

    def __init__(self, path: Path) -> None:
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=0.25
            )
            self._connection.execute("PRAGMA synchronous = FULL")
            # What has gathered in the log is for the real writer to move.
            self._connection.execute("PRAGMA wal_autocheckpoint = 0")
            found = self._connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.Error as error:
            raise StorageUnavailable(str(error)) from error
        revision = found[0] if found else "nothing"
        if revision != HEAD:
            raise StorageUnavailable(f"the database is at revision {revision}, not {HEAD}")

    async def append(self, updates: Sequence[RawUpdate], at: datetime) -> int:
        """All of them are on the disk when it returns, or none; answers how many were new. A few ms."""
        rows = [(update.source, update.id, update.lane, update.raw, micros(at)) for update in updates]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                new = self._connection.executemany(_APPEND, rows).rowcount
                self._connection.execute("COMMIT")
            except sqlite3.Error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            raise (StorageFull if full else StorageUnavailable)(str(error)) from error
        return new

    async def close(self) -> None:
        self._connection.close()
