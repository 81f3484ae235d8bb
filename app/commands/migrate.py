"""`roomline migrate`: brings the database to the present shape. `run` does so by itself; this is for
looking first."""

from __future__ import annotations

import os

import typer

from app import owner
from app.complaints import CannotBegin
from app.configure import read_settings


async def command() -> int:
    """Bring the database to this program's shape (`run` does so by itself)."""
    settings = read_settings()
    lock = owner.acquire(settings.seat, server=settings.database.server)
    from app.clock import SystemClock
    from app.databases import complaints
    from app.tasks import Tasks
    from app.waking import Waking
    from services.ports import StorageUnavailable
    from storage import migrate
    from storage.opening import open_storage

    failures: list[Exception] = []
    tasks = Tasks(lambda name, error: failures.append(error))
    try:
        with complaints(settings.database):
            storage = await open_storage(settings.place, tasks=tasks, wake=Waking(), at=SystemClock().now())
        await storage.close()
    except StorageUnavailable as error:
        raise CannotBegin(f"{settings.database} cannot be opened: {error}.") from None
    finally:
        await tasks.stop()
        os.close(lock)
    typer.echo(f"{settings.database} is at revision {migrate.head()}.")
    return 1 if failures else 0
