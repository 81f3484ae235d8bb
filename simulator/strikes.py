"""What a fault does to the call it strikes."""

from __future__ import annotations

import asyncio
from typing import Protocol

from aiohttp import web

from simulator.answers import Ready
from simulator.calls import Call
from simulator.errors import ApiError
from simulator.faults import Fault
from simulator.params import Params

INTERNAL = ApiError(500, "Internal Server Error")
NO_ANSWER = {"cut_before", "cut_after", "timeout_before", "timeout_after", "hang_poll", "down", "refused"}
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


class Door(Protocol):
    """The Bot API's: it carries calls out and writes down what became of them."""

    async def carried_out(self, call: Call, params: Params) -> Ready: ...

    def refused(self, call: Call, error: ApiError) -> Ready: ...

    def finish(self, call: Call, status: int | None, description: str | None) -> None: ...


async def struck(
    door: Door, fault: Fault, call: Call, params: Params, request: web.BaseRequest
) -> web.StreamResponse | Ready:
    call.fault = fault.kind
    if fault.kind == "slow" and not fault.after_effect:
        await asyncio.sleep(fault.seconds)
    answer: Ready | None = None
    if fault.after_effect or fault.kind == "slow":
        answer = await door.carried_out(call, params)
    if fault.kind == "slow" and answer:
        await asyncio.sleep(fault.seconds if fault.after_effect else 0)
        return answer
    if fault.kind in NO_ANSWER:
        return await _unanswered(door, fault, call, request)
    return _wrong_answer(door, fault, call)


async def _unanswered(door: Door, fault: Fault, call: Call, request: web.BaseRequest) -> web.StreamResponse:
    if fault.kind in ("timeout_before", "timeout_after", "hang_poll"):
        # Told twice: the log shows a call that is held as one, and its end as another thing.
        door.finish(call, None, f"held ({fault.kind})")
        await asyncio.sleep(fault.seconds)
    door.finish(call, None, f"no answer ({fault.kind})")
    if request.transport:
        request.transport.abort()
    return web.Response()


def _wrong_answer(door: Door, fault: Fault, call: Call) -> web.StreamResponse | Ready:
    if fault.kind in ("502", "504"):
        door.finish(call, int(fault.kind), "Bad Gateway")
        page = BAD_GATEWAY.replace(
            "502 Bad Gateway", "504 Gateway Time-out" if fault.kind == "504" else "502 Bad Gateway"
        )
        return web.Response(status=int(fault.kind), text=page, content_type="text/html")
    if fault.kind == "500":
        return door.refused(call, INTERNAL)
    if fault.kind == "error":
        moved = fault.migrate_to_chat_id
        told = {"migrate_to_chat_id": moved} if moved is not None else None
        return door.refused(call, ApiError(fault.code, fault.description, told))
    wait = fault.retry_after
    parameters = {"retry_after": wait} if fault.kind == "429" else None
    return door.refused(call, ApiError(429, f"Too Many Requests: retry after {wait}", parameters))
