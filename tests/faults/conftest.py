from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

SERVER = pytest.param("postgresql", marks=pytest.mark.slow)


@pytest.fixture(scope="module", params=["sqlite", SERVER])
def engine(request: pytest.FixtureRequest) -> str:
    """Every blow falls on both; on the server with all the tests only."""
    return str(request.param)


@pytest.fixture(scope="module")
def database(engine: str, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes an empty one: `Program(folder, url=database())`, `paired(folder, database())`."""
    if engine == "sqlite":
        return lambda: ""  # a file in the program's own folder
    server = request.getfixturevalue("server")
    return lambda: asyncio.run(server.database())
