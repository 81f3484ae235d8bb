"""A disk of a few megabytes, really mounted, to be really full."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PIECE = 1 << 16


@dataclass(frozen=True)
class SmallDisk:
    folder: Path

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"

    def fill(self) -> None:
        """Up to the last byte: whoever wants one more is refused, as by any disk."""
        with self._filler.open("ab", buffering=0) as filler:
            piece = PIECE
            while piece:
                try:
                    filler.write(bytes(piece))
                except OSError:
                    piece //= 2

    def free(self) -> None:
        self._filler.unlink()

    @property
    def left(self) -> int:
        return shutil.disk_usage(self.folder).free


@contextmanager
def small_disk(folder: Path, megabytes: int, owner: str = "") -> Iterator[SmallDisk]:
    """Mounted on `folder`, which is made. Without the right to mount the test is skipped, loudly."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", os.fspath(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"NO FULL DISK WAS TRIED: nothing can be mounted here ({done.stderr.strip()})")
    try:
        if owner:
            shutil.chown(folder, owner)
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", os.fspath(folder)], check=True)
