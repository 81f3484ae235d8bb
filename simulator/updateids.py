"""The ids of updates: rising by one, never given twice, and now and then starting somewhere else."""

from __future__ import annotations

import random
from dataclasses import dataclass

WEEK = 7 * 86_400
# Where Telegram's open server lets ids begin: far enough from the ends of a positive 32-bit integer.
FIRST, LAST = 2_000_001, 2**30


@dataclass
class UpdateIds:
    """`next`: the id to come; `first`: of this run of ids; `low`, `high`: what earlier runs have used;
    `last_at`: the trial's time when an update was last added, 0 before the first."""

    next: int
    first: int
    low: int = 0
    high: int = 0
    last_at: float = 0.0

    def take(self, now: float) -> int:
        taken, self.next = self.next, self.next + 1
        if self.low <= self.next <= self.high:
            self._begin(self.high + 1)
        self.last_at = now
        return taken

    def after_silence(self, now: float) -> None:
        """After a week without updates, Telegram chooses the next id at random."""
        if self.last_at and now - self.last_at > WEEK:
            least = min(self.low or self.first, self.first)
            if least > FIRST + 1:
                self._begin(random.Random(f"{self.next}").randrange(FIRST, min(least, LAST)))

    def jump(self, by: int) -> None:
        """Past every id there was, upwards or, where `by` is negative, downwards."""
        lowest = min(self.low or self.first, self.first)
        self._begin(max(self.high + 1, self.next) + by if by > 0 else max(lowest + by, 1))

    def begin_at_least(self, at: int) -> None:
        if at > self.next:
            self._begin(max(at, self.high + 1))

    def _begin(self, at: int) -> None:
        if self.next > self.first:
            self.low = min(self.low or self.first, self.first)
            self.high = max(self.high, self.next - 1)
        self.next = self.first = at
