"""The bot that anybody writes with aiogram: its own polling, handlers that await, jobs in memory.

Started by `bench.blows` as `-m bench._stockbot API_BASE TOKEN COUNTERPARTS [OUTBOX]`, COUNTERPARTS as JSON:
chat -> chat. It is given who talks to whom, so that a restart loses only what was in hand. With a file
named, what is to be sent goes through a table first, in the way such tables are first written: marked
after the send, left there on any error.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiosqlite
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject
from aiogram.types import Message
from apscheduler.schedulers.asyncio import AsyncIOScheduler

WORK = 0.2
"""Seconds in which a handler awaits something else (a table, a calendar, a payment) before it answers."""
LOOK = 0.1
"""Seconds between looks into the outbox."""

Say = Callable[[int, str], Awaitable[object]]


class Outbox:
    def __init__(self, path: str) -> None:
        self._path = path

    async def open(self) -> Outbox:
        self._file = await aiosqlite.connect(self._path)
        await self._file.execute(
            "CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, chat INT, text TEXT, sent INT)"
        )
        await self._file.commit()
        return self

    async def close(self) -> None:
        await self._file.close()

    async def add(self, chat: int, text: str) -> None:
        await self._file.execute("INSERT INTO outbox (chat, text, sent) VALUES (?, ?, 0)", (chat, text))
        await self._file.commit()

    async def run(self, send: Say) -> None:
        while True:
            rows = await self._file.execute_fetchall(
                "SELECT id, chat, text FROM outbox WHERE sent = 0 ORDER BY id"
            )
            await asyncio.gather(*(self._send(send, *row) for row in rows))
            await asyncio.sleep(LOOK)

    async def _send(self, send: Say, row: int, chat: int, text: str) -> None:
        try:
            await send(chat, text)
            await self._file.execute("UPDATE outbox SET sent = 1 WHERE id = ?", (row,))
            await self._file.commit()
        except Exception:
            logging.exception("it will be tried again")


def build(say: Say, counterparts: dict[str, int], scheduler: AsyncIOScheduler) -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(Command("remind"))
    async def remind(message: Message, command: CommandObject) -> None:
        seconds, _, text = str(command.args).partition(" ")
        at = datetime.now(UTC) + timedelta(seconds=float(seconds))
        scheduler.add_job(say, "date", run_date=at, args=[message.chat.id, text])

    @dispatcher.message()
    async def relay(message: Message) -> None:
        if str(message.chat.id) in counterparts and message.text and not message.text.startswith("/"):
            await asyncio.sleep(WORK)
            await say(counterparts[str(message.chat.id)], message.text)

    return dispatcher


async def serve(base: str, token: str, counterparts: dict[str, int], path: str = "") -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(base)))
    scheduler = AsyncIOScheduler()
    scheduler.start()
    if not path:
        await build(bot.send_message, counterparts, scheduler).start_polling(bot)
        return
    outbox = await Outbox(path).open()
    sending = asyncio.create_task(outbox.run(bot.send_message))
    try:
        await build(outbox.add, counterparts, scheduler).start_polling(bot)
    finally:
        sending.cancel()
        await outbox.close()


if __name__ == "__main__":
    base, token, counterparts, *path = sys.argv[1:]
    asyncio.run(serve(base, token, json.loads(counterparts), *path))
