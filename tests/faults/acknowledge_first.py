"""What stock bots do: the update is confirmed, and then carried out. A wiring for tests only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from app import wiring
from services.intake import Intake
from services.ports import Clock, Units
from services.queues import RawUpdate

HANDLING = 0.2
"""Seconds between the acknowledgement and the effect: a handler that takes its time."""


@dataclass(slots=True)
class AcknowledgeFirst:
    units: Units
    clock: Clock
    _later: set[asyncio.Task[None]] = field(default_factory=set)

    async def __call__(self, updates: Sequence[RawUpdate], /) -> int:
        task = asyncio.create_task(self._store(updates))
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        return len(updates)

    async def _store(self, updates: Sequence[RawUpdate]) -> None:
        await asyncio.sleep(HANDLING)
        await Intake(self.units, self.clock)(updates)


serve = partial(wiring.serve, intake=AcknowledgeFirst)
