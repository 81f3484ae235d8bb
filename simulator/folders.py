"""The folder a world lives in: one simulator's at a time."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path
from typing import Any


class WorldInUse(Exception):
    """Another simulator has this folder open."""


def locked(path: Path) -> Any:
    lock = path.open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise WorldInUse(path.parent) from error
    return lock


def erase(folder: Path) -> None:
    for path in folder.glob("world.sqlite3*"):
        path.unlink()
    for path in folder.glob("world-files*"):
        shutil.rmtree(path, ignore_errors=True)
