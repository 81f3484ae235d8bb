"""Telegram's limit for one bot, kept on our side: about 30 messages a second, with bursts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

PER_SECOND = 30.0
BURST = 30.0


@dataclass(slots=True)
class Pace:
    """A token bucket in real time, for one taker."""

    per_second: float = PER_SECOND
    burst: float = BURST
    _left: float = field(init=False)
    _at: float | None = None

    def __post_init__(self) -> None:
        self._left = self.burst

    async def some(self) -> int:
        """How many may leave now; waits until at least one may."""
        self._refill()
        while self._left < 1:
            await asyncio.sleep((1 - self._left) / self.per_second)
            self._refill()
        return int(self._left)

    def spend(self, count: int) -> None:
        self._left -= count

    def _refill(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._at is not None:
            self._left = min(self.burst, self._left + (now - self._at) * self.per_second)
        self._at = now
