"""The two bots: one that sends, with limits of its own, and one that handlers see, which cannot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import CopyMessage, GetMe, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import User
from aiohttp import ClientSession, ClientTimeout, FormData

LIMITS = ClientTimeout(total=12.0, connect=5.0)
"""Seconds for a send. Connecting ends first, so whatever lasts as long as the total has left the house."""


class UnreadableAnswer(ClientDecodeError):
    """An answer that is not what the method promises. Holds no content: that may be somebody's words."""

    def __init__(self, original: Exception, status: int, message: int | None) -> None:
        super().__init__("an answer that cannot be read", original, None)
        self.status = status
        self.message_sent = message
        """The message's id where the answer says at least that it was sent."""

    def __str__(self) -> str:
        return f"{self.message} (HTTP {self.status}, {type(self.original).__name__})"


class SendSession(AiohttpSession):
    """aiogram's, with the HTTP status kept where its own errors lose it."""

    def __init__(self, api: TelegramAPIServer, limits: ClientTimeout) -> None:
        # aiogram hands the limit on to aiohttp as it is; its annotation knows only a total.
        super().__init__(api=api, timeout=cast(float, limits))
        self._shapes: dict[Any, type[Response[Any]]] = {}
        self._older: set[ClientSession] = set()

    async def renew(self) -> None:
        """New connections for what is sent from now on: those there are may lead nowhere, and a person's
        message sent into the dark would stay uncertain. What is under way keeps its own."""
        older, self._session = self._session, None
        if older is None:
            return
        self._older.add(older)
        await asyncio.sleep(LIMITS.total or 0)
        await older.close()
        self._older.discard(older)

    async def close(self) -> None:
        for older in self._older:
            await older.close()
        await super().close()

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        """An empty caption says "none"; left out, Telegram would copy what the original says by now."""
        form = super().build_form_data(bot, method)
        if isinstance(method, CopyMessage) and method.caption == "":
            form.add_field("caption", "")
        return form

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        self._keep_shape(method)
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            raise UnreadableAnswer(error.original, status_code, _message_sent(content)) from None
        except TypeError as error:
            # An error without a description.
            raise UnreadableAnswer(error, status_code, None) from None

    def _keep_shape(self, method: TelegramMethod[Any]) -> None:
        """aiogram names the shape of an answer anew for each, and pydantic builds it anew (8 ms) as soon as
        nobody holds the last one."""
        returned = method.__returning__
        if returned not in self._shapes:
            self._shapes[returned] = Response[returned]  # type: ignore[valid-type]  # known at run time only


class SealedSession(BaseSession):
    """A handler says what is to be sent; nothing leaves before its transaction has committed."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        if isinstance(method, GetMe):
            # Asked for `/help@somebot`: in a private chat every such command is ours.
            return cast(TelegramType, User(id=bot.id, is_bot=True, first_name=""))
        raise RuntimeError(f"{method.__api_method__} inside a handler: say it through the unit's outbox")

    async def close(self) -> None:
        """Nothing is open."""

    def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        raise RuntimeError("a download inside a handler")


async def renew(bot: Bot) -> None:
    if isinstance(bot.session, SendSession):
        await bot.session.renew()


def sending_bot(token: str, api_base: str | None, limits: ClientTimeout = LIMITS) -> Bot:
    """No default parse_mode: entities say how a text looks."""
    api = TelegramAPIServer.from_base(api_base.rstrip("/")) if api_base else PRODUCTION
    return Bot(token, session=SendSession(api, limits))


def sealed_bot(token: str) -> Bot:
    return Bot(token, session=SealedSession())


def _message_sent(content: str) -> int | None:
    try:
        answer = json.loads(content)
        number = answer["result"]["message_id"] if answer["ok"] is True else None
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return number if isinstance(number, int) else None
