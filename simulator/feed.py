"""What happens in the world, as server-sent events with resume."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

RING = 8192
# What a phone without a connection does not hear of.
OF_PHONES = {"message", "message_edited", "message_deleted", "typing", "keyboard"}


class Feed:
    """Ids rise by one from this process's start in milliseconds, so that an id from an earlier process
    is always too old, which makes its owner start anew instead of missing something."""

    def __init__(self) -> None:
        self.first = self.next = int(time.time() * 1000)
        self._ring: list[str] = [""] * RING
        self._listeners: set[asyncio.Event] = set()
        self.closed = False
        self.muted: set[int] = set()
        """The people whose phones have no connection."""

    def publish(self, name: str, data: Any) -> None:
        if self.muted and name in OF_PHONES and data["person_id"] in self.muted:
            return
        body = json.dumps(data, separators=(",", ":"))
        self._ring[self.next % RING] = f"id: {self.next}\nevent: {name}\ndata: {body}\n\n"
        self.next += 1
        self.first = max(self.first, self.next - RING)
        self._wake()

    def since(self, cursor: int) -> tuple[str, int] | None:
        """The events after id `cursor` and the new cursor; None when some of them are gone."""
        if cursor + 1 < self.first or cursor >= self.next:
            return None
        events = "".join(self._ring[at % RING] for at in range(cursor + 1, self.next))
        return events, self.next - 1

    @property
    def last(self) -> int:
        return self.next - 1

    def listen(self) -> asyncio.Event:
        listener = asyncio.Event()
        self._listeners.add(listener)
        return listener

    def leave(self, listener: asyncio.Event) -> None:
        self._listeners.discard(listener)

    def close(self) -> None:
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        for listener in self._listeners:
            listener.set()
