"""The program's side of the local socket: everything goes to one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web

from app.local import bind_local, socket_path
from web.server import serving

log = structlog.get_logger("roomline")
Answering = Callable[[str, str, Any], Awaitable[tuple[int, Any]]]
LARGEST = 32 * 1024**2
"""Bytes of a question: a roster's files in base64 are its largest."""


@asynccontextmanager
async def serving_locally(database: Path, answer: Answering) -> AsyncIterator[None]:
    async def any_path(request: web.Request) -> web.Response:
        try:
            body = await request.json() if request.can_read_body else None
        except ValueError:
            return web.json_response({"error": "the body is not JSON"}, status=400)
        try:
            status, said = await answer(request.method, request.path, body)
        except Exception as error:
            log.error("an errand broke", path=request.path, exc_info=error)
            status, said = 500, {"error": "this broke inside the running program; its log says where"}
        return web.json_response(said, status=status)

    application = web.Application(client_max_size=LARGEST)
    application.router.add_route("*", "/{path:.*}", any_path)
    try:
        async with serving(application, bind_local(database)):
            yield
    finally:
        socket_path(database).unlink(missing_ok=True)
