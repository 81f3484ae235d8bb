"""What all programs on one server may send together: a bucket in the database, taken from in slices.

Outside every unit, on a connection of its own: a slice is taken by one statement, and nobody waits for
anybody's transaction. By the server's clock, which all of them can ask.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import asyncpg

from services.ports import StorageUnavailable

PER_SECOND, BURST = 30.0, 30.0
"""Telegram's limit for one bot, about."""
SLICE = 8.0
"""Few enough that several find something, enough that not every message asks the database."""
KEPT = 1.0
"""Seconds for which a slice is one's own; what is left of it then goes back into the bucket."""
PATIENCE = 5.0

_FIRST = """
INSERT INTO budgets (name, "left", at)
VALUES ($1, $2, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) ON CONFLICT DO NOTHING
"""
_TAKE = """
WITH held AS MATERIALIZED (
    SELECT name, clock.now, least($2, "left" + greatest(0, clock.now - at) * $3 / 1000000 + $4) AS filled
    FROM budgets, (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now) AS clock
    WHERE name = $1 FOR UPDATE OF budgets
)
UPDATE budgets SET "left" = filled - greatest(0, least(floor(filled), $5)), at = greatest(at, held.now)
FROM held WHERE budgets.name = held.name
RETURNING greatest(0, least(floor(filled), $5)) AS taken, filled
"""


@dataclass(slots=True)
class SharedPace:
    """Implements `services.ports.Pace`, for one taker in each program. `connect` makes a connection of the
    driver's. `some` raises StorageUnavailable."""

    connect: Callable[[], Awaitable[asyncpg.Connection]]
    name: str
    per_second: float = PER_SECOND
    burst: float = BURST
    _left: float = 0.0
    """Below 0 after an album: the next slice pays for it."""
    _until: float = 0.0
    _connection: asyncpg.Connection | None = field(default=None, repr=False)

    async def some(self) -> int:
        clock = asyncio.get_running_loop().time
        while self._left < 1 or clock() > self._until:
            back, self._left = max(0.0, self._left), min(0.0, self._left)
            taken, filled = await self._take(back, SLICE - self._left)
            self._left += taken
            self._until = clock() + KEPT
            if self._left < 1:
                await asyncio.sleep(max(0.01, (1 - filled + taken) / self.per_second))
        return int(self._left)

    def spend(self, count: int) -> None:
        self._left -= count

    async def _take(self, back: float, wanted: float) -> tuple[float, float]:
        """How much was had, and how much there was."""
        try:
            if self._connection is None or self._connection.is_closed():
                self._connection = await self.connect()
                await self._connection.execute(_FIRST, self.name, self.burst, timeout=PATIENCE)
            values = (self.name, self.burst, self.per_second, back, wanted)
            row = await self._connection.fetchrow(_TAKE, *values, timeout=PATIENCE)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            self.close()
            raise StorageUnavailable(type(error).__name__) from None
        return (row["taken"], row["filled"]) if row else (0.0, 0.0)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
