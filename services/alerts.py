"""What operators are told without asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services import notices
from services.ports import Clock, UnitOfWork


@dataclass(frozen=True, slots=True)
class Alerts:
    """To every operator, in the transaction that makes it true; it waits for one who never pressed Start."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, kind: str, **values: Any) -> None:
        now = self.clock.now()
        for operator in await unit.people.operators():
            await unit.outbox.add(notices.alert(operator.id, kind, **values), now)
