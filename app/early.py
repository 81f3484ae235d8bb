"""The journal for a cold start, on a database that is there; a warmed worker has the real one as fast."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from app.settings import Settings
from app.taking import Early
from services.ports import StorageUnavailable
from storage.early import EarlyJournal

if TYPE_CHECKING:
    from storage import early_server

SERVER = "storage.early_server"


async def open_early(settings: Settings) -> Early | None:
    try:
        if settings.database.on_server:
            return await _server(settings)
        return EarlyJournal(settings.seat)
    except StorageUnavailable:
        return None


async def _server(settings: Settings) -> early_server.EarlyServer:
    """With a driver that nobody on SQLite needs."""
    await asyncio.to_thread(import_module, SERVER)
    from storage.early_server import open_early_server

    return await open_early_server(settings.database.url, together=settings.database.replicas)
