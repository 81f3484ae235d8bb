"""`/metrics`: figures for Prometheus. Nothing personal is in them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""https://prometheus.io/docs/instrumenting/exposition_formats/"""


def routes(text: Callable[[], Awaitable[bytes]]) -> list[web.RouteDef]:
    async def metrics(request: web.Request) -> web.Response:
        return web.Response(body=await text(), headers={"Content-Type": CONTENT_TYPE})

    return [web.get("/metrics", metrics)]
