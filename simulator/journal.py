"""What has changed and is not in the database yet, a line for each row, to be found after a `kill -9`."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any


class Journal:
    """One write for all that is added at once costs a tenth of a transaction, however small. Who reads it
    twice comes to the same end: each line says how a row is, not what became of it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self._path = path
        self._length = os.fstat(self._file).st_size

    def left(self) -> Iterator[list[Any]]:
        """What an earlier process did not bring to the database. A last line that is cut off was answered
        to nobody."""
        for line in self._path.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                yield json.loads(line)

    def add(self, lines: Sequence[str]) -> None:
        """All of them or, with an OSError, none."""
        data = "".join(f"{line}\n" for line in lines).encode()
        try:
            if os.write(self._file, data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            os.ftruncate(self._file, self._length)
            raise
        self._length += len(data)

    def empty(self) -> None:
        os.ftruncate(self._file, 0)
        self._length = 0

    def close(self) -> None:
        os.close(self._file)
        self._path.unlink()
