"""That it is worse, or well again, said to operators once: of several programs that see the same, by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.alerts import Alerts
from services.ports import Clock, UnitOfWork

SAME = timedelta(seconds=60)
"""So far apart, the same words are news."""
WORSE, BETTER = "told worse", "told better"


@dataclass(frozen=True, slots=True)
class TellOnce:
    alerts: Alerts
    clock: Clock

    async def __call__(self, unit: UnitOfWork, kind: str, parts: Sequence[str]) -> None:
        """`kind` is `worse` or `better`, as `services.status` has it."""
        now, what = self.clock.now(), ", ".join(parts)
        mine, other = (BETTER, WORSE) if kind == "better" else (f"{WORSE} {what}", BETTER)
        said, unsaid = await unit.moments.at(mine), await unit.moments.at(other)
        if said is not None and abs(now - said) < SAME and (unsaid is None or unsaid <= said):
            return
        for name in {mine, BETTER if kind == "better" else WORSE}:
            unit.moments.put(name, now)
        await self.alerts(unit, kind, parts=what)
