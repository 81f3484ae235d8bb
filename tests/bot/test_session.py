"""The lines of the bot that sends."""

from __future__ import annotations

import asyncio

from aiogram.methods import SendMessage
from aiohttp import web

from bot.session import renew, sending_bot
from tests.bot.wire import TOKEN, ok, serving

SEND = SendMessage(chat_id=1001, text="see you at the blue door")
TAKEN = {"message_id": 7, "date": 1, "chat": {"id": 1001, "type": "private"}}


async def test_once_renewed_new_lines_are_taken_and_what_is_under_way_keeps_its_own() -> None:
    lines: list[int] = []
    held, may_end = asyncio.Event(), asyncio.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        lines.append(request.transport.get_extra_info("peername")[1])
        if len(lines) == 2:
            held.set()
            await may_end.wait()
        return ok(TAKEN)

    async with serving(handle) as (base, _):
        bot = sending_bot(TOKEN, base)
        await bot(SEND)
        under_way = asyncio.create_task(bot(SEND))
        await held.wait()
        renewing = asyncio.create_task(renew(bot))
        await asyncio.sleep(0)
        await bot(SEND)
        may_end.set()
        assert (await under_way).message_id == 7
        renewing.cancel()
        await bot.session.close()
    assert lines[0] == lines[1] != lines[2]
