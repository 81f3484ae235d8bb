from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.opening import Storage
from tests.storage.opened import opened

ENGINES = ["sqlite"]


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in the present shape, to be copied: migrating each anew would take most of the time."""
    made = tmp_path_factory.mktemp("storage") / "migrated.db"
    async with opened(made):
        pass
    return made


@pytest.fixture
def path(tmp_path: Path, migrated: Path) -> Path:
    return Path(shutil.copy(migrated, tmp_path / "roomline.db"))


@pytest.fixture(params=ENGINES)
async def storage(path: Path) -> AsyncIterator[Storage]:
    """A new database on each engine there is."""
    async with opened(path) as storage:
        yield storage
