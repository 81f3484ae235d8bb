"""`/calendar/<secret>.ics`: one therapist's calendar, for whoever knows its address. Nothing lists them."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from aiohttp import ETag, web
from aiohttp.web_request import BaseRequest

from domain.icalendar import Calendar
from services.ports import StorageUnavailable
from web.turnstile import Turnstile


class Agenda(Protocol):
    """What the calendar is made of when it is asked for."""

    def calendar(self) -> Calendar: ...

    @property
    def changed_at(self) -> datetime: ...


Open = Callable[[str], Awaitable[Agenda | None]]
"""None for whatever is wrong with that token. Raises StorageUnavailable."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
PACKED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
HEADERS = {
    # Always asked again: an address that was taken back must not live on in somebody's cache.
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'inline; filename="roomline.ics"',
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
NOT_HERE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def routes(open_calendar: Open, turnstile: Turnstile) -> list[web.RouteDef]:
    async def calendar(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        if not TOKEN.fullmatch(token):
            return _not_here()
        if (wait := turnstile.wait(token, request.remote or "")) > 0:
            return web.Response(status=429, headers={"Retry-After": str(wait), **NOT_HERE})
        try:
            found = await open_calendar(token)
        except StorageUnavailable:
            return web.Response(status=503, headers={"Retry-After": "5", **NOT_HERE})
        turnstile.passed(token, request.remote or "", known=found is not None)
        if found is None:
            return _not_here()
        # Beside the loop: thousands of visits would hold up everybody's messages.
        return _answer(request, await asyncio.to_thread(_encoded, found), found.changed_at)

    return [web.get("/calendar/{token}.ics", calendar)]


def _encoded(agenda: Agenda) -> bytes:
    """The library is imported by the first who needs it: no start waits for it."""
    from web import ics

    return ics.encode(agenda.calendar())


def _answer(request: BaseRequest, body: bytes, changed_at: datetime) -> web.Response:
    # Weak: the same calendar, packed or not.
    etag = ETag(hashlib.sha256(body).hexdigest()[:32], is_weak=True)
    same = any(one.value in ("*", etag.value) for one in request.if_none_match or ())
    answer = web.Response(status=304) if same else web.Response(body=body)
    if not same:
        answer.content_type, answer.charset = "text/calendar", "utf-8"
        if PACKED.search(request.headers.get("Accept-Encoding", "")):
            answer.enable_compression(web.ContentCoding.gzip)
    answer.headers.update(HEADERS)
    answer.etag, answer.last_modified = etag, changed_at
    return answer


def _not_here() -> web.Response:
    return web.Response(status=404, text="Not Found\n", headers=NOT_HERE)
