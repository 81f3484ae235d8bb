"""Where a worker can die, heard from outside: from SQLite, and from the loop that everything goes through.

- SQLite calls us before each statement that it runs, COMMIT and what a trigger does included.
- The thread in which SQLite works reports to the loop after each of them: there a COMMIT has just been done,
  and nobody knows yet.
- PostgreSQL and Telegram are spoken to through the loop's transports: before bytes leave, when the answer is
  there and not read, and when it was read.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

import aiosqlite
from sqlalchemy import Pool, event

from tests.points.control import Control

Say = Callable[[str], None]
_METHOD = re.compile(rb"(?:POST|GET) /bot[^/ ]+/(\w+)")
_WORDS = re.compile(
    rb"\b(COMMIT|ROLLBACK|BEGIN|SELECT|INSERT INTO \w+|UPDATE \w+|DELETE FROM \w+)", re.IGNORECASE
)
_UNIX = "PostgreSQL"


def listen(control: Control) -> None:
    """From here on, for the life of this process: in a child, before its loop is made."""
    committed = _hear_sqlite(control.boundary)

    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self) -> asyncio.AbstractEventLoop:
            return Loop(control.boundary, committed)

    asyncio.set_event_loop_policy(Policy())


def _hear_sqlite(say: Say) -> threading.local:
    """Answers what says, in each thread, whether its last statement was a COMMIT."""
    last = threading.local()

    def statement(sql: str) -> None:
        last.committed = sql.startswith("COMMIT")
        # The first words: what follows may be somebody's.
        say(f"SQLite: {' '.join(sql.split()[:3])[:40]}")

    def opened(connection: Any, _record: object) -> None:
        if isinstance(connection.driver_connection, aiosqlite.Connection):
            connection.run_async(lambda driver: driver.set_trace_callback(statement))

    def opened_early(event_name: str, arguments: tuple[Any, ...]) -> None:
        """What the loop's own thread opens is the early journal. It is not ready yet when this is heard."""
        if event_name == "sqlite3.connect/handle" and asyncio._get_running_loop() is not None:
            connection: sqlite3.Connection = arguments[0]
            asyncio.get_running_loop().call_soon(connection.set_trace_callback, statement)

    event.listen(Pool, "connect", opened)
    sys.addaudithook(opened_early)
    return last


class Loop(asyncio.SelectorEventLoop):
    def __init__(self, say: Say, committed: threading.local) -> None:
        super().__init__()
        self._say, self._committed = say, committed

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Any = None) -> Any:  # type: ignore[override]  # any
        if getattr(self._committed, "committed", False):
            self._committed.committed = False
            self._say("SQLite: COMMIT is done")
        return super().call_soon_threadsafe(callback, *args, context=context)

    async def create_connection(self, protocol_factory: Any, *args: Any, **kwargs: Any) -> Any:
        ear = Ear(protocol_factory, self._say, "")
        await super().create_connection(lambda: ear, *args, **kwargs)
        return ear.mouth, ear.real

    async def create_unix_connection(self, protocol_factory: Any, *args: Any, **kwargs: Any) -> Any:
        ear = Ear(protocol_factory, self._say, _UNIX)
        await super().create_unix_connection(lambda: ear, *args, **kwargs)
        return ear.mouth, ear.real


class Ear(asyncio.Protocol):
    """Between a transport and the protocol that it belongs to; silent for what is neither of the two."""

    def __init__(self, factory: Callable[[], Any], say: Say, partner: str) -> None:
        self.real, self.mouth = factory(), Mouth(self)
        self._say, self._partner, self._asked = say, partner, ""

    def leaving(self, data: bytes) -> None:
        if self._partner != _UNIX:
            found = _METHOD.match(data)
            if found is not None:
                self._partner, self._asked = "Telegram", found[1].decode()
        else:
            words = _WORDS.search(data)
            self._asked = words[1].decode() if words else "a statement"
        if self._partner:
            self._say(f"{self._partner}: {self._asked} leaves")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.mouth.real = transport
        self.real.connection_made(self.mouth)

    def data_received(self, data: bytes) -> None:
        heard = self._partner == "Telegram" or self._asked.upper() == "COMMIT"
        if heard:
            self._say(f"{self._partner}: {self._asked} is done, the answer not read")
        self.real.data_received(data)
        if heard:
            self._say(f"{self._partner}: {self._asked} is answered")

    def eof_received(self) -> Any:
        return self.real.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self.real.connection_lost(exc)

    def pause_writing(self) -> None:
        self.real.pause_writing()

    def resume_writing(self) -> None:
        self.real.resume_writing()


class Mouth:
    """The transport as its protocol sees it."""

    real: Any

    def __init__(self, ear: Ear) -> None:
        self._ear = ear

    def write(self, data: Any) -> None:
        self._ear.leaving(bytes(data))
        self.real.write(data)

    def writelines(self, parts: Iterable[Any]) -> None:
        self.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)
