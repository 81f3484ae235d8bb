"""A bot as a process of its own: one JSON line asks, one answers; updates are told as they come."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

Json = dict[str, Any]


class Library(Protocol):
    """What each library's bot can be asked to do. Whatever it answers can be said in JSON."""

    async def start(self) -> Any: ...
    async def call(self, method: str, params: Json, token: str) -> Any: ...
    async def download(self, file_id: str) -> bytes: ...
    async def poll(self) -> None: ...
    async def hook(self, secret: str) -> str: ...
    async def rest(self) -> None: ...
    async def end(self) -> None: ...
    def upload(self, data: bytes, name: str) -> Any: ...


async def serve(library: Library) -> None:
    say({"ready": True})
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked = json.loads(line)
        number = asked.pop("id")
        try:
            say({"id": number, "result": await _done(library, asked)})
        except Exception as error:  # noqa: BLE001 - whatever the library makes of an answer is what is asked
            say({"id": number, "error": _told(error)})
    await library.end()


async def _done(library: Library, asked: Json) -> Any:
    match asked.pop("do"):
        case "call":
            params = with_uploads(asked["params"], library.upload)
            return await library.call(asked["method"], params, asked["token"])
        case "download":
            return base64.b64encode(await library.download(asked["file_id"])).decode()
        case other:
            return await getattr(library, other)(**asked)


def with_uploads(value: Any, upload: Callable[[bytes, str], Any]) -> Any:
    if isinstance(value, dict) and "upload" in value:
        return upload(base64.b64decode(value["upload"]), value["name"])
    if isinstance(value, dict):
        return {name: with_uploads(inner, upload) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_uploads(inner, upload) for inner in value]
    return value


def _told(error: Exception) -> Json:
    words = getattr(error, "message", None) or str(error)
    wait = getattr(error, "_retry_after", getattr(error, "retry_after", None))
    if isinstance(wait, timedelta):
        wait = wait.total_seconds()
    return {"type": type(error).__name__, "words": words, "retry_after": wait}


def say(what: Json) -> None:
    print(json.dumps(what), flush=True)


def snake(method: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in method)
