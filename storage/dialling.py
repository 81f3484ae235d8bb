"""Connections to a PostgreSQL server as its driver makes them: what a start can do without SQLAlchemy."""

from __future__ import annotations

import os
import socket

import asyncpg

KEY = 0x526F6F6D6C696E65
"""Of the advisory lock: "Roomline" in ASCII, below the highest that a bigint holds."""
PATIENCE, PAUSE = 2.0, 0.05
"""Seconds for the connection of a process that was just killed to be gone; the server takes milliseconds."""
CONNECTING = 5.0
"""Seconds for a connection to be there."""

_SETTINGS = {
    # Of two that wait for each other, and of one that waits for a hung one, somebody hears of it soon.
    # A handler has 5 s: it must hear that somebody holds a table before it is taken for the one who hangs.
    "lock_timeout": "2s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
    # A table that fits on one page would be read whole: every write to it would then look like a conflict.
    "enable_seqscan": "off",
    "jit": "off",
}

_LINE = {"TCP_KEEPIDLE": 2, "TCP_KEEPINTVL": 1, "TCP_KEEPCNT": 2, "TCP_USER_TIMEOUT": 4000}
"""Seconds, and milliseconds for the last."""


def who() -> str:
    """What the server calls this process: it is what a second program is told."""
    return f"roomline {socket.gethostname()} {os.getpid()}"[:63]


async def raw(url: str, **settings: str) -> asyncpg.Connection:
    """A connection as the driver makes it. Raises the driver's errors."""
    chosen = _SETTINGS | {"application_name": who()} | settings
    connection = await asyncpg.connect(url, timeout=CONNECTING, server_settings=chosen)
    _notice_a_dead_line(connection)
    return connection


def _notice_a_dead_line(connection: asyncpg.Connection) -> None:
    """A server whose machine is gone says nothing any more, not even that."""
    line: socket.socket = connection._transport.get_extra_info("socket")  # they offer no way
    if line.family == socket.AF_UNIX:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _LINE.items():
        if hasattr(socket, name):  # each system has some of them
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
