"""`/bot<token>/<method>`: the door the bot comes through."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from simulator.answers import Answer
from simulator.calls import Call, shown
from simulator.errors import ApiError, Json
from simulator.methods.table import BY_NAME, SPELLED
from simulator.params import Params
from simulator.plaincalls import PlainCall
from simulator.polling import get_updates
from simulator.requests import plain_params, read_params
from simulator.strikes import INTERNAL, struck
from simulator.world import World

UNAUTHORIZED = ApiError(401, "Unauthorized: invalid token specified")
TOO_DEEP = ApiError(400, "Bad Request: can't parse the request body")
UNKNOWN_METHOD = ApiError(404, "Not Found: method not found")


class BotApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token:[^/]+}/{method:[^/]*}", self.answer),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.file),
        ]

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """A call that came through aiohttp."""
        return await self._answer(request.raw_path, partial(read_params, request), request)

    async def answer_plain(self, call: PlainCall) -> web.StreamResponse:
        """One that was read from the wire as it is, while there are no faults."""
        return await self._answer(call.path, partial(plain_params, call))

    async def _answer(
        self, path: str, read: Callable[[], Awaitable[Params]], request: web.BaseRequest | None = None
    ) -> web.StreamResponse:
        """Nothing leaves before what it rests on would outlive this process."""
        try:
            answer = await self._answered(path, read, request)
            await self.world.kept()
            return answer
        except ConnectionError:
            raise
        except RecursionError:
            return _said(TOO_DEEP)
        except Exception:  # noqa: BLE001 - the last resort, said as Telegram says it
            traceback.print_exc()
            return _said(INTERNAL)

    async def _answered(
        self, path: str, read: Callable[[], Awaitable[Params]], request: web.BaseRequest | None
    ) -> web.StreamResponse:
        token, name = _asked(path)
        if token != self.world.book.token:
            call = self.world.calls.begin(SPELLED.get(name.lower(), name), {}, None)
            return self.refused(call, UNAUTHORIZED)
        try:
            params = await read()
        except ApiError as error:
            return self.refused(self.begin(name, Params({}, {})), error)
        call = self.begin(name, params)
        fault = self.world.faults.hit(call.method, call.chat) if request else None
        try:
            if fault is None or request is None:
                return await self.carried_out(call, params)
            return await struck(self, fault, call, params, request)
        except asyncio.CancelledError:
            self.finish(call, None, "the client went away")
            raise

    def begin(self, name: str, params: Params) -> Call:
        token = self.world.book.token
        values = {key: shown(_readable(value), token) for key, value in params.values.items()}
        for key, up in params.uploads.items():
            values[key] = {"name": shown(up.name, token), "size": len(up.data)}
        pressed = str(params.values.get("callback_query_id"))
        chat = params.integer("chat_id") or self.world.queries.chat_of(pressed)
        return self.world.calls.begin(SPELLED.get(name.lower(), name), values, chat)

    async def carried_out(self, call: Call, params: Params) -> web.StreamResponse:
        try:
            result = await self._result(call.method.lower(), params)
        except ApiError as error:
            self.world.conformance.call(call.method, params, error)
            return self.refused(call, error)
        self.world.conformance.call(call.method, params, result)
        call.effect = True
        call.message_id = result.get("message_id") if isinstance(result, dict) else None
        self.finish(call, 200, None)
        return Answer({"ok": True, "result": result})

    async def _result(self, method: str, params: Params) -> Any:
        if method == "getupdates":
            return await get_updates(self.world, params)
        if method not in BY_NAME:
            raise UNKNOWN_METHOD
        self.world.rates.take(method, params)
        return BY_NAME[method](self.world, params)

    def finish(self, call: Call, status: int | None, description: str | None) -> None:
        self.world.calls.finish(call, status, description)
        self.world.keep()

    def refused(self, call: Call, error: ApiError) -> web.StreamResponse:
        self.finish(call, error.code, error.description)
        return _said(error)

    async def file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.world.book.token:
            error = UNAUTHORIZED
        elif file := self.world.files.at(request.match_info["path"]):
            return web.FileResponse(self.world.files.bytes_path(file))
        else:
            error = ApiError(404, "Not Found")
        return _said(error)


def _asked(path: str) -> tuple[str, str]:
    """Token and method of `/bot<token>/<method>?…`."""
    token, _, name = path.partition("?")[0].removeprefix("/bot").partition("/")
    return (unquote(token), unquote(name)) if "%" in path else (token, name)


def _said(error: ApiError) -> web.StreamResponse:
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        answer["parameters"] = error.parameters
    wait = error.description.rpartition(" ")[2]
    if error.code == 429 and wait.isdecimal():
        headers["Retry-After"] = wait
    return Answer(answer, error.code, headers)


def _readable(value: Any) -> Any:
    """JSON that came as text is logged as what it says, so that a log can be searched by field."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
