"""`/world/…`: the trial as a whole: events, faults, the call log, the clock, reset; and the page's files."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientConnectionResetError, web

from simulator import topicacts
from simulator.answers import Answer
from simulator.errors import Refusal
from simulator.methods.questions import close_due
from simulator.sentences import TOO_LARGE, sentence
from simulator.world import World
from simulator.worldapi import NUMBER, answer, body_of, number_after

HEARTBEAT = 10.0
# What happens within so many seconds after an event leaves in one write: nobody sees sooner.
BREATH = 0.02
PAGE = Path(__file__).parent / "page"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """On the world API every trouble is a JSON sentence. The Bot API has its own way of saying no."""
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge:
        return answer({"error": TOO_LARGE}, 413)
    except web.HTTPException as error:
        if not request.path.startswith("/world/"):
            return _nothing_there()
        return answer({"error": f"{error.reason}: {request.method} {request.path}"}, error.status)
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said in a sentence
        return Answer(sentence(error))


def _nothing_there() -> web.StreamResponse:
    """Mostly for a bot that was given a slightly wrong address; it shows its author the description. The
    path is not repeated: a token may stand in it."""
    words = "Not Found: nothing is at this address; the Bot API is at /bot<token>/<method>"
    return answer({"ok": False, "error_code": 404, "description": words, "error": words}, 404)


class TrialApi:
    def __init__(self, world: World, hint: str = "") -> None:
        self.world = world
        self.hint = hint

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/world/events", self.events),
            web.get("/world/faults", self.faults),
            web.post("/world/faults", self.add_fault),
            web.delete("/world/faults", self.clear_faults),
            web.delete("/world/faults/{id:[0-9]{1,16}}", self.remove_fault),
            web.get("/world/calls", self.calls),
            web.get("/world/conformance", self.findings),
            web.delete("/world/conformance", self.clear_findings),
            web.get("/world/clock", self.clock),
            web.post("/world/clock", self.advance),
            web.post("/world/reset", self.reset),
            web.get("/world/bot", self.bot),
            web.post("/world/bot", self.set_bot),
            web.get("/world/files/{id}", self.file),
            web.get("/", self.index),
            web.get("/page/{path:.+}", self.page),
            web.get("/{path:(?!world/|bot|file/).+}", self.page),
        ]

    async def events(self, request: web.Request) -> web.StreamResponse:
        given = request.headers.get("Last-Event-ID") or request.query.get("after") or ""
        cursor = int(given) if NUMBER.fullmatch(given) else self.world.feed.last
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        stream = web.StreamResponse(headers=headers)
        stream.enable_compression(False)
        await stream.prepare(request)
        try:
            await self._follow(stream, cursor)
        except ClientConnectionResetError:
            pass
        return stream

    async def _follow(self, stream: web.StreamResponse, cursor: int) -> None:
        feed = self.world.feed
        arrived = feed.listen()
        try:
            await stream.write(b": here\n\n")
            while not feed.closed:
                arrived.clear()
                found = feed.since(cursor)
                text, cursor = found or (f"id: {feed.last}\nevent: reset\ndata: {{}}\n\n", feed.last)
                if text:
                    await stream.write(text.encode())
                    await asyncio.sleep(BREATH)
                if arrived.is_set():
                    continue
                try:
                    await asyncio.wait_for(arrived.wait(), HEARTBEAT)
                except TimeoutError:
                    await stream.write(b": still here\n\n")
        finally:
            feed.leave(arrived)

    async def faults(self, request: web.Request) -> web.StreamResponse:
        return answer(self.world.faults.listed())

    async def add_fault(self, request: web.Request) -> web.StreamResponse:
        fault = self.world.faults.add(await body_of(request))
        self.world.commit()
        return answer(vars(fault), 201)

    async def clear_faults(self, request: web.Request) -> web.StreamResponse:
        self.world.faults.clear()
        self.world.commit()
        return answer({"ok": True})

    async def remove_fault(self, request: web.Request) -> web.StreamResponse:
        fault_id = int(request.match_info["id"])
        if not self.world.faults.remove(fault_id):
            raise Refusal(f"There is no fault {fault_id}.", 404)
        self.world.commit()
        return answer({"ok": True})

    async def calls(self, request: web.Request) -> web.StreamResponse:
        return answer(self.world.calls.after(number_after(request)))

    async def findings(self, request: web.Request) -> web.StreamResponse:
        return answer(self.world.conformance.listed())

    async def clear_findings(self, request: web.Request) -> web.StreamResponse:
        self.world.conformance.clear()
        self.world.commit()
        return answer({"ok": True})

    def _time(self) -> dict[str, float]:
        return {"offset": self.world.clock.offset, "now": self.world.clock.now()}

    async def clock(self, request: web.Request) -> web.StreamResponse:
        return answer(self._time())

    async def advance(self, request: web.Request) -> web.StreamResponse:
        by: Any = (await body_of(request)).get("advance")
        if isinstance(by, bool) or not isinstance(by, int | float) or not abs(by) < 10**10:
            raise Refusal('The clock takes {"advance": seconds}.')
        self.world.clock.offset += by
        self.world.book.offset = self.world.clock.offset
        self.world.feed.publish("clock", self._time())
        close_due(self.world)
        self.world.commit()
        return answer(self._time())

    async def reset(self, request: web.Request) -> web.StreamResponse:
        self.world.reset()
        self.world.commit()
        self.world.feed.publish("reset", {})
        return answer({"ok": True})

    async def bot(self, request: web.Request) -> web.StreamResponse:
        book = self.world.book
        about = {"token": book.token, "username": book.bot_username, "first_name": book.bot_name}
        about["description"] = book.texts.get("description/", "")
        about["hint"] = self.hint
        about |= topicacts.settings(self.world)
        return answer(about | {"commands": self.world.commands.get(None, "")})

    async def set_bot(self, request: web.Request) -> web.StreamResponse:
        set_to = topicacts.set_bot(self.world, await body_of(request))
        self.world.commit()
        return answer(set_to)

    async def file(self, request: web.Request) -> web.StreamResponse:
        file = self.world.files.get(request.match_info["id"])
        if file is None:
            raise Refusal("There is no such file.", 404)
        # What people upload is shown, never run: no script in an SVG or HTML file gets a page to act on.
        guard = {
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        headers = {"Content-Type": file.mime, **guard}
        return web.FileResponse(self.world.files.bytes_path(file), headers=headers)

    async def index(self, request: web.Request) -> web.StreamResponse:
        index = PAGE / "index.html"
        if not index.is_file():
            return web.Response(
                text="The simulator runs. Its page is not installed; see docs/simulator.md.\n"
            )
        return web.FileResponse(index, headers={"Cache-Control": "no-cache"})

    async def page(self, request: web.Request) -> web.StreamResponse:
        path = (PAGE / request.match_info["path"]).resolve()
        if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
            return _nothing_there()
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})
