from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.faults.paired import Paired, paired
from tests.faults.wired import Wire, wired

SERVER = pytest.param("postgresql", marks=pytest.mark.slow)
_blocks = count(10_000, 1000)


@pytest.fixture(scope="session", params=["sqlite", SERVER])
def engine(request: pytest.FixtureRequest) -> str:
    """Every blow falls on both; on the server with all the tests only."""
    return str(request.param)


@pytest.fixture(scope="session")
def database(engine: str, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes an empty one: `Program(folder, url=database())`, `paired(folder, database())`."""
    if engine == "sqlite":
        return lambda: ""  # a file in the program's own folder
    server = request.getfixturevalue("server")
    return lambda: asyncio.run(server.database())


@pytest.fixture(scope="session")
def wire(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Wire]:
    with wired(tmp_path_factory.mktemp("wired"), database()) as made:
        yield made


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Paired]:
    """Shared by all rows that leave it as they found it: working, and with nothing in hand."""
    with paired(tmp_path_factory.mktemp("paired"), database()) as both:
        yield both


@pytest.fixture(scope="session")
def hooked(tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str]) -> Iterator[Paired]:
    """Another to whom Telegram brings updates."""
    with paired(tmp_path_factory.mktemp("hooked"), database(), ROOMLINE_TELEGRAM__MODE="webhook") as both:
        yield both


@pytest.fixture
def base() -> int:
    """The first of a thousand numbers that no other test uses, for updates and for chats."""
    return next(_blocks)
