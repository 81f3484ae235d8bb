"""`run --fresh`: the trial's database and world are thrown away together. Called only with the owner's
lock held."""

from __future__ import annotations

import shutil

from app.complaints import CannotBegin
from app.settings import Settings


def start_anew(settings: Settings) -> None:
    if not settings.trial:
        raise CannotBegin(
            "--fresh throws a trial away; with a real token there are real bookings, so it is refused."
        )
    if settings.database.on_server:
        raise CannotBegin(
            f"--fresh throws files away; {settings.database} is a server's: name another, or empty it there."
        )
    database = settings.seat
    for suffix in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    shutil.rmtree(settings.world, ignore_errors=True)
