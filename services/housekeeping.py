"""What is thrown away by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from services.ports import Clock, UnitOfWork, Units
from services.retention import AT_ONCE, Kept


@dataclass(frozen=True, slots=True)
class Housekeeping:
    units: Units
    clock: Clock
    kept: Kept = field(default_factory=Kept)

    async def __call__(self) -> None:
        now = self.clock.now()
        await self._all(lambda unit: unit.journal.forget(now - self.kept.updates, AT_ONCE))
        await self._all(lambda unit: unit.retention.messages(now - self.kept.messages))
        await self._all(lambda unit: unit.retention.notices(now - self.kept.notices))
        await self._all(lambda unit: unit.retention.events(now - self.kept.events))

    async def _all(self, work: Callable[[UnitOfWork], Awaitable[int]]) -> None:
        while await self.units.run(work) == AT_ONCE:
            pass
