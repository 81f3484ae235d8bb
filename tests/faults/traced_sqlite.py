"""A wiring for tests that writes down which SQLite connection of the worker begins to write, and which asks
for a checkpoint: one line into `sqlite.trace` whenever it is another one than before."""

from __future__ import annotations

import os
import sqlite3
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

_numbers = count(1)
_last = [0]
_CHANGES = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "REPLACE")


def _note(number: int, statement: str) -> None:
    words = statement.lstrip().upper()
    checkpoint = "WAL_CHECKPOINT" in words
    if not (checkpoint or words.startswith(_CHANGES)) or (_last[0] == number and not checkpoint):
        return
    _last[0] = number
    with Path("sqlite.trace").open("a") as trace:
        trace.write(f"{os.getpid()} {number} {'checkpoint' if checkpoint else 'write'}\n")


def _connected(*words: Any, **options: Any) -> sqlite3.Connection:
    made: sqlite3.Connection = _connect(*words, **options)
    made.set_trace_callback(partial(_note, next(_numbers)))
    return made


_connect = sqlite3.connect
sqlite3.connect = _connected  # type: ignore[assignment]  # one of its overloads

from app.wiring import LATER, serve  # noqa: E402 - after the ear is on the wall

__all__ = ["LATER", "serve"]
