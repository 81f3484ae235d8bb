from __future__ import annotations

import time


class TrialClock:
    """Real time plus the trial's offset: everything a person or the bot sees is dated by it."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> float:
        return time.time() + self.offset

    def stamp(self) -> int:
        """Whole epoch seconds, as Telegram dates messages."""
        return int(self.now())
