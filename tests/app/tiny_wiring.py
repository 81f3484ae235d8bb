"""The smallest thing that can stand where the program's wiring stands: answers its process id over HTTP."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable

from aiohttp import web

from app.settings import Settings


async def serve(
    settings: Settings, *, web_socket: socket.socket, ready: Callable[[], None], stopping: asyncio.Event
) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"pid": os.getpid(), "database": str(settings.database.path)})

    async def die(request: web.Request) -> web.Response:
        os._exit(int(request.query["code"]))

    application = web.Application()
    application.add_routes([web.get("/", answer), web.get("/die", die)])
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, web_socket).start()
    ready()
    await stopping.wait()
    await runner.cleanup()
