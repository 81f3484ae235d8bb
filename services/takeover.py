"""What one of several programs had in hand when it died, is everybody's again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from services.members import Member
from services.outgoing import Claimed
from services.ports import StorageUnavailable, UnitOfWork, Units

WHY = "the program that was sending it is gone"
LeftBehind = Callable[[UnitOfWork, Claimed, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Called every second by each of them: whoever comes first does it, in one unit."""

    units: Units
    member: Member
    left_behind: LeftBehind

    async def __call__(self) -> None:
        if not self.member.alive():
            return
        try:
            # Looked for first: a unit that writes would meet everybody's claims, each second, for nothing.
            if await self.units.look(_left_over):
                await self.units.run(self._take)
        except StorageUnavailable:
            """The next second's turn."""

    async def _take(self, unit: UnitOfWork) -> None:
        unit.epochs.free_deadlines()
        for row in await unit.outbox.left_behind():
            await self.left_behind(unit, row, WHY)


async def _left_over(unit: UnitOfWork) -> bool:
    return await unit.epochs.left_over()
