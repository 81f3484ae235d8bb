from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storage.opening import Storage, open_storage
from tests.bot.wire import TestClock, TestTasks
from tests.storage import migrated


class Waker:
    """The Wake port, before there is anybody to wake."""

    def __init__(self) -> None:
        self.wake_lanes: Callable[[], object] = list

    def lanes(self) -> None:
        self.wake_lanes()

    def delivery(self) -> None:
        """Nothing is sent here."""

    def deadlines(self) -> None:
        """Nothing is due here."""

    def feed(self) -> None:
        """Nobody follows here."""


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
async def tasks() -> AsyncIterator[TestTasks]:
    tasks = TestTasks()
    yield tasks
    await tasks.stop()
    assert not tasks.failures


@pytest.fixture
def waker() -> Waker:
    return Waker()


@pytest.fixture
async def storage(tmp_path: Path, tasks: TestTasks, waker: Waker, clock: TestClock) -> AsyncIterator[Storage]:
    opened = await open_storage(
        migrated.put(tmp_path / "roomline.db"), tasks=tasks, wake=waker, at=clock.now()
    )
    yield opened
    await opened.close()
