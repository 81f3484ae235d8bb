"""Nothing personal is in either.

`/healthz`: 200 while the loop lives and the database answers, else 503: whether to start it anew.
`/readyz`: 200 unless a part is broken by the verdict of `/status`: whether to lead anybody here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from services.ports import StorageFull

Health = Callable[[], Awaitable[dict[str, Any]]]
"""Asks the database; answers what may be shown to anybody. Raises when the database does not answer."""
Report = Callable[[], Awaitable[dict[str, Any]]]
"""The latest verdict, as `services.status` tells it."""
PATIENCE = 2.0


def routes(health: Health, report: Report) -> list[web.RouteDef]:
    async def healthz(request: web.Request) -> web.Response:
        try:
            shown = await asyncio.wait_for(health(), PATIENCE)
        except StorageFull:
            return web.json_response({"ok": False, "database": "its disk is full"}, status=503)
        except Exception:  # noqa: BLE001  # whatever it is, the answer to "are you well" is no, and never a trace
            return web.json_response({"ok": False, "database": "does not answer"}, status=503)
        return web.json_response({"ok": True, **shown})

    async def readyz(request: web.Request) -> web.Response:
        seen = await report()
        ready = seen["overall"] in {"green", "yellow"}
        shown = {
            "ready": ready,
            "overall": seen["overall"],
            "parts": {part["part"]: part["colour"] for part in seen["parts"]},
        }
        return web.json_response(shown, status=200 if ready else 503)

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
