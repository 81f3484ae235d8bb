"""Telegram's limit for one bot, kept on our side: about 30 messages a second, with bursts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

PER_SECOND = 30.0
BURST = 30.0


@dataclass(slots=True)
class Pace:
    """A token bucket in real time; who asks first goes first."""

    per_second: float = PER_SECOND
    burst: float = BURST
    _left: float = field(init=False)
    _at: float | None = None
    _line: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._left = self.burst

    async def take(self) -> None:
        async with self._line:
            self._refill()
            if self._left < 1:
                await asyncio.sleep((1 - self._left) / self.per_second)
                self._refill()
            self._left -= 1

    def _refill(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._at is not None:
            self._left = min(self.burst, self._left + (now - self._at) * self.per_second)
        self._at = now
