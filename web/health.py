"""`/healthz`: 200 while the loop lives and the database answers, else 503. Nothing personal is in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Health = Callable[[], Awaitable[dict[str, Any]]]
"""Asks the database; answers what may be shown to anybody. Raises when the database does not answer."""
PATIENCE = 2.0


def routes(health: Health) -> list[web.RouteDef]:
    async def healthz(request: web.Request) -> web.Response:
        try:
            shown = await asyncio.wait_for(health(), PATIENCE)
        except Exception:  # noqa: BLE001  # whatever it is, the answer to "are you well" is no, and never a trace
            return web.json_response({"ok": False, "database": "does not answer"}, status=503)
        return web.json_response({"ok": True, **shown})

    return [web.get("/healthz", healthz)]
