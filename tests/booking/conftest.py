from __future__ import annotations

from pathlib import Path

import pytest

from storage.opening import Place
from tests.storage import migrated, postgres

SERVER = pytest.param("postgresql", marks=pytest.mark.slow)


@pytest.fixture(params=["sqlite", SERVER])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty database, on each engine there is; the server's with all the tests only."""
    if request.param == "sqlite":
        return migrated.put(tmp_path / "race.db")
    server: postgres.Server = request.getfixturevalue("server")
    return await server.database()
