"""What SQLite's drivers do unless told otherwise: the lock comes only at the first write. For tests only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from storage import engine
from storage.opening import Storage
from storage.units import SqlUnits
from storage.writer import Writer
from tests.storage.opened import Tasks


@asynccontextmanager
async def deferred(storage: Storage) -> AsyncIterator[SqlUnits]:
    """The product's own writer, over an engine whose transactions begin late."""
    assert isinstance(storage.place, Path)
    path, tasks = storage.place, Tasks()
    late = engine.writer(path)
    event.listen(late.sync_engine, "before_cursor_execute", _late, retval=True)
    writer = Writer(late, storage.telling, storage.epoch)
    tasks.start(writer.serve(), name="a writer that begins late")
    looking = engine.reader(path)
    units = SqlUnits(writer, lambda: engine.connected(looking))
    try:
        yield units
    finally:
        await units.close()
        await late.dispose()
        await looking.dispose()


def _late(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> tuple[str, Any]:
    return ("BEGIN" if statement == "BEGIN IMMEDIATE" else statement), parameters
