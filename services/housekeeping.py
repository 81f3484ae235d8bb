"""What is thrown away by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from services.ports import Clock, UnitOfWork, Units

JOURNAL_KEPT = timedelta(days=7)
"""Telegram hands an update over for a day. Kept for ever, the journal would hold a second copy of all that
anybody wrote, and an id that Telegram uses again after a quiet week would be taken for an old one."""
AT_ONCE = 500
"""Rows in one unit: nobody waits long for the writer."""


@dataclass(frozen=True, slots=True)
class Housekeeping:
    units: Units
    clock: Clock

    async def __call__(self) -> None:
        before = self.clock.now() - JOURNAL_KEPT

        async def work(unit: UnitOfWork) -> int:
            return await unit.journal.forget(before, AT_ONCE)

        while await self.units.run(work) == AT_ONCE:
            pass
