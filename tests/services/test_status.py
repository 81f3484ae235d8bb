"""The verdict: sampled by itself, steadied, and told once when it worsens and once when it recovers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.health import Measurements
from services.status import Status
from tests.services.rooms_house import SetClock

WELL = Measurements(
    fetched_ago=1.0, database_latency=0.01, migrated=True, backlog=0, outbox=0, ticked_ago=0.5, rooms=3
)
DEAF = Measurements(
    fetched_ago=30.0, database_latency=0.01, migrated=True, backlog=0, outbox=0, ticked_ago=0.5, rooms=3
)
SLOW = Measurements(
    fetched_ago=7.0, database_latency=0.01, migrated=True, backlog=0, outbox=0, ticked_ago=0.5, rooms=3
)


@dataclass
class Meter:
    """Measures what it is told to, in turn; the last one for good."""

    seen: list[Measurements | Exception] = field(default_factory=list)
    taken: int = 0
    often: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> Measurements:
        self.taken += 1
        if self.taken > 4:
            self.often.set()
        now = self.seen.pop(0) if len(self.seen) > 1 else self.seen[0]
        if isinstance(now, Exception):
            raise now
        return now


def colour(report: dict[str, Any], part: str) -> str:
    return str(next(one["colour"] for one in report["parts"] if one["part"] == part))


async def test_a_measurement_that_breaks_does_not_end_the_watch() -> None:
    meter = Meter([RuntimeError("something that nobody thought of"), WELL])
    status = Status(SetClock(), meter, every=0.01)
    watching = asyncio.create_task(status.watch())
    await asyncio.wait_for(meter.often.wait(), 10)
    assert colour(await status.report(), "telegram") == "green"
    status.stop()
    await asyncio.wait_for(watching, 10)


@pytest.mark.parametrize(
    ("samples", "shown"),
    [
        ([WELL, DEAF], "green"),
        ([WELL, DEAF, DEAF], "red"),
        ([WELL, DEAF, WELL, DEAF], "green"),
        ([WELL, DEAF, DEAF, WELL], "red"),
        ([WELL, DEAF, DEAF, WELL, WELL], "green"),
        ([DEAF], "grey"),
    ],
)
async def test_one_sample_alone_changes_nothing(samples: Sequence[Measurements], shown: str) -> None:
    status = Status(SetClock(), Meter([*samples]))
    for _ in samples:
        await status.sample()
    assert colour(await status.report(), "telegram") == shown


async def test_operators_hear_once_when_it_worsens_and_once_when_it_is_well_again() -> None:
    told: list[tuple[str, tuple[str, ...]]] = []

    async def tell(kind: str, parts: Sequence[str]) -> None:
        told.append((kind, tuple(parts)))

    way = [WELL, SLOW, SLOW, SLOW, DEAF, DEAF, DEAF, SLOW, SLOW, WELL, WELL, WELL]
    status = Status(SetClock(), Meter([*way]), tell)
    for _ in way:
        await status.sample()
    assert told == [("worse", ("telegram",)), ("worse", ("telegram",)), ("better", ())]
