"""`/world/save` and `/world/load`: a whole world out as one file, and back."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import IO

from aiohttp import web

from simulator import saved
from simulator.errors import Refusal
from simulator.world import World
from simulator.worldapi import answer

PIECE = 256 * 1024


class SavedApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/world/save", self.save), web.post("/world/load", self.load)]

    async def save(self, request: web.Request) -> web.StreamResponse:
        rows = saved.rows_of(self.world)
        with tempfile.TemporaryFile(dir=self.world.folder) as file:
            await asyncio.to_thread(saved.write, rows, self.world.files.folder, file)
            headers = {
                "Content-Type": "application/zip",
                "Content-Disposition": 'attachment; filename="world.zip"',
                "Cache-Control": "no-store",
            }
            response = web.StreamResponse(headers=headers)
            response.content_length = file.tell()
            await response.prepare(request)
            file.seek(0)
            while piece := file.read(PIECE):
                await response.write(piece)
        return response

    async def load(self, request: web.Request) -> web.StreamResponse:
        with tempfile.TemporaryDirectory(dir=self.world.folder, prefix="world-load-") as folder:
            scratch = Path(folder)
            with (scratch / "given.zip").open("wb") as file:
                await _received(request, file)
            rows = await asyncio.to_thread(saved.read, scratch / "given.zip", scratch)
            files = self.world.folder / f"world-files-{scratch.name.removeprefix('world-load-')}"
            (scratch / "files").rename(files)
        self.world.adopt(rows, files)
        self.world.commit()
        self.world.feed.publish("reset", {})
        return answer({"ok": True, "people": len(self.world.people)})


async def _received(request: web.Request, file: IO[bytes]) -> None:
    """Piece by piece to the disk: what the request may hold is more than memory should."""
    size = 0
    async for piece in request.content.iter_chunked(PIECE):
        size += len(piece)
        if size > saved.LARGEST:
            raise Refusal(f"A saved world has at most {saved.LARGEST // 1024**3} GB.", 413)
        file.write(piece)
    if not size:
        raise Refusal("The body is a saved world's file.")
