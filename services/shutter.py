"""Whether Telegram knows us at all: while it refuses the token, nothing is sent and all is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from services.outgoing import NotSent, Outcome, Shut, Uncertain

log = logging.getLogger(__name__)

KNOCK = 3.0
"""Seconds between tries while it is shut."""


@dataclass(slots=True)
class Shutter:
    reason: str = ""
    """Why it is shut (401), while it is."""
    _knocked: float = -inf

    def lets(self, room: int, in_flight: int) -> int:
        """How many may leave; while it is shut, one from time to time, that asks."""
        if not self.reason:
            return room
        late = asyncio.get_running_loop().time() >= self._knocked + KNOCK
        return int(late and not in_flight)

    def note(self, outcome: Outcome, wake: Callable[[], None]) -> None:
        """A line that is cut says nothing about the token."""
        if isinstance(outcome, Shut):
            if not self.reason:
                log.error("nothing is sent and all is kept: Telegram refuses the token (%s)", outcome.reason)
            loop = asyncio.get_running_loop()
            self.reason, self._knocked = outcome.reason, loop.time()
            loop.call_later(KNOCK, wake)
        elif self.reason and not isinstance(outcome, NotSent | Uncertain):
            log.warning("Telegram takes the token again: what was kept is sent")
            self.reason = ""
