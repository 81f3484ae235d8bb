"""Everything answered survives `kill -9`: objects are written through before the answer leaves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from simulator.answers import dumps
from simulator.errors import Json

Key = tuple[str, int | str]
# Kind, id, JSON body.
Row = tuple[str, int | str, str]


class Store:
    """One table of JSON bodies by (kind, id).

    Dirty objects are kept by reference and serialised in `flush`, so ten changes of one object cost
    one write. `synchronous=OFF` leaves out the fsync only: what SQLite has handed to the operating
    system outlives this process, and a power cut is not what a trial guards against.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS objects"
            " (kind TEXT, id ANY, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )
        self._dirty: dict[Key, Any] = {}

    def put(self, kind: str, key: int | str, item: Any) -> None:
        """`item`: JSON-able, or a dataclass instance of JSON-able fields."""
        self._dirty[kind, key] = item

    def drop(self, kind: str, key: int | str) -> None:
        self._dirty[kind, key] = None

    def load(self, kind: str) -> Iterator[Json]:
        rows = self._db.execute("SELECT body FROM objects WHERE kind = ? ORDER BY id", (kind,))
        return (json.loads(body) for (body,) in rows)

    def rows(self) -> list[Row]:
        self.flush()
        return list(self._db.execute("SELECT kind, id, body FROM objects ORDER BY kind, id"))

    def replace(self, rows: Iterable[Row]) -> None:
        """These and nothing else, or on an error all as it was."""
        self._dirty.clear()
        self._db.execute("BEGIN")
        try:
            self._db.execute("DELETE FROM objects")
            self._db.executemany("INSERT INTO objects VALUES (?, ?, ?)", rows)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def forget_up_to(self, kind: str, key: int) -> None:
        self._db.execute("DELETE FROM objects WHERE kind = ? AND id <= ?", (kind, key))

    def clear(self) -> None:
        self._dirty.clear()
        self._db.execute("DELETE FROM objects")

    def flush(self) -> None:
        if not self._dirty:
            return
        written = [(*key, _body(item)) for key, item in self._dirty.items() if item is not None]
        dropped = [key for key, item in self._dirty.items() if item is None]
        self._db.execute("BEGIN")
        try:
            self._db.executemany("INSERT OR REPLACE INTO objects VALUES (?, ?, ?)", written)
            self._db.executemany("DELETE FROM objects WHERE kind = ? AND id = ?", dropped)
            self._db.execute("COMMIT")
        except BaseException:
            # What is dirty stays so, and the next flush tries again: a full disk may have room by then.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._dirty.clear()

    def close(self) -> None:
        self.flush()
        self._db.close()


def _body(item: Any) -> str:
    return dumps(vars(item) if hasattr(item, "__dataclass_fields__") else item)
