from __future__ import annotations

import asyncio
import socket
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from web import health
from web.server import build, serving


async def test_healthz_says_what_the_database_says() -> None:
    answers: list[dict[str, Any]] = [{"revision": "0001"}]

    async def ask() -> dict[str, Any]:
        return answers.pop()

    async with TestClient(TestServer(build(health.routes(ask, verdict), home="here"))) as client:
        async with client.get("/healthz") as answer:
            assert (answer.status, await answer.json()) == (200, {"ok": True, "revision": "0001"})
        async with client.get("/healthz") as answer:
            assert (answer.status, (await answer.json())["ok"]) == (503, False)
        async with client.get("/") as answer:
            assert await answer.text() == "here"


async def verdict() -> dict[str, Any]:
    return {"overall": "green", "parts": []}


@pytest.mark.parametrize(
    ("overall", "status"), [("green", 200), ("yellow", 200), ("red", 503), ("grey", 503)]
)
async def test_readyz_goes_by_the_verdict(overall: str, status: int) -> None:
    async def report() -> dict[str, Any]:
        part = {"part": "telegram", "colour": overall, "figures": {"error": "secret words"}}
        return {"overall": overall, "parts": [part]}

    application = build(health.routes(verdict, report))
    async with TestClient(TestServer(application)) as client, client.get("/readyz") as answer:
        shown = {"ready": status == 200, "overall": overall, "parts": {"telegram": overall}}
        assert (answer.status, await answer.json()) == (status, shown)


async def test_an_open_stream_does_not_hold_up_the_end() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse()
        await stream.prepare(request)
        await stream.write(b"here\n")
        await asyncio.Event().wait()
        return stream

    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/stream"
        async with aiohttp.ClientSession() as session:
            async with asyncio.timeout(10), serving(build([web.get("/stream", endless)], home=""), listening):
                answer = await session.get(address)
                assert await answer.content.readline() == b"here\n"
            answer.close()
