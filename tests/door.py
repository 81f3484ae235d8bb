"""One address before several programs, as a load balancer stands there: standard library only."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

ANSWERED_WITHIN = 2.5
"""Seconds for an answer; then the next one is asked. What an update does twice it does once."""
LEFT_ASIDE = 5.0
"""Seconds in which one that did not answer is asked only where nobody else is left."""
NOBODY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
REFUSED = (OSError, asyncio.IncompleteReadError, TimeoutError)


@dataclass
class Door:
    """Serves in a thread of its own from `with`. Each request goes to the next of `behind` that answers."""

    behind: list[str] = field(default_factory=list)
    """Addresses, such as http://127.0.0.1:4711."""
    patience: float = ANSWERED_WITHIN
    to_all: bool = False
    """Each request to all of them at once, and one of their answers back: as when everything came twice."""
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often who answered what; 0 for none."""
    url: str = ""
    _turn: int = 0
    _aside: dict[str, float] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None
    _ends: asyncio.Event = field(default_factory=asyncio.Event)
    _up: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Door:
        self._thread = threading.Thread(target=self._live, name="door", daemon=True)
        self._thread.start()
        assert self._up.wait(10)
        return self

    def __exit__(self, *trouble: object) -> None:
        self._loop.call_soon_threadsafe(self._ends.set)
        assert self._thread is not None
        self._thread.join(10)

    def statuses(self) -> Counter[int]:
        found: Counter[int] = Counter()
        for (_, status), number in self.answers.items():
            found[status] += number
        return found

    def _live(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        served: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(_kept(self._connection, served), "127.0.0.1", 0)
        self.url = "http://{}:{}".format(*server.sockets[0].getsockname())
        self._up.set()
        await self._ends.wait()
        server.close()
        for task in served:
            task.cancel()
        await asyncio.gather(*served, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(*REFUSED):
            while True:
                request = await _message(reader)
                writer.write(await (self._all(request) if self.to_all else self._next(request)))
                await writer.drain()

    async def _next(self, request: bytes) -> bytes:
        for address in self._in_turn():
            if (answer := await self._asked(address, request)) is not None:
                return answer
        return NOBODY

    async def _all(self, request: bytes) -> bytes:
        answers = await asyncio.gather(*(self._asked(address, request) for address in self.behind))
        return next((answer for answer in answers if answer is not None), NOBODY)

    def _in_turn(self) -> list[str]:
        self._turn += 1
        start = self._turn % max(1, len(self.behind))
        rotated = self.behind[start:] + self.behind[:start]
        now = self._loop.time()
        return sorted(rotated, key=lambda address: self._aside.get(address, 0.0) > now)

    async def _asked(self, address: str, request: bytes) -> bytes | None:
        try:
            async with asyncio.timeout(self.patience):
                answer = await _exchanged(address, request)
        except REFUSED:
            self.answers[address, 0] += 1
            self._aside[address] = self._loop.time() + LEFT_ASIDE
            return None
        self._aside.pop(address, None)
        self.answers[address, int(answer.split(b" ", 2)[1])] += 1
        return answer


async def _exchanged(address: str, request: bytes) -> bytes:
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    with contextlib.closing(writer):
        writer.write(request)
        return await _message(reader)


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One request or answer, whose length is told in its head."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for row in head.lower().split(b"\r\n"):
        if row.startswith(b"content-length:"):
            length = int(row.partition(b":")[2])
    return head + await reader.readexactly(length)


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


def _kept(serve: Serve, served: set[asyncio.Task[None]]) -> Serve:
    """A connection still open at the end is ended by us, not by the loop's complaint."""

    async def with_its_task(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        served.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await serve(reader, writer)
        served.discard(task)

    return with_its_task
