"""Takes the measurements that the verdict is made of; what cannot be taken stays unknown."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.inlet import Inlet
from bot.line import Trouble
from domain.health import Measurements
from scheduler.runner import Ticker
from services.delivery import Delivery
from services.figures import Figures
from services.ports import Clock, StorageFull, StorageUnavailable
from storage.opening import Storage

PATIENCE = 2.0
"""Seconds until a database that does not answer counts as one that does not."""


@dataclass(slots=True)
class Measuring:
    inlet: Inlet
    storage: Storage
    ticker: Ticker
    clock: Clock
    delivery: Delivery | None = None

    async def __call__(self) -> Measurements:
        latency, figures, full = await self._database()
        last = self.ticker.last_tick
        shut = self.delivery is not None and bool(self.delivery.shut)
        seen = Measurements(
            fetched_ago=self.inlet.quiet_for,
            polled_elsewhere=self.inlet.standing_by,
            telegram_latency=self.inlet.latency,
            telegram_error=self.inlet.last_error if self.inlet.trouble else "",
            refused_token=shut or self.inlet.trouble is Trouble.UNAUTHORIZED,
            database_latency=latency,
            full=full or self.inlet.full,
            unstored=self.inlet.unstored,
            # A clock that was moved makes the last tick look old (or yet to come) until the next one.
            ticked_ago=None if last is None else max(0.0, (self.clock.now() - last).total_seconds()),
        )
        return seen if figures is None else _with(seen, figures)

    async def _database(self) -> tuple[float | None, Figures | None, bool]:
        try:
            async with asyncio.timeout(PATIENCE):
                latency = await self.storage.write_and_read()
                return latency, await self.storage.figures(self.clock.now()), False
        except (StorageUnavailable, TimeoutError) as error:
            return None, None, isinstance(error, StorageFull)


def _with(seen: Measurements, figures: Figures) -> Measurements:
    return replace(
        seen,
        migrated=figures.migrated,
        wal_reset=figures.database_version if figures.warning else "",
        backlog=figures.backlog,
        oldest_waiting=figures.oldest_pending,
        parked=figures.parked,
        outbox=figures.outbox,
        oldest_unsent=figures.oldest_queued,
        dead=figures.refused,
        uncertain=figures.uncertain,
        waiting=figures.waiting,
        overdue=figures.overdue,
        latest_overdue=figures.latest_overdue,
        silent_operators=tuple(figures.silent_operators),
        rooms=figures.live_rooms,
        overdue_rooms=figures.overdue_rooms,
        waits=figures.waits,
    )
