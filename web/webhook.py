"""Where Telegram brings updates: the HTTP around a door that knows what they are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Protocol

from aiohttp import ClientPayloadError, web

READING = 10.0
"""Seconds for a body to arrive."""


class Door(Protocol):
    def admits(self, headers: Mapping[str, bytes]) -> bool: ...

    def __call__(
        self, headers: Mapping[str, bytes], body: bytes
    ) -> Awaitable[tuple[int, Mapping[str, str]]]: ...


def routes(path: str, door: Door) -> list[web.RouteDef]:
    async def updates(request: web.Request) -> web.Response:
        headers = {name.decode("latin-1").lower(): value for name, value in request.raw_headers}
        if not door.admits(headers):
            # Nothing of the body is read for a stranger.
            return web.Response(status=401, headers={"Connection": "close"})
        try:
            async with asyncio.timeout(READING):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413, headers={"Connection": "close"})
        except TimeoutError:
            return web.Response(status=408, headers={"Connection": "close"})
        except (ClientPayloadError, ConnectionError):
            return web.Response(status=400, headers={"Connection": "close"})
        status, told = await door(headers, body)
        return web.Response(status=status, headers=dict(told))

    return [web.post(path, updates)]


def starting() -> list[web.RouteDef]:
    """For everything else while the rest is being imported."""

    async def not_yet(request: web.Request) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "1"}, text="Roomline is starting.")

    return [web.route("*", "/{tail:.*}", not_yet)]
