"""Commands are typed. aiogram reads captions, too: a picture under "/book …" would go nowhere, in silence."""

from __future__ import annotations

from typing import Any

from aiogram import Bot, filters
from aiogram.types import Message


class Command(filters.Command):
    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        return False if message.text is None else await super().__call__(message, bot)


class CommandStart(filters.CommandStart):
    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        return False if message.text is None else await super().__call__(message, bot)
