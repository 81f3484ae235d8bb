"""The command menu, by role and language; set once at every start."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from services.ports import Words


def everyone(words: Words, language: str) -> list[BotCommand]:
    return [
        BotCommand(command="book", description=words.gettext(language, "command.book")),
        BotCommand(command="cancel", description=words.gettext(language, "command.cancel")),
        BotCommand(command="help", description=words.gettext(language, "command.help")),
        BotCommand(command="privacy", description=words.gettext(language, "command.privacy")),
    ]


def operators(words: Words, language: str) -> list[BotCommand]:
    status = BotCommand(command="status", description=words.gettext(language, "command.status"))
    return [status, *everyone(words, language)]


async def set_commands(bot: Bot, words: Words, chats_of_operators: Sequence[int] = ()) -> None:
    """Chats the bot has never met are refused by Telegram: name only operators who have pressed Start."""
    for language in words.languages:
        code = None if language == "en" else language
        scope = BotCommandScopeAllPrivateChats()
        await bot.set_my_commands(everyone(words, language), scope=scope, language_code=code)
        # What an empty chat shows above its Start button.
        await bot.set_my_description(words.gettext(language, "bot.description"), language_code=code)
        for chat in chats_of_operators:
            own = BotCommandScopeChat(chat_id=chat)
            await bot.set_my_commands(operators(words, language), scope=own, language_code=code)
