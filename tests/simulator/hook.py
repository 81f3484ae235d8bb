"""A webhook of a bot: what was posted to it, and what it answers."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.simulator.driver import Json

Answering = Callable[[Json], Awaitable[web.StreamResponse]]


async def fine(update: Json) -> web.StreamResponse:
    return web.Response()


@dataclass
class Hook:
    port: int = 0
    scheme: str = "http"
    answering: Answering = fine
    posted: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/hook?of=bot"

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.posted]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        assert request.path_qs == "/hook?of=bot"
        self.posted.append(update)
        self.headers.append(dict(request.headers))
        self.times.append(time.monotonic())
        self._more.set()
        return await self.answering(update)

    async def got(self, count: int) -> list[Json]:
        """Once so many posts have come."""
        async with asyncio.timeout(20):
            while len(self.posted) < count:
                self._more.clear()
                await self._more.wait()
        return self.posted

    def answers(self, *statuses: int, **headers: str) -> None:
        """One after the other; the last one from then on."""
        left = list(statuses)

        async def answering(update: Json) -> web.StreamResponse:
            status = left.pop(0) if len(left) > 1 else left[0]
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(status=status, headers=named if status >= 300 else {})

        self.answering = answering


class Gate:
    """Answers are held until it opens."""

    def __init__(self) -> None:
        self.open = asyncio.Event()

    async def __call__(self, update: Json) -> web.StreamResponse:
        await self.open.wait()
        return web.Response()


@asynccontextmanager
async def listening(hook: Hook, context: ssl.SSLContext | None = None) -> AsyncIterator[Hook]:
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", hook.port, ssl_context=context, reuse_address=True)
    await site.start()
    hook.port = runner.addresses[0][1]
    hook.scheme = "https" if context else "http"
    try:
        yield hook
    finally:
        await runner.cleanup()
