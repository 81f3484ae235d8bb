"""The worker's first moments: updates are being stored before the slow imports begin.

Only what the intake needs is imported here; everything else is in `app.house`, imported in a thread.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

from app.early import open_early
from app.following import choose_clock
from app.listen import address
from app.logs import start_logging
from app.settings import Settings
from app.taking import Taking
from app.tasks import Tasks
from app.turn import Turn
from app.waking import Waking
from bot.inlet import Inlet
from bot.line import Line
from bot.poller import Poller, Store
from bot.webhook import PATH, Webhook, secret_of
from services.intake import Intake
from services.ports import Clock, StorageUnavailable, Units

if TYPE_CHECKING:
    from app.house import House
    from storage.opening import Storage

    OpenDatabase = Callable[[Settings, Tasks, Waking, Clock], Awaitable[Storage]]
    Rest = tuple[type[House], OpenDatabase]

log = logging.getLogger("roomline")
HOUSE = "app.house"
LATER = (HOUSE,)
"""What a warmed parent imports too, besides this module."""
STORAGE_PAUSE = 0.5
"""Seconds between tries to open a database that is away."""
TELEGRAM = "https://api.telegram.org"


def the_rest() -> Rest:
    """Hundreds of thousands of objects are made here and none of them is garbage: looking for some as they
    are made costs a tenth of a cold start."""
    gc.disable()
    try:
        from app.house import House, open_database
    finally:
        gc.freeze()
        gc.enable()
    return House, open_database


async def serve(
    settings: Settings,
    *,
    web_socket: socket.socket,
    ready: Callable[[], None],
    stopping: asyncio.Event,
    intake: Callable[[Units, Clock], Store] = Intake,
    rest: Callable[[], Rest] = the_rest,
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
        taking = Taking(clock)
        turn = Turn(_source(secret), alone=not settings.replica)
        inlet = _inlet(settings, secret, web_socket, taking, clock, tasks, turn)
        doors = await stack.enter_async_context(AsyncExitStack())
        if isinstance(inlet, Webhook):
            await doors.enter_async_context(_open_early(inlet, web_socket))
        inlet.start()
        if HOUSE not in sys.modules:
            taking.open_early(await open_early(settings))
        house, open_database = await asyncio.to_thread(rest)
        await taking.close_early()
        storage = await _patiently(stopping, lambda: open_database(settings, tasks, waking, clock))
        if storage is None:
            return
        stack.push_async_callback(storage.close)
        taking.hand_over(intake(storage.units, clock))
        if settings.telegram.mode == "polling":
            turn.hand_over(storage.member)
        whole = house(settings, storage, inlet, clock, advance, tasks, waking, session)
        await stack.enter_async_context(whole.open(web_socket))
        await doors.aclose()
        ready()
        await stopping.wait()


def _source(token: str) -> str:
    return f"telegram:{token.partition(':')[0]}"


async def _patiently(stopping: asyncio.Event, step: Callable[[], Awaitable[Storage]]) -> Storage | None:
    """A database that is locked, full or away at the start is waited for. None when told to end before."""
    said = ""
    while not stopping.is_set():
        try:
            return await step()
        except StorageUnavailable as error:
            if said != str(error):
                log.warning("the database cannot be opened, and is tried again and again: %s", error)
            said = str(error)
        try:
            async with asyncio.timeout(STORAGE_PAUSE):
                await stopping.wait()
        except TimeoutError:
            pass
    return None


def _inlet(
    settings: Settings,
    token: str,
    web_socket: socket.socket,
    intake: Store,
    clock: Clock,
    tasks: Tasks,
    turn: Turn,
) -> Inlet:
    api_base, source = settings.telegram.api_base or TELEGRAM, _source(token)
    called = (settings.web.public_url or address(web_socket)) + PATH
    if settings.telegram.mode == "polling":
        return Poller(api_base, token, intake, clock, tasks, source, turn, called)
    return Webhook(Line(api_base, token), called, secret_of(token), intake, clock, tasks, source)


@asynccontextmanager
async def _open_early(webhook: Webhook, web_socket: socket.socket) -> AsyncIterator[None]:
    """What Telegram brings is stored while everything else is imported. On a copy of the socket, which queues
    for both: nobody is turned away when the one door closes and the other is open."""
    from web import server
    from web import webhook as over_http

    application = server.build(over_http.routes(PATH, webhook), over_http.starting())
    async with server.serving(application, web_socket.dup()):
        yield


def _complain(name: str, error: Exception) -> None:
    """Already logged with its trace. Vital work ends the worker, and the parent starts another; the status
    sees the rest by its figures."""
