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
    path = read_settings().database.path
    lock = owner.acquire(path)
    from app.clock import SystemClock
    from app.tasks import Tasks
    from app.waking import Waking
    from services.ports import StorageUnavailable
    from storage import migrate
    from storage.opening import open_storage

    failures: list[Exception] = []
    tasks = Tasks(lambda name, error: failures.append(error))
    try:
        storage = await open_storage(path, tasks=tasks, wake=Waking(), at=SystemClock().now())
        await storage.close()
    except migrate.UnknownRevision as error:
        raise CannotBegin(f"{path}: {error}. Start the newer program, or restore an older copy.") from None
    except StorageUnavailable as error:
        raise CannotBegin(f"{path} cannot be opened: {error}.") from None
    finally:
        await tasks.stop()
        os.close(lock)
    typer.echo(f"{path} is at revision {migrate.head()}.")
    return 1 if failures else 0
