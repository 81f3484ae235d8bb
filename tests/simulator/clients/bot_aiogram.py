from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import UpdateType
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, TelegramObject, Update
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.simulator.clients.pipe import Json, say, serve, snake


class Aiogram:
    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self.bot = self._bot(token)
        self.dispatcher = Dispatcher()
        self.dispatcher.update.outer_middleware(hear)
        self.polling: asyncio.Task[None] | None = None
        self.server: web.AppRunner | None = None

    def _bot(self, token: str) -> Bot:
        return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(self.address)))

    async def start(self) -> Any:
        return plain(await self.bot.me())

    async def call(self, method: str, params: Json, token: str) -> Any:
        if token:
            async with self._bot(token) as other:
                return plain(await getattr(other, snake(method))(**params))
        known = getattr(self.bot, snake(method), None)
        return plain(await (known(**params) if known else self.bot(unheard_of(method))))

    async def download(self, file_id: str) -> bytes:
        into = io.BytesIO()
        await self.bot.download(file_id, into)
        return into.getvalue()

    async def poll(self) -> None:
        everything = [one.value for one in UpdateType]
        running = self.dispatcher.start_polling(
            self.bot, handle_signals=False, close_bot_session=False, allowed_updates=everything
        )
        self.polling = asyncio.ensure_future(running)

    async def hook(self, secret: str) -> str:
        app = web.Application()
        handler = SimpleRequestHandler(
            self.dispatcher, self.bot, handle_in_background=False, secret_token=secret
        )
        handler.register(app, "/hook")
        self.server = web.AppRunner(app)
        await self.server.setup()
        await web.TCPSite(self.server, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self.server.addresses[0][1]}/hook"

    async def rest(self) -> None:
        if self.polling:
            await self.dispatcher.stop_polling()
            await self.polling
            self.polling = None
        if self.server:
            await self.server.cleanup()
            self.server = None

    async def end(self) -> None:
        await self.rest()
        await self.bot.session.close()

    def upload(self, data: bytes, name: str) -> Any:
        return BufferedInputFile(data, name)


async def hear(
    handler: Callable[[TelegramObject, Json], Awaitable[Any]], event: TelegramObject, data: Json
) -> Any:
    assert isinstance(event, Update)
    say({"update": plain(event)})
    if event.message and event.message.text == "Answer in your response":
        return event.message.answer("Here you are")
    return None


def plain(value: Any) -> Any:
    if isinstance(value, TelegramObject):
        # Only what was received: an unset part may stand for a default of the bot, which is no JSON.
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return [plain(one) for one in value] if isinstance(value, list) else value


def unheard_of(method: str) -> TelegramMethod[bool]:
    class Unheard(TelegramMethod[bool]):
        __returning__ = bool
        __api_method__ = method

    return Unheard()


async def main() -> None:
    await serve(Aiogram(*sys.argv[1:]))


asyncio.run(main())
