"""An empty database in the present shape: migrating each test's own would take most of its time."""

from __future__ import annotations

import functools
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from storage import migrate


def put(path: Path) -> Path:
    path.write_bytes(_shape())
    return path


@functools.cache
def _shape() -> bytes:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        migrate.upgrade(connection)
    with closing(engine.raw_connection()) as raw:
        made: bytes = raw.driver_connection.serialize()  # type: ignore[union-attr]  # sqlite3's own
    engine.dispose()
    return made
