"""HTTP in: mounts what it is given and knows nothing of what is behind it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

LARGEST_BODY = 1024**2
PATIENCE = 1.0
"""Seconds that open streams are waited for at the end; aiohttp's own figure is a minute."""


def build(*mounted: Iterable[web.RouteDef], home: str | None = None) -> web.Application:
    """`home` is what `/` says, if it says anything: plain text."""

    async def index(request: web.Request) -> web.Response:
        return web.Response(text=home)

    application = web.Application(client_max_size=LARGEST_BODY)
    if home is not None:
        application.add_routes([web.get("/", index)])
    for routes in mounted:
        application.add_routes(routes)
    return application


@asynccontextmanager
async def serving(application: web.Application, *listening: socket.socket) -> AsyncIterator[None]:
    """Answers on these sockets until the block ends."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=PATIENCE, handle_signals=False)
    await runner.setup()
    try:
        for one in listening:
            await web.SockSite(runner, one).start()
        yield
    finally:
        await runner.cleanup()
