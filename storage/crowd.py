"""How many units of one program are under way at once on a server, and who has it to themselves.

Two serializable units meet on a page that both touch, whether or not they share a row, and the server undoes
one of them. On a busy machine each takes longer, so that more of them meet, and what is undone makes it
busier still: in the end the long ones (a delivery's claim reads all that it is about to send) never got
through. So there are fewer at once as soon as one is undone, and who has lost twice goes alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

FEWEST = 2
"""Not one: whoever has lost can still have it to themselves."""
NARROWER, WIDER = 0.5, 0.1
"""Times the width for each unit that was undone; added to it for each that was not."""


class Crowd:
    def __init__(self, most: int) -> None:
        self.width = float(most)
        self._most, self._inside, self._alone = most, 0, 0
        self._moved = asyncio.Event()

    @asynccontextmanager
    async def place(self, *, alone: bool = False) -> AsyncIterator[None]:
        """One at a time is alone; while anybody wants to be, nobody else comes in."""
        self._alone += alone
        try:
            while not self._free(alone=alone):
                self._moved.clear()
                await self._moved.wait()
            self._inside += 1
            try:
                yield
            finally:
                self._inside -= 1
        finally:
            self._alone -= alone
            self._moved.set()

    def _free(self, *, alone: bool) -> bool:
        return self._inside == 0 if alone else not self._alone and self._inside < int(self.width)

    def met(self) -> None:
        """Two of them, or one and another program's."""
        self.width = max(FEWEST, self.width * NARROWER)

    def passed(self) -> None:
        self.width = min(self._most, self.width + WIDER)
