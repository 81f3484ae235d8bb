"""Rows of the outbox whose sending ends otherwise than by Telegram's answer."""

from __future__ import annotations

from dataclasses import dataclass

from services.faults import describe
from services.outgoing import Claimed, Copy, OutState
from services.ports import Clock, UnitOfWork
from services.settle import Settle

UNREADABLE = (LookupError, ValueError, TypeError)
"""What a row raises that this program cannot read: a later one has written it, or somebody's hand."""


@dataclass(frozen=True, slots=True)
class PutAside:
    settle: Settle
    clock: Clock

    async def left_behind(self, unit: UnitOfWork, row: Claimed, why: str) -> None:
        """Nobody will say any more what became of it: notices go again, people's messages are uncertain."""
        try:
            if isinstance(row.item, Copy):
                await self.settle.uncertain(unit, row, why)
            else:
                unit.outbox.again(row, self.clock.now(), error="left behind", counted=False)
        except UNREADABLE as error:
            await self.unreadable(unit, row, error)

    async def unreadable(self, unit: UnitOfWork, row: Claimed, error: Exception) -> None:
        """One row that cannot be read must not hold up everybody's."""
        unit.outbox.settle(row, OutState.REFUSED, self.clock.now(), error=describe(error))
        await self.settle.alerts(unit, "refused", outbox=row.id, detail=describe(error))
