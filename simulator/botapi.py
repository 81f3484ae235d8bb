"""`/bot<token>/<method>`: the door the bot comes through."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar
from urllib.parse import unquote

from aiohttp import web

from simulator.answers import Answer, Ready
from simulator.calls import Call, shown
from simulator.errors import ApiError, Json
from simulator.methods.table import BY_NAME, SPELLED, Method
from simulator.params import Params
from simulator.plaincalls import PlainCall
from simulator.polling import arrival, at_once, taken, waits
from simulator.requests import plain_params, read_params
from simulator.strikes import INTERNAL, struck
from simulator.world import World

UNAUTHORIZED = ApiError(401, "Unauthorized: invalid token specified")
TOO_DEEP = ApiError(400, "Bad Request: can't parse the request body")
UNKNOWN_METHOD = ApiError(404, "Not Found: method not found")

NOTHING = Params({}, {})

Given = TypeVar("Given")


class BotApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token:[^/]+}/{method:[^/]*}", self.answer),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.file),
        ]

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """A call that came through aiohttp. Nothing leaves before what it rests on is kept."""
        try:
            answer = await self._answered(request)
            await self.world.kept()
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001 - the last resort, said as Telegram says it
            answer = failed(error)
        return Answer(answer) if isinstance(answer, Ready) else answer

    def answer_plain(self, asked: PlainCall) -> Ready | Awaitable[Ready]:
        """One that was read from the wire as it is, while there are no faults; only a poll may have to wait.
        Whoever asks sees to it that nothing leaves before it is kept."""
        try:
            token, name = _asked(asked.path)
            if token != self.world.book.token:
                return self._from_a_stranger(name)
            try:
                params = plain_params(asked)
            except ApiError as error:
                return self.refused(self.begin(name, NOTHING), error)
            call = self.begin(name, params)
            if call.method == "getUpdates" and waits(params):
                return self._heard_out(call, self.carried_out(call, params))
            return self.done(call, params)
        except Exception as error:  # noqa: BLE001 - the last resort, said as Telegram says it
            return failed(error)

    async def _answered(self, request: web.BaseRequest) -> web.StreamResponse | Ready:
        token, name = _asked(request.raw_path)
        if token != self.world.book.token:
            return self._from_a_stranger(name)
        try:
            params = await read_params(request)
        except ApiError as error:
            return self.refused(self.begin(name, NOTHING), error)
        call = self.begin(name, params)
        fault = self.world.faults.hit(call.method, call.chat)
        if fault is None:
            return await self._heard_out(call, self.carried_out(call, params))
        return await self._heard_out(call, struck(self, fault, call, params, request))

    async def _heard_out(self, call: Call, answering: Coroutine[Any, Any, Given]) -> Given:
        try:
            return await answering
        except asyncio.CancelledError:
            self.finish(call, None, "the client went away")
            raise

    def _from_a_stranger(self, name: str) -> Ready:
        return self.refused(self.begin(name, NOTHING), UNAUTHORIZED)

    def begin(self, name: str, params: Params) -> Call:
        token = self.world.book.token
        values = {key: _readable(value) for key, value in params.values.items()}
        values |= {key: {"name": up.name, "size": len(up.data)} for key, up in params.uploads.items()}
        pressed = str(params.values.get("callback_query_id"))
        chat = params.integer("chat_id") or self.world.queries.chat_of(pressed)
        return self.world.calls.begin(
            SPELLED.get(name.lower()) or shown(name, token), shown(values, token), chat
        )

    async def carried_out(self, call: Call, params: Params) -> Ready:
        if call.method != "getUpdates" or not waits(params):
            return self.done(call, params)
        try:
            await arrival(self.world, params)
        except ApiError as error:
            return self._refused(call, params, error)
        return self.done(call, params, taken)

    def done(self, call: Call, params: Params, doing: Method | None = None) -> Ready:
        try:
            result = (doing or self._method(call.method.lower(), params))(self.world, params)
        except ApiError as error:
            return self._refused(call, params, error)
        self.world.conformance.call(call.method, params, result)
        call.effect = True
        call.message_id = result.get("message_id") if isinstance(result, dict) else None
        self.finish(call, 200, None)
        return Ready({"ok": True, "result": result})

    def _method(self, name: str, params: Params) -> Method:
        if name == "getupdates":
            return at_once
        if name not in BY_NAME:
            raise UNKNOWN_METHOD
        self.world.rates.take(name, params)
        return BY_NAME[name]

    def _refused(self, call: Call, params: Params, error: ApiError) -> Ready:
        self.world.conformance.call(call.method, params, error)
        return self.refused(call, error)

    def finish(self, call: Call, status: int | None, description: str | None) -> None:
        self.world.calls.finish(call, status, description)
        self.world.keep()

    def refused(self, call: Call, error: ApiError) -> Ready:
        self.finish(call, error.code, error.description)
        return _said(error)

    async def file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.world.book.token:
            error = UNAUTHORIZED
        elif file := self.world.files.at(request.match_info["path"]):
            return web.FileResponse(self.world.files.bytes_path(file))
        else:
            error = ApiError(404, "Not Found")
        return Answer(_said(error))


def failed(error: Exception) -> Ready:
    if isinstance(error, RecursionError):
        return _said(TOO_DEEP)
    traceback.print_exception(error)
    return _said(INTERNAL)


def _asked(path: str) -> tuple[str, str]:
    """Token and method of `/bot<token>/<method>?…`."""
    token, _, name = path.partition("?")[0].removeprefix("/bot").partition("/")
    return (unquote(token), unquote(name)) if "%" in path else (token, name)


def _said(error: ApiError) -> Ready:
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        answer["parameters"] = error.parameters
    wait = error.description.rpartition(" ")[2]
    if error.code == 429 and wait.isdecimal():
        headers["Retry-After"] = wait
    return Ready(answer, error.code, headers)


def _readable(value: Any) -> Any:
    """JSON that came as text is logged as what it says, so that a log can be searched by field."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
