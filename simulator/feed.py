"""What happens in the world, as server-sent events with resume."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from simulator.answers import dumps

RING = 8192
# So many seconds after the last listener left, or a chat was read, events are still made for who may come.
# Made for nobody they would cost a busy bot much of its rate; who comes later is told to read all anew.
PATIENCE = 60.0
# What a phone without a connection does not hear of.
OF_PHONES = {"message", "message_edited", "message_deleted", "typing", "keyboard", "topic", "topic_deleted"}


class Feed:
    """Ids rise by one from this process's start in milliseconds, so that an id from an earlier process
    is always too old, which makes its owner start anew instead of missing something."""

    def __init__(self) -> None:
        self.first = self.next = int(time.time() * 1000)
        self._ring: list[str] = [""] * RING
        self._listeners: set[asyncio.Event] = set()
        self.closed = False
        self._awaited = 0.0
        self.muted: set[int] = set()
        """The people whose phones have no connection."""

    def publish(self, name: str, data: Any) -> None:
        """`data`: what the event says, or a function that says it, called only when somebody may read it."""
        if not self._heard():
            self.next += 1
            self.first = self.next
            return
        if callable(data):
            data = data()
        if self.muted and name in OF_PHONES and data["person_id"] in self.muted:
            return
        body = dumps(data)
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

    def _heard(self) -> bool:
        """Somebody listens, has just left, or has just been told where to begin."""
        return bool(self._listeners) or time.monotonic() < self._awaited

    @property
    def last(self) -> int:
        """Where whoever asks will begin to listen."""
        self._awaited = time.monotonic() + PATIENCE
        return self.next - 1

    def listen(self) -> asyncio.Event:
        listener = asyncio.Event()
        self._listeners.add(listener)
        return listener

    def leave(self, listener: asyncio.Event) -> None:
        self._listeners.discard(listener)
        self._awaited = time.monotonic() + PATIENCE

    def close(self) -> None:
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        for listener in self._listeners:
            listener.set()
