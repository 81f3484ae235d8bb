"""When an update that a webhook did not take is tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass

# The open server's figures, in seconds.
LONGEST_WAIT = 60
LONGEST_RETRY_AFTER = 3600


@dataclass(frozen=True)
class Tries:
    """`wait`: seconds until the next try; `delay`: what it grows from."""

    fails: int = 0
    delay: int = 1
    wait: int = 0

    def failed(self, retry_after: int, update_id: int) -> Tries:
        """At once the first time, then after 2, 4, 8 … seconds, in the end every one to two minutes; or when
        the webhook says. Drawn from the update's id, so that it repeats itself."""
        asked = min(max(retry_after, 0), LONGEST_RETRY_AFTER)
        if asked or not self.fails:
            return Tries(self.fails + 1, self.delay, asked)
        drawn = random.Random(f"{update_id}:{self.fails}")
        delay = min(drawn.randint(LONGEST_WAIT, 2 * LONGEST_WAIT), self.delay * 2)
        return Tries(self.fails + 1, delay, delay)
