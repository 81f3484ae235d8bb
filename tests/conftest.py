from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.storage import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """One PostgreSQL for whoever needs one; started when somebody does."""
    with postgres.serving() as server:
        yield server
