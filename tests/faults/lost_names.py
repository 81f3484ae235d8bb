"""A program whose resolver knows no names while a file is there. A wiring for tests only."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from app import wiring

LOST = "NAMES_LOST"
"""The variable that names the file."""
_ask = socket.getaddrinfo


def _answer(*asked: Any, **more: Any) -> Any:
    if Path(os.environ[LOST]).exists():
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return _ask(*asked, **more)


if LOST in os.environ:  # in the program, and not in the test that looks up the variable's name here
    socket.getaddrinfo = _answer
serve = wiring.serve
