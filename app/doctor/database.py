"""The database and who runs on it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from app import owner, seats
from app.complaints import CannotBegin
from app.doctor.finding import Finding, ok, unknown, warning, wrong
from app.listen import listen
from app.local import CutOff
from app.settings import Settings
from services.ports import StorageUnavailable
from storage import migrate
from storage.examining import Examined, examine
from storage.refusals import NoSuchDatabase


def running(settings: Settings) -> bool | None:
    """Whether a program of ours runs on this database here; None when it does not answer."""
    try:
        return seats.ask(settings, "GET", "/status", timeout=5) is not None
    except CutOff:
        return None


def place(settings: Settings) -> Finding:
    """Where the file may lie."""
    if settings.database.on_server:
        return ok("place", f"on a server: {settings.database}")
    folder = settings.seat.parent
    try:
        if folder.exists():
            owner.refuse_network_mount(folder)
        nearest = next(one for one in (folder, *folder.parents) if one.exists())
        if not os.access(nearest, os.W_OK | os.X_OK):
            return wrong("place", f"{nearest} cannot be written to", "give its rights to whoever runs this")
    except CannotBegin as refusal:
        return wrong("place", str(refusal), "choose a folder on this machine's own disk (database.url)")
    return ok("place", str(settings.seat))


async def database(settings: Settings) -> list[Finding]:
    """Whether it opens, in which version and shape."""
    if isinstance(settings.place, Path) and settings.place.exists() and not _is_database(settings.place):
        return [
            wrong(
                "database",
                f"{settings.place} is no database",
                "restore a copy, or name another (database.url)",
            )
        ]
    try:
        found = await examine(settings.place)
    except NoSuchDatabase as refusal:
        return [wrong("database", str(refusal), "mend the account, or name another (database.url)")]
    except StorageUnavailable as away:
        return [wrong("database", str(away), "see that its server runs, or that nobody else holds the file")]
    if found is None:
        return [ok("database", "none as yet; the first start makes it")]
    return [_version(found), _shape(found)]


def _is_database(file: Path) -> bool:
    with file.open("rb") as content:
        start = content.read(16)
    return start in {b"", b"SQLite format 3\x00"}


def _version(found: Examined) -> Finding:
    says = f"{found.facts.version}, {found.facts.bytes / 1024**2:.1f} MB"
    if found.facts.warning:
        return warning("database", f"{says}; {found.facts.warning}", "a newer Python brings a newer SQLite")
    return ok("database", says)


def _shape(found: Examined) -> Finding:
    if found.is_present:
        return ok("migrations", f"at revision {found.revision}")
    if found.revision is None:
        return ok("migrations", "an empty database; the first start makes its tables")
    if found.revision > migrate.head():
        return wrong(
            "migrations",
            f"at revision {found.revision}, newer than this program's {migrate.head()}",
            "start the newer program, or restore an older copy",
        )
    return warning(
        "migrations",
        f"at revision {found.revision}, this program wants {migrate.head()}",
        "make a copy (./run backup); the next start, or ./run migrate, brings it there",
    )


def port(settings: Settings, *, runs: bool | None) -> Finding:
    where = f"{settings.web.host}:{settings.web.port}"
    try:
        listen(settings.web.host, settings.web.port, section="web").close()
    except CannotBegin as refusal:
        if runs:
            return ok("port", f"{where}, taken by the running program")
        if runs is None:
            return unknown("port", f"{where} is taken, perhaps by the program that does not answer")
        return wrong("port", str(refusal), "stop that program, or choose another port (web.port)")
    except (OSError, socket.gaierror) as error:
        return wrong("port", f"{where}: {error}", "name an address of this machine (web.host)")
    return ok("port", f"{where} is free" if settings.web.port else "any that is free (web.port is 0)")
