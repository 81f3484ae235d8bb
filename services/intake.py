"""The one way in, for any chat: raw updates are stored before anything can choke on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.ports import Clock, UnitOfWork, Units
from services.queues import RawUpdate


@dataclass(frozen=True, slots=True)
class Intake:
    """Whoever fetched them may acknowledge once this has answered, and not before."""

    units: Units
    clock: Clock

    async def __call__(self, updates: Sequence[RawUpdate]) -> int:
        """How many were new. Raises StorageUnavailable; then none of them is stored."""
        if not updates:
            return 0
        at = self.clock.now()

        async def work(unit: UnitOfWork) -> int:
            return await unit.journal.append(updates, at)

        return await self.units.run(work)
