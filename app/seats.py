"""Where a program sits on this machine: its lock and its local socket, beside the database.

One alone has the database's own seat. Of several on one database each takes the first that is free, and
whoever asks "the program" asks the first that answers.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from app import local, owner
from app.complaints import CannotBegin
from app.local import CutOff
from app.settings import Settings

MOST = 64
"""Programs of one database on one machine."""
SOON = 3.0
"""Seconds for an answer, where another may be asked instead."""


def names(settings: Settings) -> Iterator[Path]:
    yield settings.seat
    if settings.database.replicas:
        yield from (settings.seat.with_name(f"{settings.seat.name}-{n}") for n in range(2, MOST + 1))


def taken(settings: Settings) -> tuple[Settings, int]:
    """The settings of the one who sits there now, and its lock's descriptor. Raises CannotBegin."""
    if not settings.database.replicas:
        return settings, owner.acquire(settings.seat, server=settings.database.server)
    for seat in names(settings):
        if (lock := owner.try_to_acquire(seat, server=settings.database.server)) is not None:
            name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
            return replace(settings, seat=seat, replica=name), lock
    raise CannotBegin(f"{MOST} programs run on {settings.database} on this machine already.")


def ask(
    settings: Settings, method: str, path: str, body: Any = None, timeout: float = 10
) -> tuple[int, Any] | None:
    """(HTTP status, decoded JSON) of the first that runs here, or None when nobody does. Raises CutOff."""
    seat = settings.seat if not settings.database.replicas else answering(settings)
    return None if seat is None else local.ask(seat, method, path, body, timeout)


def answering(settings: Settings, path: str = "/status") -> Path | None:
    """The seat of the first that answers; None when nobody runs here. Raises CutOff when somebody does, and
    nobody answers."""
    silent: CutOff | None = None
    for seat in names(settings):
        try:
            if local.ask(seat, "GET", path, timeout=SOON if settings.database.replicas else 10) is not None:
                return seat
        except CutOff as silence:
            silent = silence
    if silent is not None:
        raise silent
    return None
