"""How often an address may be asked for, and how often somebody may ask for what is not there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

MINUTE = 60.0
MOST_KEPT = 4096
"""Keys remembered at a time; a flood of new ones makes room by forgetting."""


@dataclass(slots=True)
class Counter:
    """So many in a minute for each key."""

    most: int
    clock: Callable[[], float]
    _seen: dict[str, tuple[float, int]] = field(default_factory=dict)

    def add(self, key: str) -> None:
        since, count = self._of(key)
        if key not in self._seen and len(self._seen) >= MOST_KEPT:
            self._seen.pop(next(iter(self._seen)))
        self._seen[key] = since, count + 1

    def wait(self, key: str) -> int:
        """Seconds until there may be one more; 0: now."""
        since, count = self._of(key)
        return max(1, round(since + MINUTE - self.clock())) if count >= self.most else 0

    def _of(self, key: str) -> tuple[float, int]:
        since, count = self._seen.get(key, (self.clock(), 0))
        return (self.clock(), 0) if self.clock() >= since + MINUTE else (since, count)


class Turnstile:
    """Behind a proxy everybody comes from one address: whoever guesses from there must not shut out those who
    hold a ticket that was good the last time."""

    def __init__(
        self, *, visits: int = 30, misses: int = 60, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._visits, self._misses = Counter(visits, clock), Counter(misses, clock)
        self._good: dict[str, None] = {}

    def wait(self, ticket: str, address: str) -> int:
        key = _key(ticket)
        return self._visits.wait(key) if key in self._good else self._misses.wait(address)

    def passed(self, ticket: str, address: str, *, known: bool) -> None:
        key = _key(ticket)
        if known:
            if key not in self._good and len(self._good) >= MOST_KEPT:
                self._good.pop(next(iter(self._good)))
            self._good[key] = None
            self._visits.add(key)
        else:
            self._good.pop(key, None)
            self._misses.add(address)


def _key(ticket: str) -> str:
    """Kept in place of the ticket itself."""
    return sha256(ticket.encode()).hexdigest()
