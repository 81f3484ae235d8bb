"""The baseline: the shortest relay that aiogram's documentation leads to. Polls, copies, remembers nothing.

Started by `bench.promises` as `-m bench.copybot API_BASE TOKEN PAIRS`, PAIRS as JSON: chat -> chat.
"""

from __future__ import annotations

import asyncio
import json
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def serve(base: str, token: str, counterparts: dict[str, int]) -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(base)))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def copy(message: Message) -> None:
        if str(message.chat.id) in counterparts:
            await message.copy_to(counterparts[str(message.chat.id)])

    await dispatcher.start_polling(bot, handle_signals=False)


def main() -> None:
    """It has no figures of its own; see `promises`."""
    print("This is the bot that `./run bench promises` compares with.")


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], json.loads(sys.argv[3])))
