"""`/events/<channel>`: facts as server-sent events, for whoever has a token for that channel. Who was away
goes on behind the last fact he saw.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import hdrs, web

from domain.feed import Cursor, is_channel
from services.feed import Fact, FeedToken
from services.feed_hub import TooSlow
from services.ports import StorageUnavailable
from web.turnstile import Turnstile

HEARTBEAT = 15.0
"""Seconds of silence before a line that says nothing: proxies end what is silent for a minute, and whether
the token still holds is asked as often."""
PATIENCE = 10.0
"""Seconds a follower may take to let something be written to it."""
MOST = 1000
"""Streams at a time."""
COME_BACK = 2000
"""Milliseconds after which a browser tries again."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Type": "text/event-stream; charset=utf-8",
    "Referrer-Policy": "no-referrer",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}


class Feed(Protocol):
    async def admits(self, secret: str) -> FeedToken | None:
        """None for whatever is wrong with it. Raises StorageUnavailable."""
        ...

    async def has_gap(self, after: Cursor) -> bool: ...

    def follow(self, channel: str, after: Cursor | None) -> AsyncGenerator[Fact, None]: ...

    async def told(self, fact: Fact, token: FeedToken) -> Mapping[str, Any]:
        """What this one may know of it."""
        ...


@dataclass(slots=True)
class _Doors:
    feed: Feed
    origins: frozenset[str]
    turnstile: Turnstile
    heartbeat: float
    open: int = 0


def routes(
    feed: Feed, origins: frozenset[str], turnstile: Turnstile, heartbeat: float = HEARTBEAT
) -> list[web.RouteDef]:
    """`origins`: pages of other places that may read it (CORS)."""
    doors = _Doors(feed, origins, turnstile, heartbeat)

    async def events(request: web.Request) -> web.StreamResponse:
        return await _events(request, doors)

    async def preflight(request: web.Request) -> web.Response:
        allowed = _cors(request, origins)
        asked = {
            "Access-Control-Allow-Headers": "Authorization, Last-Event-ID",
            "Access-Control-Max-Age": "600",
        }
        return web.Response(status=204, headers=allowed | (asked if allowed else {}))

    return [web.get("/events/{channel}", events), web.options("/events/{channel}", preflight)]


async def _events(request: web.Request, doors: _Doors) -> web.StreamResponse:
    cors, channel = _cors(request, doors.origins), request.match_info["channel"]
    secret, remote = _secret(request), request.remote or ""
    if (wait := doors.turnstile.wait(secret, remote)) > 0:
        return _refused(429, "too many tries", cors | {"Retry-After": str(wait)})
    try:
        token = await doors.feed.admits(secret)
        doors.turnstile.passed(secret, remote, known=token is not None)
        if token is None:
            return _refused(401, "no token, or none that holds", cors | {"WWW-Authenticate": "Bearer"})
        # What there is to follow is told to nobody who may not follow it.
        if not is_channel(channel) or not token.scope.allows(channel):
            return _refused(403, "this token is not for this channel", cors)
        after = _after(request)
        gap = after is not None and await doors.feed.has_gap(after)
    except ValueError as wrong:
        return _refused(400, str(wrong), cors)
    except StorageUnavailable:
        return _refused(503, "the database is away", cors | {"Retry-After": "2"})
    if doors.open >= MOST:
        return _refused(503, "too many streams", cors | {"Retry-After": "5"})
    doors.open += 1
    try:
        return await _stream(request, doors, _Seat(channel, after, token, secret, gap), cors)
    finally:
        doors.open -= 1


@dataclass(frozen=True, slots=True)
class _Seat:
    channel: str
    after: Cursor | None
    token: FeedToken
    secret: str
    gap: bool


async def _stream(
    request: web.Request, doors: _Doors, seat: _Seat, cors: Mapping[str, str]
) -> web.StreamResponse:
    response = web.StreamResponse(headers={**HEADERS, **cors})
    await response.prepare(request)
    try:
        await _write(response, f"retry: {COME_BACK}\n\n")
        if seat.gap:
            await _write(response, 'event: gap\ndata: {"gap":true}\n\n')
        await _facts(response, doors, seat)
    except (TooSlow, TimeoutError, ConnectionError, StorageUnavailable):
        # It comes back by itself, behind the last fact it has seen; what waits to be written is dropped.
        if request.transport is not None:
            request.transport.abort()
    return response


async def _facts(response: web.StreamResponse, doors: _Doors, seat: _Seat) -> None:
    async with aclosing(doors.feed.follow(seat.channel, seat.after)) as facts:
        coming = asyncio.ensure_future(anext(facts))  # noqa: TID251 - awaited here, and ended here
        try:
            while True:
                done, _ = await asyncio.wait({coming}, timeout=doors.heartbeat)
                if not done:
                    if await doors.feed.admits(seat.secret) is None:
                        return
                    await _write(response, ": still here\n\n")
                    continue
                fact = coming.result()
                coming = asyncio.ensure_future(anext(facts))  # noqa: TID251 - the same
                await _write(response, _told(fact, await doors.feed.told(fact, seat.token)))
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)


def _told(fact: Fact, payload: Mapping[str, Any]) -> str:
    data = {"channel": fact.channel, "kind": fact.kind, "at": fact.at.isoformat(), **payload}
    # JSON keeps every line break inside its strings escaped.
    return f"id: {fact.cursor}\nevent: {fact.kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def _write(response: web.StreamResponse, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        await response.write(words.encode())


def _secret(request: web.Request) -> str:
    """An EventSource of a browser can send no header: it names the token in the address."""
    scheme, _, secret = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else request.query.get("token", "")


def _after(request: web.Request) -> Cursor | None:
    said = request.headers.get("Last-Event-ID") or request.query.get("after")
    if not said:
        return None
    cursor = Cursor.parse(said)
    if cursor is None:
        raise ValueError("Last-Event-ID is not the id of an event of this feed")
    return cursor


def _cors(request: web.Request, origins: frozenset[str]) -> dict[str, str]:
    origin = request.headers.get(hdrs.ORIGIN, "")
    allowed = {"Access-Control-Allow-Origin": origin} if origin in origins else {}
    return {"Vary": "Origin"} | allowed


def _refused(status: int, why: str, headers: Mapping[str, str]) -> web.Response:
    return web.json_response({"error": why}, status=status, headers={"Cache-Control": "no-store", **headers})
