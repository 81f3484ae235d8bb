"""Telegram's end of the wire, as far as a test of one part needs it: a real HTTP server on this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram import Bot
from aiohttp import web

from bot.session import SendSession

TOKEN = "123456789:AAtest-test-test-test-test-test-test"

Answer = Callable[[str, dict[str, str]], Awaitable[web.StreamResponse]]


@dataclass
class Call:
    method: str
    params: dict[str, Any]


class TestTasks:
    """The Tasks port: keeps detached work alive, and shows how it ended."""

    __test__ = False

    def __init__(self) -> None:
        self.running: set[asyncio.Task[None]] = set()
        self.failures: list[BaseException] = []

    def start(self, work: Coroutine[Any, Any, None], *, name: str, vital: bool = False) -> None:
        task = asyncio.create_task(work, name=name)
        self.running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failures.append(error)

    async def stop(self) -> None:
        for task in list(self.running):
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)


@dataclass
class TestClock:
    """The Clock port, moved by hand."""

    __test__ = False
    at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def no(code: int, description: str, **parameters: Any) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=code)


def sent(message: int = 501, chat: int = 1001) -> web.Response:
    private = {"id": chat, "type": "private", "first_name": "Ana"}
    return ok({"message_id": message, "date": 1_700_000_000, "chat": private, "text": "x"})


@dataclass
class Wire:
    """Answers every call with the next of `answers`, the last one for good; keeps what was asked."""

    answers: list[Callable[[], Awaitable[web.StreamResponse]]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    base: str = ""

    def says(self, *responses: Callable[[], web.StreamResponse]) -> None:
        self.answers = [_later(response) for response in responses]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        params = {name: _value(str(value)) for name, value in form.items()}
        self.calls.append(Call(request.match_info.get("method", "a file"), params))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await answer()


def _later(response: Callable[[], web.StreamResponse]) -> Callable[[], Awaitable[web.StreamResponse]]:
    async def answer() -> web.StreamResponse:
        return response()

    return answer


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


@asynccontextmanager
async def serving(
    handle: Callable[[web.Request], Awaitable[web.StreamResponse]], port: int = 0
) -> AsyncIterator[tuple[str, web.AppRunner]]:
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", handle)
    app.router.add_route("GET", "/file/bot{token}/{path:.+}", handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        host, bound = runner.addresses[0][:2]
        yield f"http://{host}:{bound}", runner
    finally:
        await runner.cleanup()


async def dismiss(bot: Bot) -> None:
    """Closes its line at once: aiogram's own way first sleeps a quarter of a second, for TLS."""
    assert isinstance(bot.session, SendSession)
    await (await bot.session.create_session()).close()


async def until(look: Callable[[], Any], patience: float = 5.0) -> Any:
    """The first true answer of `look`; AssertionError when it does not come."""
    async with asyncio.timeout(patience):
        while not (found := look()):  # noqa: ASYNC110 - what is looked for need not be an event
            await asyncio.sleep(0.005)
    return found
