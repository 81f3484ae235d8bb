"""Who else on this machine can read what is secret."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from app.doctor.finding import Finding, ok, warning, wrong
from app.settings import Settings


def secrets(settings: Settings) -> list[Finding]:
    """Of the token's file, of a config.yaml that holds one, and of the database with what people wrote."""
    found = [*_open_files(settings)]
    return found or [ok("secret files", "nobody else on this machine can read them")]


def _open_files(settings: Settings) -> Iterator[Finding]:
    named = settings.telegram.token_file
    if named is not None and _others_read(file := settings.file.parent / named):
        yield wrong("secret files", f"others can read the token in {file}", f"chmod 600 '{file}'")
    if settings.file.exists() and _others_read(settings.file) and _holds_a_secret(settings):
        yield wrong("secret files", f"others can read what is secret in {settings.file}", _closing(settings))
    if isinstance(settings.place, Path):
        for file in (settings.place, settings.place.with_name(f"{settings.place.name}-wal")):
            if file.exists() and _others_read(file):
                yield warning("secret files", f"others can read {file}", f"chmod 600 '{file}'")


def _closing(settings: Settings) -> str:
    return f"chmod 600 '{settings.file}'"


def _others_read(file: Path) -> bool:
    """A folder on the way that is closed to others closes the file, too."""
    if not file.exists() or not file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return False
    passable = stat.S_IXGRP | stat.S_IXOTH
    return all(folder.stat().st_mode & passable for folder in file.resolve().parents)


def _holds_a_secret(settings: Settings) -> bool:
    words = settings.file.read_text(encoding="utf-8", errors="replace")
    token = settings.telegram.token
    secret = token.get_secret_value() if token else ""
    password = settings.database.on_server and "@" in settings.database.url and settings.database.url in words
    return bool(secret and secret in words) or password
