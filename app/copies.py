"""Copies of the database, whatever kind it is: where they lie, how they are called, made and put back."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from app.complaints import CannotBegin
from app.settings import Settings
from services.ports import StorageUnavailable
from storage.backup.contents import Contents, NotACopy
from storage.refusals import NoSuchDatabase, OwnedByAnother

_FAILURES = (NotACopy, StorageUnavailable, NoSuchDatabase, OwnedByAnother, sqlite3.Error, OSError)


def stamp() -> str:
    """UTC, and in order when sorted as text."""
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())


def folder(settings: Settings) -> Path:
    """Where copies go when nobody says where."""
    return settings.seat.parent / "backups"


def ending(settings: Settings) -> str:
    return ".zip" if settings.database.on_server else ".db"


def fresh_name(settings: Settings, where: Path | None) -> Path:
    """`where` itself if it names a file; in it, or in the usual folder, a name that tells the time."""
    if where is not None and not where.is_dir():
        return where
    place = where or folder(settings)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place / f"roomline-{stamp()}{ending(settings)}"


async def save(settings: Settings, copy: Path) -> Contents:
    """Raises CannotBegin with what went wrong; then there is no copy."""
    if copy.exists():
        raise CannotBegin(
            f"{copy} exists already; a copy never replaces another. Name another file, or a folder."
        )
    try:
        if settings.database.on_server:
            from storage.backup import archive

            return await archive.save(settings.database.url, copy)
        from storage.backup import file

        return file.save(settings.seat, copy)
    except _FAILURES as error:
        raise CannotBegin(f"No copy of {settings.database} was made: {_said(error)}.") from None


def thinned(settings: Settings, keep: int) -> list[Path]:
    """Removes all but the newest of those in the usual folder that bear our names; answers which."""
    ours = sorted(folder(settings).glob(f"roomline-*Z{ending(settings)}"))
    gone = ours[: max(0, len(ours) - keep)]
    for one in gone:
        one.unlink()
    return gone


async def put_back(settings: Settings, copy: Path, *, in_doubt: bool) -> tuple[Contents, str]:
    """What was put back, and where what was there before is now. Under the owner's lock. Raises CannotBegin:
    then nothing has changed."""
    from app.clock import SystemClock  # brings the trial's clock along, and with it an HTTP client

    restored_at = SystemClock().now() if in_doubt else None
    try:
        if settings.database.on_server:
            from storage.backup import archive

            aside = f"roomline_before_{stamp().lower()}"
            return await archive.put_back(
                settings.database.url, copy, aside, restored_at=restored_at
            ), f"in the schema {aside}"
        from storage.backup import file

        kept = settings.seat.with_name(f"{settings.seat.name}.before-{stamp()}")
        return file.put_back(copy, settings.seat, kept, restored_at=restored_at), f"in {kept}"
    except _FAILURES as error:
        raise CannotBegin(
            f"{copy} was not put back, and {settings.database} is as it was: {_said(error)}."
        ) from None


async def look(settings: Settings, copy: Path) -> Contents:
    """What a copy holds, seen by reading all of it. Raises CannotBegin."""
    try:
        if settings.database.on_server:
            from storage.backup import archive

            manifest = archive.described(copy)
            return Contents(manifest["revision"], manifest["rows"], copy.stat().st_size)
        from storage.backup import file

        return file.checked(copy)
    except _FAILURES as error:
        raise CannotBegin(f"{_said(error)}.") from None


def _said(error: BaseException) -> str:
    return str(error).rstrip(".") or type(error).__name__
