"""FAULTS 33: a migration killed half-way resumes, or the old version still starts."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from storage import migrate
from storage.opening import Place
from tests.storage import postgres, samples
from tests.storage.opened import opened, writing
from tests.world import ROOT

pytestmark = pytest.mark.slow


async def fill(place: Place) -> None:
    async with opened(place) as storage, writing(storage) as unit:
        _, customer, maya, hers = await samples.booked(unit)
        room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
        await unit.messages.add(samples.message(customer.id, 1, room=room.id))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    made: Place = tmp_path / "roomline.db"
    if request.param == "postgresql":
        server: postgres.Server = request.getfixturevalue("server")
        made = asyncio.run(server.database())
    asyncio.run(fill(made))
    return made


@pytest.mark.timeout(900)
def test_killed_before_every_statement_of_every_step_there_and_back(place: Place) -> None:
    """Each step is one transaction: after a kill the shape and every row are the old program's, and the same
    step then succeeds."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed_migration", str(place)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    print(
        f"\n{found['places']} kills in {found['steps']} steps back to 0001 and forward to {found['revision']}"
    )
    assert found["changed"] == []
    assert found["steps"] == 2 * (int(migrate.head()) - 1)
    assert found["places"] > 8 * found["steps"], "too few kills to have been at every statement"
    assert found["revision"] == migrate.head()
    assert found["rows"] == found["rows_before"] and found["rows"]["bookings"] == 1
