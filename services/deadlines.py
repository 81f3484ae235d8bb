"""Runs what is due: each deadline in a unit of its own, by a use-case that looks its subject up again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.alerts import Alerts
from services.faults import describe
from services.ports import Clock, StorageUnavailable, UnitOfWork, Units
from services.queues import Deadline

Handler = Callable[[UnitOfWork, Any], Awaitable[object]]
"""Gets the unit and the subject's id: a plain number here, the id of its own kind there."""

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
TRIES = 3
AT_ONCE = 50
PAUSE_WHEN_AWAY = 0.2


@dataclass(slots=True)
class DeadlineRunner:
    """`handlers` by kind: each gets the unit and the subject's id, and is silent when it came late."""

    units: Units
    clock: Clock
    alerts: Alerts
    handlers: Mapping[str, Handler]
    alive: Callable[[], bool] = lambda: True
    """Whether others do not believe this program dead."""
    _running: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run_due(self) -> datetime | None:
        """Everything due now; answers when the next is due. Raises StorageUnavailable with none claimed."""
        async with self._running:
            while True:
                if not self.alive():
                    return None
                claimed = await self.units.run(self._claim)
                for deadline in claimed:
                    await self._patiently(deadline)
                if len(claimed) < AT_ONCE:
                    return await self.units.run(self._next)

    async def _claim(self, unit: UnitOfWork) -> list[Deadline]:
        return list(await unit.deadlines.claim(self.clock.now(), LEASE, AT_ONCE))

    async def _next(self, unit: UnitOfWork) -> datetime | None:
        return await unit.deadlines.next_due()

    async def _patiently(self, deadline: Deadline) -> None:
        """An absent database is not the deadline's fault: tried again, nothing counted."""
        while True:
            try:
                await self._handle(deadline)
                return
            except StorageUnavailable:
                await asyncio.sleep(PAUSE_WHEN_AWAY)

    async def _handle(self, deadline: Deadline) -> None:
        async def work(unit: UnitOfWork) -> None:
            stale = deadline.valid_until is not None and self.clock.now() > deadline.valid_until
            if not stale:
                await self.handlers[deadline.kind](unit, deadline.subject)
            unit.deadlines.done(deadline)

        try:
            await self.units.run(work)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one bad deadline must not stop the others
            await self._failed(deadline, error)

    async def _failed(self, deadline: Deadline, error: Exception) -> None:
        last = deadline.tries + 1 >= TRIES
        log.error("deadline %s of %s failed: %s", deadline.kind, deadline.subject, describe(error))
        retry_at = None if last else self.clock.now() + timedelta(seconds=2 ** (deadline.tries + 1))

        async def work(unit: UnitOfWork) -> None:
            unit.deadlines.failed(deadline, describe(error), retry_at)
            if last:
                await self.alerts(unit, "deadline_failed", deadline=deadline.kind, subject=deadline.subject)

        await self.units.run(work)
