from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import telegram
from aiohttp import web
from telegram import Bot, TelegramObject, Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from tests.simulator.clients.pipe import Json, say, serve, snake


class Ptb:
    def __init__(self, address: str, token: str) -> None:
        self.address = address
        builder = ApplicationBuilder().token(token)
        self.app: Application[Any, Any, Any, Any, Any, Any]
        self.app = builder.base_url(f"{address}/bot").base_file_url(f"{address}/file/bot").build()
        self.app.add_handler(TypeHandler(Update, hear))
        self.server: web.AppRunner | None = None

    async def start(self) -> Any:
        await self.app.initialize()
        await self.app.start()
        return self.app.bot.bot.to_dict()

    async def call(self, method: str, params: Json, token: str) -> Any:
        given = {name: MODELS[name](value) if name in MODELS else value for name, value in params.items()}
        if token:
            async with Bot(token, f"{self.address}/bot") as other:
                return plain(await getattr(other, snake(method))(**given))
        if known := getattr(self.app.bot, snake(method), None):
            return plain(await known(**given))
        return await self.app.bot.do_api_request(method, api_kwargs=given)

    async def download(self, file_id: str) -> bytes:
        return bytes(await (await self.app.bot.get_file(file_id)).download_as_bytearray())

    async def poll(self) -> None:
        assert self.app.updater
        await self.app.updater.start_polling(allowed_updates=Update.ALL_TYPES)

    async def hook(self, secret: str) -> str:
        """Its own server wants tornado; this is its way of a custom one."""

        async def arrived(request: web.Request) -> web.Response:
            if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != secret:
                return web.Response(status=403)
            await self.app.update_queue.put(Update.de_json(await request.json(), self.app.bot))
            return web.Response()

        app = web.Application()
        app.router.add_post("/hook", arrived)
        self.server = web.AppRunner(app)
        await self.server.setup()
        await web.TCPSite(self.server, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self.server.addresses[0][1]}/hook"

    async def rest(self) -> None:
        if self.app.updater and self.app.updater.running:
            await self.app.updater.stop()
        if self.server:
            await self.server.cleanup()
            self.server = None

    async def end(self) -> None:
        await self.rest()
        await self.app.stop()
        await self.app.shutdown()

    def upload(self, data: bytes, name: str) -> Any:
        return telegram.InputFile(data, name)


async def hear(update: Update, context: Any) -> None:
    say({"update": plain(update)})
    if update.message and update.message.text == "Answer in your response":
        await update.message.reply_text("Here you are")  # it knows no other way


def plain(value: Any) -> Any:
    if isinstance(value, TelegramObject):
        return value.to_dict()
    return [plain(one) for one in value] if isinstance(value, tuple | list) else value


def keyboard(markup: Json) -> TelegramObject | None:
    if "inline_keyboard" in markup:
        return telegram.InlineKeyboardMarkup.de_json(markup, None)
    if "keyboard" in markup:
        keys = [[telegram.KeyboardButton(**button) for button in keys] for keys in markup.pop("keyboard")]
        return telegram.ReplyKeyboardMarkup(keys, **markup)
    return telegram.ForceReply() if "force_reply" in markup else telegram.ReplyKeyboardRemove()


def media(given: Any) -> Any:
    if isinstance(given, list):
        return [media(one) for one in given]
    kinds = {
        "photo": telegram.InputMediaPhoto,
        "video": telegram.InputMediaVideo,
        "document": telegram.InputMediaDocument,
    }
    if isinstance(file := given["media"], telegram.InputFile):
        given["media"] = telegram.InputFile(file.input_file_content, file.filename, attach=True)
    return kinds[given.pop("type")](**given)


def each(model: type[TelegramObject]) -> Callable[[list[Json]], list[Any]]:
    return lambda given: [model.de_json(one, None) for one in given]


MODELS: dict[str, Callable[[Any], Any]] = {
    "reply_markup": keyboard,
    "media": media,
    "entities": each(telegram.MessageEntity),
    "caption_entities": each(telegram.MessageEntity),
    "commands": each(telegram.BotCommand),
    "options": lambda given: [telegram.InputPollOption(**one) for one in given],
    "reaction": each(telegram.ReactionType),
    "reply_parameters": lambda given: telegram.ReplyParameters.de_json(given, None),
    "link_preview_options": lambda given: telegram.LinkPreviewOptions.de_json(given, None),
    "scope": lambda given: telegram.BotCommandScope.de_json(given, None),
    "menu_button": lambda given: telegram.MenuButton.de_json(given, None),
}


async def main() -> None:
    await serve(Ptb(*sys.argv[1:]))


asyncio.run(main())
