"""`/clock`: the trial's time, read and moved. Without a simulator there is no such thing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web

Advance = Callable[[float], Awaitable[dict[str, Any]]]
"""Moves the trial's clock by seconds and answers once the program goes by the new time."""
NO_TRIAL = {"error": "There is no trial clock: this program goes by the machine's own."}
NOT_SECONDS = {"error": 'Send {"advance": seconds}, a number (negative goes back).'}


def routes(now: Callable[[], datetime], advance: Advance | None) -> list[web.RouteDef]:
    async def read(request: web.Request) -> web.Response:
        if advance is None:
            return web.json_response(NO_TRIAL, status=404)
        return web.json_response({"now": now().timestamp(), "at": now().isoformat()})

    async def move(request: web.Request) -> web.Response:
        if advance is None:
            return web.json_response(NO_TRIAL, status=404)
        seconds = await _seconds(request)
        if seconds is None:
            return web.json_response(NOT_SECONDS, status=400)
        said = await advance(seconds)
        return web.json_response({**said, "now": now().timestamp(), "at": now().isoformat()})

    return [web.get("/clock", read), web.post("/clock", move)]


async def _seconds(request: web.Request) -> float | None:
    try:
        body = await request.json()
    except ValueError:
        return None
    seconds = body.get("advance") if isinstance(body, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    # Ten thousand million seconds are three centuries; more than that no calendar here can hold.
    return float(seconds) if abs(seconds) < 1e10 else None
