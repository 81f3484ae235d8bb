from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.opening import Place, Storage
from tests.storage import postgres
from tests.storage.opened import opened

ENGINES = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in the present shape, to be copied: migrating each anew would take most of the time."""
    made = tmp_path_factory.mktemp("storage") / "migrated.db"
    async with opened(made):
        pass
    return made


@pytest.fixture(scope="session")
async def template(server: postgres.Server) -> str:
    """The name of a database of the server's in the present shape."""
    made = await server.database()
    async with opened(made):
        pass
    return postgres.name_of(made)


@pytest.fixture
def path(tmp_path: Path, migrated: Path) -> Path:
    return Path(shutil.copy(migrated, tmp_path / "roomline.db"))


@pytest.fixture
async def url(server: postgres.Server, template: str) -> str:
    return await server.database(template)


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest) -> Place:
    """A new database, on each engine there is."""
    made: Place = request.getfixturevalue("path" if request.param == "sqlite" else "url")
    return made


@pytest.fixture
async def storage(place: Place) -> AsyncIterator[Storage]:
    async with opened(place) as storage:
        yield storage


@pytest.fixture
async def file_storage(path: Path) -> AsyncIterator[Storage]:
    """For what only SQLite does: shared commits, one lock, a file that can be full."""
    async with opened(path) as storage:
        yield storage
