"""What a copy holds, seen by opening it, and why it may be none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Contents:
    revision: str
    tables: Mapping[str, int]
    """Rows, by table."""
    bytes: int

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


class NotACopy(Exception):
    """The file cannot be used; the text says why."""


def new_private(file: Path) -> None:
    """Empty, and readable by its owner alone from its first moment. Raises FileExistsError."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def on_disk(file: Path) -> None:
    """The file's bytes and its name are on the disk, not only in the machine's memory."""
    for place, flags in ((file, os.O_RDWR), (file.parent, os.O_RDONLY)):
        descriptor = os.open(place, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
