from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.storage import postgres

# How long an example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """One PostgreSQL for whoever needs one; started when somebody does."""
    with postgres.serving() as server:
        yield server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who has little time sees something of everything first."""
    items.sort(key=lambda item: item.get_closest_marker("leisurely") is not None)
