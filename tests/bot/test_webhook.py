"""The webhook's door over real HTTP, and its watch over what Telegram says of it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.line import Line, Trouble
from bot.webhook import LARGEST, PATH, Webhook, secret_of
from tests.bot.test_poller import Journal, Misbehaviour, update
from tests.bot.wire import TOKEN, TestClock, TestTasks, no, ok, serving, until
from web import server
from web import webhook as over_http

ADDRESS = "https://bot.example.com" + PATH


@dataclass
class Telegram:
    """What it says of the webhook, and what it was told to set."""

    info: dict[str, Any] = field(default_factory=lambda: {"url": "", "pending_update_count": 0})
    set: list[dict[str, Any]] = field(default_factory=list)
    trouble: list[Misbehaviour] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self.trouble:
            return await self.trouble.pop(0)(request)
        asked = await request.json()
        if request.path.endswith("/setWebhook"):
            self.set.append(asked)
            self.info["url"] = asked["url"]
            return ok(True)
        return ok(self.info)


@dataclass
class Setting:
    telegram: Telegram
    journal: Journal
    webhook: Webhook
    port: int

    async def post(self, body: bytes, secret: bytes | None = None, *more: bytes) -> tuple[int, bytes]:
        """By hand: no client sends such headers. The status and the head of the answer."""
        given = secret_of(TOKEN).encode() if secret is None else secret
        head = [
            b"POST " + PATH.encode() + b" HTTP/1.1",
            b"Host: bot.example.com",
            b"Content-Length: " + str(len(body)).encode(),
            b"X-Telegram-Bot-Api-Secret-Token: " + given,
            *more,
        ]
        if secret == b"none":
            del head[3]
        return await self.raw(b"\r\n".join(head) + b"\r\n\r\n" + body)

    async def raw(self, request: bytes) -> tuple[int, bytes]:
        reading, writing = await asyncio.open_connection("127.0.0.1", self.port)
        writing.write(request)
        head = await asyncio.wait_for(reading.readuntil(b"\r\n\r\n"), 5)
        writing.close()
        return int(head.split()[1]), head


@asynccontextmanager
async def hooked(*, running: bool = False) -> AsyncIterator[Setting]:
    telegram, journal, tasks = Telegram(), Journal(), TestTasks()
    async with serving(telegram.handle) as (base, _):
        webhook = Webhook(
            Line(base, TOKEN), ADDRESS, secret_of(TOKEN), journal, TestClock(), tasks, "telegram:123456789"
        )
        listening = socket.create_server(("127.0.0.1", 0))
        application = server.build(over_http.routes(PATH, webhook), over_http.starting())
        async with server.serving(application, listening):
            if running:
                webhook.start()
            yield Setting(telegram, journal, webhook, listening.getsockname()[1])
            if running:
                await webhook.stop()
        assert not tasks.failures


def body(number: int) -> bytes:
    return json.dumps(update(number)).encode()


@pytest.mark.parametrize(
    "secret", [b"none", b"", b"wrong", "gehëim".encode(), b"\xff\xfe", secret_of("1:other").encode()]
)
async def test_a_stranger_is_refused_before_anything_is_read(secret: bytes) -> None:
    async with hooked() as at:
        forged = (b"X-Forwarded-For: 149.154.160.1", b"Forwarded: for=149.154.160.1")
        assert (await at.post(body(5), secret, *forged))[0] == 401
        promised = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n" % PATH.encode()
        assert (await at.raw(promised))[0] == 401, "waited for a stranger's body"
        assert at.journal.kept == {}


async def test_stored_then_acknowledged_and_the_second_time_is_known() -> None:
    async with hooked() as at:
        assert [(await at.post(body(5)))[0] for _ in range(2)] == [200, 200]
        assert list(at.journal.kept) == [5]
        both = await asyncio.gather(at.post(body(6)), at.post(body(6)))
        assert [status for status, _ in both] == [200, 200]
        assert list(at.journal.kept) == [5, 6]


async def test_what_cannot_be_stored_is_asked_for_again() -> None:
    async with hooked() as at:
        at.journal.away = True
        status, head = await at.post(body(5))
        assert (status, b"Retry-After: 1" in head) == (503, True)
        assert at.webhook.trouble is Trouble.STORAGE
        at.journal.away = False
        assert (await at.post(body(5)))[0] == 200
        assert at.webhook.last_error == "StorageUnavailable" and list(at.journal.kept) == [5]
        await until(lambda: at.webhook.trouble is None)


@pytest.mark.parametrize(
    "odd", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 9000, b'{"update_id": 1e99}']
)
async def test_what_nobody_understands_is_kept_and_never_an_error(odd: bytes) -> None:
    async with hooked() as at:
        assert (await at.post(odd))[0] == 200
        assert len(at.journal.kept) == 1


async def test_too_much_is_refused_however_it_comes() -> None:
    async with hooked() as at:
        assert (await at.post(b" " * (2 * LARGEST)))[0] == 413
        piece = b"%x\r\n" % (LARGEST + 1) + b" " * (LARGEST + 1) + b"\r\n0\r\n\r\n"
        head = b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" % PATH.encode()
        secret = b"X-Telegram-Bot-Api-Secret-Token: " + secret_of(TOKEN).encode() + b"\r\n\r\n"
        assert (await at.raw(head + secret + piece))[0] == 413
        assert at.journal.kept == {}
        # Nobody else's connection suffered.
        assert (await at.post(body(5)))[0] == 200


async def test_other_addresses_wait_while_the_rest_starts() -> None:
    async with hooked() as at:
        status, head = await at.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (status, b"Retry-After: 1" in head) == (503, True)


async def test_it_is_set_with_what_waits_and_set_again_when_somebody_changes_it() -> None:
    async with hooked(running=True) as at:
        await until(lambda: at.telegram.set)
        assert at.telegram.set[0]["drop_pending_updates"] is False
        assert at.telegram.set[0]["secret_token"] == secret_of(TOKEN)
        await until(lambda: at.webhook.quiet_for is not None)
        at.telegram.info["url"] = "https://elsewhere.example.com"
        await until(lambda: len(at.telegram.set) == 2)


async def test_that_telegram_cannot_reach_us_is_said_until_it_can() -> None:
    async with hooked(running=True) as at:
        at.telegram.info |= {"pending_update_count": 3, "last_error_message": "Connection timed out"}
        await until(lambda: at.webhook.trouble is Trouble.NOT_REACHED)
        assert at.webhook.last_error == "Connection timed out"
        # Something came: the error on record is an old one.
        assert (await at.post(body(5)))[0] == 200
        await until(lambda: at.webhook.trouble is None)


async def test_telegrams_own_troubles_are_named_and_pass() -> None:
    async def refuse(_: web.Request) -> web.StreamResponse:
        return no(401, "Unauthorized")

    async with hooked() as at:
        at.telegram.trouble = [refuse]
        at.webhook.start()
        await until(lambda: at.webhook.trouble is Trouble.UNAUTHORIZED)
        assert TOKEN not in repr(at.webhook) and secret_of(TOKEN) not in repr(at.webhook)
        await at.webhook.stop()
