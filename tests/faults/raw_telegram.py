"""A Bot API server that hands the program whatever updates a test wants, byte by byte; else it says yes.

The simulator speaks as Telegram does and so can never say what no schema knows. This one keeps getUpdates'
promises (an update comes again until a later offset is asked for) and nothing else of Telegram.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "123456789:AAfaults-faults-faults-faults-faults"
FUTURE = 10
"""An offset further ahead than this is answered as if none had been named, as Telegram does."""


@dataclass(frozen=True)
class Call:
    method: str
    params: dict[str, Any]

    @property
    def chat(self) -> int:
        return int(self.params["chat_id"])

    @property
    def text(self) -> str:
        return str(self.params.get("text", ""))


def message(update: int, chat: int, words: str, *, message_id: int = 0, **different: Any) -> dict[str, Any]:
    """What a person's client makes of a typed text."""
    entities = [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}]
    said = {
        "message_id": message_id or update % 10**6 + 1,
        "date": 1_790_000_000,
        "chat": {"id": chat, "type": "private", "first_name": f"P{chat}"},
        "from": {"id": chat, "is_bot": False, "first_name": f"P{chat}", "language_code": "en"},
        "text": words,
        **({"entities": entities} if words.startswith("/") else {}),
    }
    return {"update_id": update, "message": said | different}


@dataclass
class RawTelegram:
    """Serves in a thread of its own from `with`; everything here may be called from the test's."""

    token: str = TOKEN
    base: str = ""
    asked: list[Call] = field(default_factory=list)
    offsets: list[int | None] = field(default_factory=list)
    """What each getUpdates named."""
    _waiting: list[tuple[int, str]] = field(default_factory=list)
    _sent: int = 1_000_000
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _ends: asyncio.Event = field(default_factory=asyncio.Event)
    _up: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @property
    def env(self) -> dict[str, str]:
        return {"ROOMLINE_TELEGRAM__TOKEN": self.token, "ROOMLINE_TELEGRAM__API_BASE": self.base}

    def give(self, *updates: dict[str, Any]) -> None:
        self.give_raw(*((one["update_id"], json.dumps(one)) for one in updates))

    def give_raw(self, *updates: tuple[int, str]) -> None:
        """The id by which it is confirmed, and the text as it goes over the line."""
        self._in_loop(self._take, updates)

    def _take(self, updates: Sequence[tuple[int, str]]) -> None:
        self._waiting.extend(updates)
        self._arrived.set()

    @property
    def unconfirmed(self) -> list[int]:
        return [number for number, _ in list(self._waiting)]

    def said_to(self, chat: int) -> list[str]:
        sends = [one for one in list(self.asked) if one.method == "sendMessage"]
        return [one.text for one in sends if one.chat == chat]

    def __enter__(self) -> RawTelegram:
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))
        self._thread.start()
        assert self._up.wait(10)
        return self

    def __exit__(self, *trouble: object) -> None:
        self._in_loop(self._ends.set)
        self._in_loop(self._arrived.set)
        assert self._thread is not None
        self._thread.join(10)
        self._loop.close()

    def _in_loop(self, act: Callable[..., None], *values: Any) -> None:
        self._loop.call_soon_threadsafe(act, *values)

    async def _serve(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        self._up.set()
        await self._ends.wait()
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await _params(request)
        if method == "getUpdates":
            return await self._updates(params)
        self.asked.append(Call(method, params))
        return web.json_response({"ok": True, "result": self._result(method, params)})

    def _result(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getMe":
            return {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "B", "username": "b"}
        if method in ("sendMessage", "editMessageText"):
            self._sent += 1
            chat = {"id": int(params["chat_id"]), "type": "private", "first_name": "P"}
            return {"message_id": self._sent, "date": 1_790_000_000, "chat": chat, "text": "x"}
        return True

    async def _updates(self, params: dict[str, Any]) -> web.StreamResponse:
        offset = params.get("offset")
        self.offsets.append(offset)
        if offset is not None:
            self._confirm(int(offset))
        self._arrived.clear()
        if not self._waiting and not self._ends.is_set():
            try:
                await asyncio.wait_for(self._arrived.wait(), float(params.get("timeout", 0)) or 0.001)
            except TimeoutError:
                pass
        batch = ",".join(text for _, text in self._waiting[: int(params.get("limit", 100))])
        return web.Response(text=f'{{"ok":true,"result":[{batch}]}}', content_type="application/json")

    def _confirm(self, offset: int) -> None:
        """Up to the one before it, in the order of the queue: ids need not rise."""
        numbers = [number for number, _ in self._waiting]
        if offset - 1 in numbers:
            del self._waiting[: numbers.index(offset - 1) + 1]
        elif numbers and offset <= max(numbers) + FUTURE:
            self._waiting = [one for one in self._waiting if one[0] >= offset]


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    form = await request.post()
    return {name: _value(str(value)) for name, value in form.items()}


def _value(text: str) -> Any:
    try:
        return json.loads(text) if text[:1] in "[{" else text
    except ValueError:
        return text
