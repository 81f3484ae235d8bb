"""The worker's first moments: updates are being stored before the slow imports begin.

Only what the intake needs is imported here; everything else is in `app.house`, imported in a thread.
"""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import aiohttp

from app.following import choose_clock
from app.logs import start_logging
from app.settings import Settings
from app.taking import Taking
from app.tasks import Tasks
from app.waking import Waking
from bot.poller import Poller, Store
from services.intake import Intake
from services.ports import Clock, StorageUnavailable, Units
from storage.early import EarlyJournal

if TYPE_CHECKING:
    from app.house import House
    from storage.opening import Storage

    OpenDatabase = Callable[[Settings, Tasks, Waking, Clock], Awaitable[Storage]]

HOUSE = "app.house"
LATER = (HOUSE,)
"""What a warmed parent imports too, besides this module."""
TELEGRAM = "https://api.telegram.org"


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
    tasks, waking = Tasks(_complain, on_loss=lambda name: stopping.set()), Waking()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(tasks.stop)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        clock, advance = await choose_clock(settings, session, tasks)
        taking = Taking(_early(settings), clock)
        poller = Poller(
            api_base=settings.telegram.api_base or TELEGRAM,
            token=secret,
            intake=taking,
            clock=clock,
            tasks=tasks,
            source=f"telegram:{secret.partition(':')[0]}",
        )
        poller.start()
        house, open_database = await asyncio.to_thread(_the_rest)
        await taking.close_early()
        storage = await open_database(settings, tasks, waking, clock)
        stack.push_async_callback(storage.close)
        taking.hand_over(intake(storage.units, clock))
        whole = house(settings, storage, poller, clock, advance, tasks, waking, session)
        await stack.enter_async_context(whole.open(web_socket))
        ready()
        await stopping.wait()


def _the_rest() -> tuple[type[House], OpenDatabase]:
    """Hundreds of thousands of objects are made here and none of them is garbage: looking for some as they
    are made costs a tenth of a cold start."""
    gc.disable()
    try:
        from app.house import House, open_database
    finally:
        gc.freeze()
        gc.enable()
    return House, open_database


def _early(settings: Settings) -> EarlyJournal | None:
    """For a cold start on a file that is there; a warmed worker has the real one as fast, and a server needs
    its driver first."""
    if HOUSE in sys.modules or settings.database.on_server:
        return None
    try:
        return EarlyJournal(settings.seat)
    except StorageUnavailable:
        return None


def _complain(name: str, error: Exception) -> None:
    """Already logged with its trace. Vital work ends the worker, and the parent starts another; the status
    sees the rest by its figures."""
