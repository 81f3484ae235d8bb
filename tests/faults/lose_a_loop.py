"""A program that loses, on demand, a loop it cannot live without. A wiring for tests only."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app import wiring
from services.intake import Intake
from services.ports import Clock, Units
from services.queues import RawUpdate

SCHEDULER = "scheduler"
ORDER = "break the loop "
"""Said by anybody, and followed by the name of the task."""


@dataclass(frozen=True, slots=True)
class Breaking:
    units: Units
    clock: Clock

    async def __call__(self, updates: Sequence[RawUpdate], /) -> int:
        stored = await Intake(self.units, self.clock)(updates)
        for update in updates:
            _, ordered, name = update.raw.partition(ORDER)
            if ordered:
                _break(name.partition('"')[0])
        return stored


def _break(name: str) -> None:
    """Its coroutine is closed under it: at its next step the task fails like any that has an error. What it
    waited for no longer knows it, so that the step has to be asked for."""
    if name == SCHEDULER:
        for found in [one for one in gc.get_objects() if isinstance(one, AsyncIOScheduler)]:
            found.shutdown(wait=False)
    for task in asyncio.all_tasks():
        coroutine = task.get_coro()
        if task.get_name() == name and coroutine is not None:
            coroutine.close()
            task.cancel()


serve = partial(wiring.serve, intake=Breaking)
