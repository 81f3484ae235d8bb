"""The smallest thing that can stand where the program's wiring stands: answers its process id over HTTP."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from typing import Any

from aiohttp import web

from app.settings import Settings

TOKEN = "987654321:" + "Zz-_" * 9


async def serve(
    settings: Settings, *, web_socket: socket.socket, ready: Callable[[], None], stopping: asyncio.Event
) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"pid": os.getpid(), "database": str(settings.seat)})

    async def die(request: web.Request) -> web.Response:
        os._exit(int(request.query["code"]))

    async def fail(request: web.Request) -> web.Response:
        broken.set_exception(ConnectionError(f"no route to https://example.org/bot{TOKEN}/getMe"))
        return await answer(request)

    broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    application = web.Application()
    application.add_routes([web.get("/", answer), web.get("/die", die), web.get("/fail", fail)])
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, web_socket).start()
    ready()
    told: asyncio.Future[bool] = asyncio.ensure_future(stopping.wait())
    ends: list[asyncio.Future[Any]] = [told, broken]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    if broken.done():
        broken.result()
    await runner.cleanup()
