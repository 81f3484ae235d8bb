"""`/bot<token>/<method>`: the door the bot comes through."""

from __future__ import annotations

import asyncio
import json
import traceback
from functools import partial
from typing import Any

from aiohttp import web

from simulator.calls import Call, shown
from simulator.errors import ApiError, Json
from simulator.faults import Fault
from simulator.methods.table import BY_NAME, SPELLED
from simulator.params import Params
from simulator.polling import get_updates
from simulator.requests import read_params
from simulator.world import World

UNAUTHORIZED = ApiError(401, "Unauthorized: invalid token specified")
INTERNAL = ApiError(500, "Internal Server Error")
UNKNOWN_METHOD = ApiError(404, "Not Found: method not found")
NO_ANSWER = {"cut_before", "cut_after", "timeout_before", "timeout_after", "hang_poll", "down"}
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)

# ASCII with escapes, like the real server: whatever people type, an answer can always be encoded.
dumps = partial(json.dumps, separators=(",", ":"))


class BotApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token:[^/]+}/{method:[^/]*}", self.answer),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.file),
        ]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answered(request)
        except ConnectionError:
            raise
        except Exception:  # noqa: BLE001 - the last resort, said as Telegram says it
            traceback.print_exc()
            return _said(INTERNAL)

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        if request.match_info["token"] != self.world.book.token:
            call = self.world.calls.begin(SPELLED.get(name.lower(), name), {}, None)
            return self._refused(call, UNAUTHORIZED)
        try:
            params = await read_params(request)
        except ApiError as error:
            return self._refused(self._begin(name, Params({}, {})), error)
        call = self._begin(name, params)
        fault = self.world.faults.hit(call.method, call.chat)
        try:
            if fault is None:
                return await self._carried_out(call, params)
            return await self._struck(fault, call, params, request)
        except asyncio.CancelledError:
            self._finish(call, None, "the client went away")
            raise

    def _begin(self, name: str, params: Params) -> Call:
        token = self.world.book.token
        values = {key: _readable(value) for key, value in params.values.items()}
        sent = {key: {"name": up.name, "size": len(up.data)} for key, up in params.uploads.items()}
        pressed = self.world.queries.chat_of(str(params.values.get("callback_query_id")))
        chat = params.integer("chat_id") or pressed
        return self.world.calls.begin(SPELLED.get(name.lower(), name), shown(values | sent, token), chat)

    async def _carried_out(self, call: Call, params: Params) -> web.Response:
        try:
            result = await self._result(call.method.lower(), params)
        except ApiError as error:
            return self._refused(call, error)
        call.effect = True
        call.message_id = result.get("message_id") if isinstance(result, dict) else None
        self._finish(call, 200, None)
        return web.json_response({"ok": True, "result": result}, dumps=dumps)

    async def _result(self, method: str, params: Params) -> Any:
        if method == "getupdates":
            return await get_updates(self.world, params)
        if method not in BY_NAME:
            raise UNKNOWN_METHOD
        return BY_NAME[method](self.world, params)

    def _finish(self, call: Call, status: int | None, description: str | None) -> None:
        self.world.calls.finish(call, status, description)
        self.world.commit()

    def _refused(self, call: Call, error: ApiError) -> web.Response:
        self._finish(call, error.code, error.description)
        return _said(error)

    async def _struck(
        self, fault: Fault, call: Call, params: Params, request: web.Request
    ) -> web.StreamResponse:
        call.fault = fault.kind
        if fault.kind == "slow" and not fault.after_effect:
            await asyncio.sleep(fault.seconds)
        answer: web.StreamResponse | None = None
        if fault.after_effect or fault.kind == "slow":
            answer = await self._carried_out(call, params)
        if fault.kind == "slow" and answer:
            await asyncio.sleep(fault.seconds if fault.after_effect else 0)
            return answer
        if fault.kind in NO_ANSWER:
            return await self._unanswered(fault, call, request)
        return self._wrong_answer(fault, call)

    async def _unanswered(self, fault: Fault, call: Call, request: web.Request) -> web.StreamResponse:
        self._finish(call, None, f"no answer ({fault.kind})")
        if fault.kind in ("timeout_before", "timeout_after", "hang_poll"):
            await asyncio.sleep(fault.seconds)
        if request.transport:
            request.transport.abort()
        return web.Response()

    def _wrong_answer(self, fault: Fault, call: Call) -> web.Response:
        if fault.kind in ("502", "504"):
            self._finish(call, int(fault.kind), "Bad Gateway")
            page = BAD_GATEWAY.replace(
                "502 Bad Gateway", "504 Gateway Time-out" if fault.kind == "504" else "502 Bad Gateway"
            )
            return web.Response(status=int(fault.kind), text=page, content_type="text/html")
        if fault.kind == "500":
            return self._refused(call, INTERNAL)
        if fault.kind == "error":
            return self._refused(call, ApiError(fault.code, fault.description))
        wait = fault.retry_after
        parameters = {"retry_after": wait} if fault.kind == "429" else None
        return self._refused(call, ApiError(429, f"Too Many Requests: retry after {wait}", parameters))

    async def file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.world.book.token:
            error = UNAUTHORIZED
        elif file := self.world.files.at(request.match_info["path"]):
            return web.FileResponse(self.world.files.bytes_path(file))
        else:
            error = ApiError(404, "Not Found")
        return _said(error)


def _said(error: ApiError) -> web.Response:
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        answer["parameters"] = error.parameters
    wait = error.description.rpartition(" ")[2]
    if error.code == 429 and wait.isdecimal():
        headers["Retry-After"] = wait
    return web.json_response(answer, status=error.code, headers=headers, dumps=dumps)


def _readable(value: Any) -> Any:
    """JSON that came as text is logged as what it says, so that a log can be searched by field."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
