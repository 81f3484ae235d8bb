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
async def trial(simulator: Trial) -> Trial:
    """The session's simulator with its world begun anew."""
    await simulator.world("POST", "reset")
    await simulator.drain()
    return simulator
