"""The worker: one event loop that does everything. Started cold as `-m app.worker WIRING LINE`, or
forked warm."""

from __future__ import annotations

import asyncio
import importlib
import os
import pickle
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import Protocol

from app.complaints import CANNOT_BEGIN, CannotBegin
from app.crash import last_words
from app.settings import Settings


class Serve(Protocol):
    """`serve` of the wiring: returns when `stopping` is set and everything in hand is finished or left
    safely."""

    def __call__(
        self,
        settings: Settings,
        *,
        web_socket: socket.socket,
        ready: Callable[[], None],
        stopping: asyncio.Event,
    ) -> Awaitable[None]: ...


def live(line: socket.socket, wiring: str) -> int:
    """Imports, waits for the parent's briefing, works. Answers the exit code."""
    serve: Serve = importlib.import_module(wiring).serve
    briefing, descriptors, _, _ = socket.recv_fds(line, 1 << 16, 2)
    if len(descriptors) != 2:
        return 0  # the parent ended before it had anything to say
    # The second descriptor is the owner's lock. It is never used here: being open is its whole work, see
    # app.owner.
    settings: Settings = pickle.loads(briefing)
    return main(settings, socket.socket(fileno=descriptors[0]), line, serve)


def main(settings: Settings, web_socket: socket.socket, line: socket.socket, serve: Serve) -> int:
    try:
        asyncio.run(_work(settings, web_socket, line, serve))
    except CannotBegin as reason:
        sys.stderr.write(f"{reason}\n")
        return CANNOT_BEGIN
    except Exception:  # noqa: BLE001  # the last place that can take a token out of the trace
        return last_words()
    return 0


async def _work(settings: Settings, web_socket: socket.socket, line: socket.socket, serve: Serve) -> None:
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stopping.set)
    line.setblocking(False)
    loop.add_reader(line, _parent_is_gone)
    await serve(settings, web_socket=web_socket, ready=lambda: _say_ready(line), stopping=stopping)


def _parent_is_gone() -> None:
    """Nothing more is ever said on the line, so it can only have ended (for systems without a
    parent-death signal)."""
    os.kill(os.getpid(), signal.SIGKILL)


def _say_ready(line: socket.socket) -> None:
    line.send(b"ready")


if __name__ == "__main__":
    sys.exit(live(socket.socket(fileno=int(sys.argv[2])), sys.argv[1]))
