"""aiohttp's reading of a connection, but for what it says of requests that are none."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from simulator.answers import Answer, Ready

UNREADABLE = "Bad Request: this is not an HTTP request"


class Reader(web.RequestHandler):
    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """aiohttp would repeat the request, to the client and in the terminal: a token may stand in it."""
        if status >= 500:
            return super().handle_error(request, status, exc, message)
        words = {"ok": False, "error_code": status, "description": UNREADABLE, "error": UNREADABLE}
        return Answer(Ready(words, status))

    def log_exception(self, *args: Any, **kwargs: Any) -> None:
        """Not where a client's body is broken: who sent it has been told."""
        if not isinstance(kwargs.get("exc_info"), web.RequestPayloadError):
            super().log_exception(*args, **kwargs)
