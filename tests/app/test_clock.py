"""Following the trial's clock, against the real simulator."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from app.clock import Follower, SystemClock, TrialClock
from web import clock as web_clock
from web.server import build

HOUR = timedelta(hours=1)


class Simulator:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.address = folder, "0", ""
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        words = ["-m", "simulator", "--headless", "--port", self.port, "--folder", str(self.folder)]
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=pipe)
        assert self.process.stdout is not None
        self.address = json.loads(await asyncio.wait_for(self.process.stdout.readline(), 30))["simulator"]
        self.port = self.address.rpartition(":")[2]

    async def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.communicate(), 10)


@pytest.fixture
async def simulator(tmp_path: Path) -> AsyncIterator[Simulator]:
    simulator = Simulator(tmp_path / "world")
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@contextlib.asynccontextmanager
async def following(follower: Follower) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(follower.follow())
        yield
        task.cancel()


async def moved_by_somebody_else(session: aiohttp.ClientSession, simulator: Simulator, by: timedelta) -> None:
    body = {"advance": by.total_seconds()}
    async with session.post(f"{simulator.address}/world/clock", json=body) as answer:
        assert answer.status == 200


def expect(clock: TrialClock, offset: timedelta) -> asyncio.Event:
    """An event that is set when the clock stands so; a listener, because a test must not wait by sleeping."""
    there = asyncio.Event()

    def look() -> None:
        if clock.offset == offset:
            there.set()

    clock.on_change(look)
    look()
    return there


async def test_the_offset_is_read_at_the_start(session: aiohttp.ClientSession, simulator: Simulator) -> None:
    await moved_by_somebody_else(session, simulator, -HOUR)
    clock = await Follower(session, simulator.address).begin()
    assert abs(clock.now() - (datetime.now(UTC) - HOUR)) < timedelta(seconds=5)


async def test_moves_are_followed_also_those_missed_while_the_simulator_was_away(
    session: aiohttp.ClientSession, simulator: Simulator
) -> None:
    follower = Follower(session, simulator.address)
    clock = await follower.begin()
    async with following(follower):
        await moved_by_somebody_else(session, simulator, HOUR)
        await asyncio.wait_for(expect(clock, HOUR).wait(), 10)
        await simulator.stop()
        await simulator.start()
        await moved_by_somebody_else(session, simulator, HOUR)
        await asyncio.wait_for(expect(clock, 2 * HOUR).wait(), 10)
        await moved_by_somebody_else(session, simulator, -3 * HOUR)
        await asyncio.wait_for(expect(clock, -HOUR).wait(), 10)


async def test_the_web_ports_clock_answers_once_it_is_followed(
    session: aiohttp.ClientSession, simulator: Simulator
) -> None:
    follower = Follower(session, simulator.address)
    clock = await follower.begin()
    application = build(web_clock.routes(clock.now, follower.advance), home="")
    async with TestClient(TestServer(application)) as client:
        async with client.post("/clock", json={"advance": 3600}) as answer:
            assert (await answer.json())["offset"] == 3600
            assert clock.offset == HOUR
        async with client.get("/clock") as answer:
            assert abs((await answer.json())["now"] - clock.now().timestamp()) < 5
        for nonsense in ('{"advance": "soon"}', "{}", "[]", "{", '{"advance": true}', '{"advance": 1e300}'):
            async with client.post("/clock", data=nonsense) as answer:
                assert answer.status == 400


async def test_without_a_simulator_there_is_no_clock_to_move() -> None:
    application = build(web_clock.routes(SystemClock().now, None), home="")
    async with TestClient(TestServer(application)) as client:
        async with client.post("/clock", json={"advance": 1}) as answer:
            assert answer.status == 404
        async with client.get("/clock") as answer:
            assert answer.status == 404
