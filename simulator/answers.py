"""Answers as ready bytes: head and body leave in one write, without the steps of a general web response."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from aiohttp import ClientConnectionResetError, web
from aiohttp.abc import AbstractStreamWriter

# ASCII with escapes, like the real server: whatever people type, an answer can always be encoded. What is
# encoded was made a moment ago, so nothing looks for circles in it.
dumps = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode

_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Ready:
    """An answer whose body is made already."""

    __slots__ = ("body", "more", "status")

    def __init__(self, data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.body = dumps(data).encode()
        self.more = "".join(f"{name}: {value}\r\n" for name, value in headers.items()) if headers else ""

    def wire(self, *, keeping: bool = True, body: bool = True) -> bytes:
        """All of it; `keeping`: the connection stays open."""
        head = (
            f"HTTP/1.1 {self.status} {_PHRASES.get(self.status, '')}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(self.body)}\r\nDate: {_date(int(time.time()))}\r\n"
            f"Connection: {'keep-alive' if keeping else 'close'}\r\n{self.more}\r\n"
        ).encode()
        return head + self.body if body else head


class Answer(web.StreamResponse):
    """One that leaves by aiohttp."""

    def __init__(self, ready: Ready) -> None:
        super().__init__(status=ready.status)
        self._ready = ready

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        if self._eof_sent:
            return None
        self._keep_alive = request.keep_alive
        if request.transport is None:
            raise ClientConnectionResetError("the client has gone")
        request.transport.write(self._ready.wire(keeping=request.keep_alive, body=request.method != "HEAD"))
        self._eof_sent = True
        self._to = request.writer
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """Everything went out in `prepare`; who does not read it is waited for."""
        await self._to.drain()


_dated = (0, "")


def _date(second: int) -> str:
    global _dated
    if _dated[0] != second:
        _dated = second, formatdate(second, usegmt=True)
    return _dated[1]
