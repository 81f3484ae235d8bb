"""Who gets what: the whole program put together, in the order in which it has to be there.

Updates are being stored before the slow imports begin; everything that can come later comes later.
"""

from __future__ import annotations

import asyncio
import importlib
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import aiohttp
import structlog

from app.chance import SystemChance
from app.complaints import CannotBegin
from app.following import choose_clock
from app.logs import start_logging
from app.settings import Settings
from app.tasks import Tasks
from app.waking import Waking
from bot.poller import Poller, Store
from services.intake import Intake
from services.ports import Clock, Units
from storage.migrate import UnknownRevision
from storage.opening import Storage, open_storage
from storage.selfcheck import GuardMissing

if TYPE_CHECKING:
    from app.house import House

log = structlog.get_logger("roomline")
LATER = ("app.house",)
"""What a warmed parent imports too, besides this module."""


async def serve(
    settings: Settings,
    *,
    web_socket: socket.socket,
    ready: Callable[[], None],
    stopping: asyncio.Event,
    intake: Callable[[Units, Clock], Store] = Intake,
) -> None:
    """The worker's whole life. Returns when `stopping` is set and what was in hand is finished or left."""
    token = settings.telegram.token
    assert token is not None
    secret = token.get_secret_value()
    start_logging(settings.logs, secret)
    tasks = Tasks(_complain)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(tasks.stop)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        clock, advance = await choose_clock(settings, session, tasks)
        waking = Waking()
        storage = await _storage(settings, tasks, waking, clock)
        stack.push_async_callback(storage.close)
        poller = Poller(
            api_base=settings.telegram.api_base or "https://api.telegram.org",
            token=secret,
            intake=intake(storage.units, clock),
            clock=clock,
            tasks=tasks,
            source=f"telegram:{secret.partition(':')[0]}",
        )
        poller.start()
        stack.push_async_callback(poller.stop)
        behind = await asyncio.to_thread(importlib.import_module, "app.house")
        house: House = behind.House(
            settings, storage, poller, clock, advance, tasks, waking, session, SystemChance()
        )
        await stack.enter_async_context(house.open(web_socket))
        ready()
        log.info("ready")
        await stopping.wait()


async def _storage(settings: Settings, tasks: Tasks, waking: Waking, clock: Clock) -> Storage:
    path = settings.database.path
    try:
        return await open_storage(path, tasks=tasks, wake=waking, at=clock.now())
    except UnknownRevision as error:
        raise CannotBegin(f"{path}: {error}. Start the newer program, or restore an older copy.") from None
    except GuardMissing as error:
        raise CannotBegin(f"{path}: {error}. Restore a copy, or name another file (database.url).") from None


def _complain(name: str, error: Exception) -> None:
    """Already logged with its trace; the status sees what stops by its figures."""
