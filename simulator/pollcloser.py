"""Closes polls when their time is up, by the trial's clock."""

from __future__ import annotations

import asyncio

from simulator.methods.questions import close_due
from simulator.world import World

EVERY = 0.5


async def closing(world: World) -> None:
    while True:
        await asyncio.sleep(EVERY)
        close_due(world)
