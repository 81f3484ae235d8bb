from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.simulator.driver import Trial, running


@pytest.fixture(scope="session")
async def simulator(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Trial]:
    async with running(tmp_path_factory.mktemp("world") / "trial", "--fresh") as trial:
        yield trial
        assert "Traceback" not in trial.complaints()


@pytest.fixture
async def trial(simulator: Trial, request: pytest.FixtureRequest) -> AsyncIterator[Trial]:
    """The session's simulator with its world begun anew. Whatever breaks the Bot API fails the test,
    but for requests of a test that says it `provokes` findings."""
    await simulator.world("POST", "reset")
    await simulator.drain()
    await simulator.findings()
    yield simulator
    provoked = {"request"} if request.node.get_closest_marker("provokes") else set()
    assert [found for found in await simulator.findings() if found["side"] not in provoked] == []
