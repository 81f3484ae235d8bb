"""The line between a program and its Telegram: carried by hand, so that it can be spoiled byte by byte."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field
from typing import Any

BACKLOG = 64


@dataclass(eq=False)
class Carried:
    """One connection of the program's, and ours on to Telegram. `swallowed`: all that is said on it, either
    way, is heard by nobody, and nobody is told."""

    ends: tuple[socket.socket, socket.socket]
    swallowed: bool = False

    def start(self) -> None:
        for one, other in (self.ends, self.ends[::-1]):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(1 << 16):
                if not self.swallowed:
                    other.sendall(data)
        except OSError:
            pass
        self.cut()

    def cut(self) -> None:
        for end in self.ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()


@dataclass
class Wire:
    """Serves from `with`. `port` is where the program finds Telegram."""

    telegram: int = 0
    """Telegram's own port on this machine."""
    port: int = 0
    swallow_all: bool = False
    swallow_next: bool = False
    _door: socket.socket | None = None
    _open: list[Carried] = field(default_factory=list)

    def __enter__(self) -> Wire:
        self.listen()
        return self

    def __exit__(self, *trouble: Any) -> None:
        self.refuse()
        self.cut()

    def listen(self) -> None:
        door = socket.create_server(("127.0.0.1", self.port), backlog=BACKLOG)
        self.port, self._door = door.getsockname()[1], door
        threading.Thread(target=self._accept, args=(door,), daemon=True).start()

    def refuse(self) -> None:
        """Connecting fails at once, as long as nobody listens."""
        if self._door is not None:
            self._door.shutdown(socket.SHUT_RDWR)
            self._door.close()
            self._door = None

    def cut(self) -> None:
        """All connections there are."""
        for one in list(self._open):
            one.cut()
        self._open.clear()

    def swallow(self) -> None:
        """All connections there are become black holes; new ones are sound."""
        for one in list(self._open):
            one.swallowed = True

    def _accept(self, door: socket.socket) -> None:
        while True:
            try:
                came, _ = door.accept()
            except OSError:
                return
            try:
                on = socket.create_connection(("127.0.0.1", self.telegram))
            except OSError:
                came.close()
                continue
            carried = Carried((came, on), self.swallow_all or self.swallow_next)
            self.swallow_next = False
            self._open.append(carried)
            carried.start()
