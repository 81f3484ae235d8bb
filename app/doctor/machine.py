"""The machine: Python, the packages that the lock file names, time zones, and room on the disk."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from app.doctor.finding import Finding, ok, warning, wrong
from app.settings import Settings

OLDEST = (3, 11)
LITTLE, TOO_LITTLE = 1024**3, 100 * 1024**2
"""Bytes free: a year of a busy studio is some hundreds of megabytes; below the second nothing can be kept."""
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")


def python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < OLDEST:
        return wrong("python", f"{version}, too old", "install Python 3.11 or newer and start ./run again")
    return ok("python", version)


def packages(lock: Path) -> Finding:
    """Exactly what the lock names, so that everybody runs the same."""
    if not lock.exists():
        return wrong("packages", f"{lock.name} is missing", "take the whole project folder")
    astray = [*_astray(lock)]
    if astray:
        shown = ", ".join(astray[:3]) + (f" and {len(astray) - 3} more" if len(astray) > 3 else "")
        return wrong("packages", shown, "remove the folder .venv and start ./run: it is made anew")
    return ok("packages", f"as {lock.name} names them")


def _astray(lock: Path) -> Iterator[str]:
    for line in lock.read_text(encoding="utf-8").splitlines():
        pinned = _PIN.match(line)
        if pinned is None or _is_for_others(line):
            continue
        name, version = pinned.groups()
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield f"{name} {version} is missing"
        else:
            if found != version:
                yield f"{name} is {found}, not {version}"


def _is_for_others(line: str) -> bool:
    """Pinned for another system or Python: whoever installs decides that."""
    return ";" in line


def disk(settings: Settings) -> Finding:
    folder = _nearest(settings.seat.parent)
    free = shutil.disk_usage(folder).free
    says = f"{free / 1024**3:.1f} GB free in {folder}"
    if free < TOO_LITTLE:
        return wrong("disk", says, "make room: nothing can be kept on a full disk, so nothing will be taken")
    return warning("disk", says, "make room soon") if free < LITTLE else ok("disk", says)


def _nearest(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
