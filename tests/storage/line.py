"""A line to a PostgreSQL server that can be cut: a proxy that knows the protocol's messages apart."""

from __future__ import annotations

import asyncio
import struct
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

CUTS = ["before", "after", "half-open"]
"""Where the line is cut at a COMMIT: before the server has heard it; after it has answered; before, and the
server is not told that nobody listens any more."""
_ASIDE = {80877103, 80877102}
"""Asks for encryption; asks to cancel: neither begins a conversation."""


@dataclass
class Line:
    """On a port of this machine. What is set here holds from the next message or connection on."""

    server: Path
    """The server's folder, with its socket: another one may answer from now on."""
    cut: str = ""
    """At the next COMMIT, one of CUTS; once."""
    cut_each: int = 0
    """Every so many COMMITs, before and after by turns."""
    refusing: bool = False
    cuts: list[str] = field(default_factory=list)
    port: int = 0
    commits: int = 0
    _calls: set[_Call] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None

    def url(self, database: str) -> str:
        return f"postgresql://roomline@127.0.0.1:{self.port}/{database}"

    def break_all(self) -> None:
        """Every connection there is, from any thread."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._hang_up)

    def _hang_up(self) -> None:
        for call in list(self._calls):
            call.hang_up()

    def due(self) -> str:
        """How the line is to be cut at the COMMIT that has just come; "" for not at all."""
        self.commits += 1
        how, self.cut = self.cut, ""
        if not how and self.cut_each and self.commits % self.cut_each == 0:
            how = CUTS[len(self.cuts) % 2]
        self.cuts += [how] if how else []
        return how

    async def serve(self, started: threading.Event, over: asyncio.Event) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await over.wait()
        server.close()
        self._hang_up()
        await asyncio.sleep(0)

    async def _meet(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            if self.refusing:
                raise ConnectionError
            behind = await asyncio.open_unix_connection(str(self.server / ".s.PGSQL.5432"))
        except OSError:
            writer.transport.abort()
            return
        call = _Call(self, reader, writer, *behind)
        self._calls.add(call)
        with suppress(OSError, asyncio.IncompleteReadError):
            await call.talk()
        if not call.half_open:
            call.hang_up()
            self._calls.discard(call)


@dataclass(eq=False)
class _Call:
    line: Line
    reader: StreamReader
    writer: StreamWriter
    theirs: StreamReader
    to_server: StreamWriter
    half_open: bool = False
    _mute: bool = False
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    def hang_up(self) -> None:
        self.writer.transport.abort()
        self.to_server.transport.abort()

    async def talk(self) -> None:
        back = asyncio.create_task(self._back())
        try:
            await self._there()
        finally:
            back.cancel()

    async def _back(self) -> None:
        with suppress(OSError):
            while data := await self.theirs.read(65536):
                self._answered.set()
                if not self._mute:
                    self.writer.write(data)
                    await self.writer.drain()
        self._answered.set()
        self.writer.transport.abort()

    async def _there(self) -> None:
        code = min(_ASIDE)
        while code in _ASIDE:
            length, code = struct.unpack("!ii", first := await self.reader.readexactly(8))
            self.to_server.write(first + await self.reader.readexactly(length - 8))
        while True:
            head = await self.reader.readexactly(5)
            body = await self.reader.readexactly(struct.unpack("!i", head[1:])[0] - 4)
            if head[:1] == b"Q" and body.upper().startswith(b"COMMIT") and (how := self.line.due()):
                await self._cut(how, head + body)
                return
            self.to_server.write(head + body)
            await self.to_server.drain()

    async def _cut(self, how: str, message: bytes) -> None:
        self._mute, self.half_open = True, how == "half-open"
        self._answered.clear()
        if how == "after":
            self.to_server.write(message)
            await self._answered.wait()
        self.writer.transport.abort()


@contextmanager
def line_to(server: Path) -> Iterator[Line]:
    """In a thread of its own, so that a test may do what it likes meanwhile."""
    line, started, over = Line(server), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    def run() -> None:
        loop.run_until_complete(line.serve(started, over))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    started.wait(10)
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
