"""The command menus: one table for everybody, shown by role and in each one's language."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.views.voice import gettext_noop
from domain.people import Person, Role
from services.ports import Words

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is the description's; whoever has one of `roles` sees it."""

    name: str
    key: str
    roles: frozenset[Role]


EVERYONE = frozenset({Role.CUSTOMER})
"""Anybody may book, so everybody is a customer too."""
THERAPISTS = frozenset({Role.THERAPIST})
OPERATORS = frozenset({Role.OPERATOR})

TABLE: tuple[Entry, ...] = (
    Entry("status", gettext_noop("command.status"), OPERATORS),
    Entry("menu", gettext_noop("command.menu"), THERAPISTS),
    Entry("today", gettext_noop("command.today"), THERAPISTS),
    Entry("schedule", gettext_noop("command.schedule"), THERAPISTS),
    Entry("hours", gettext_noop("command.hours"), THERAPISTS),
    Entry("off", gettext_noop("command.off"), THERAPISTS),
    Entry("prices", gettext_noop("command.prices"), THERAPISTS),
    Entry("available", gettext_noop("command.available"), THERAPISTS),
    Entry("calendar", gettext_noop("command.calendar"), THERAPISTS),
    Entry("myphrases", gettext_noop("command.myphrases"), THERAPISTS),
    Entry("quiet", gettext_noop("command.quiet"), THERAPISTS | OPERATORS),
    Entry("book", gettext_noop("command.book"), EVERYONE),
    Entry("bookings", gettext_noop("command.bookings"), EVERYONE),
    Entry("waitlist", gettext_noop("command.waitlist"), EVERYONE),
    Entry("to", gettext_noop("command.to"), EVERYONE),
    Entry("phrases", gettext_noop("command.phrases"), EVERYONE),
    Entry("unsend", gettext_noop("command.unsend"), EVERYONE),
    Entry("close", gettext_noop("command.close"), EVERYONE),
    Entry("block", gettext_noop("command.block"), EVERYONE),
    Entry("unblock", gettext_noop("command.unblock"), EVERYONE),
    Entry("report", gettext_noop("command.report"), EVERYONE),
    Entry("why", gettext_noop("command.why"), EVERYONE),
    Entry("cancel", gettext_noop("command.cancel"), EVERYONE),
    Entry("language", gettext_noop("command.language"), EVERYONE),
    Entry("help", gettext_noop("command.help"), EVERYONE),
    Entry("privacy", gettext_noop("command.privacy"), EVERYONE),
    Entry("mydata", gettext_noop("command.mydata"), EVERYONE),
    Entry("forget", gettext_noop("command.forget"), EVERYONE),
)
"""In the order of the menu. A new command is a line here and a sentence in each catalogue."""


def roles_of(person: Person) -> frozenset[Role]:
    more = {Role.THERAPIST: person.therapist is not None, Role.OPERATOR: person.operator}
    return EVERYONE | {role for role, has in more.items() if has}


def known_to(roles: frozenset[Role]) -> Sequence[Entry]:
    return [entry for entry in TABLE if entry.roles & roles]


def menu(words: Words, language: str, roles: frozenset[Role]) -> list[BotCommand]:
    return [
        BotCommand(command=entry.name, description=words.gettext(language, entry.key))
        for entry in known_to(roles)
    ]


async def set_own(bot: Bot, words: Words, person: Person, code: str | None = None) -> None:
    """This chat's alone: it wins over everybody's, whatever language the person's Telegram is in (`code`).
    Whoever would have the same by everybody's has none of their own, and so gets what a later version adds
    to it. A chat that never pressed Start is refused by Telegram."""
    own = BotCommandScopeChat(chat_id=int(person.address.id))
    roles = roles_of(person)
    if roles == EVERYONE and code is not None and _everyones(words, code) == person.language:
        await bot.delete_my_commands(scope=own)
    else:
        await bot.set_my_commands(menu(words, person.language, roles), scope=own)


def _everyones(words: Words, code: str) -> str:
    """The language of everybody's menu in a Telegram of that language."""
    short = code[:2].lower()
    return short if short in words.languages else words.languages[0]


async def set_everyones(bot: Bot, words: Words) -> None:
    """For chats without a menu of their own, by the language of their Telegram; for any other language the
    studio's. And what an empty chat and the bot's profile say."""
    studio, *_ = words.languages
    await _set_for(bot, words, studio, None)
    for language in words.languages:
        # Telegram knows these by two letters only.
        if len(language) == 2:
            await _set_for(bot, words, language, language)


async def _set_for(bot: Bot, words: Words, language: str, code: str | None) -> None:
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(menu(words, language, EVERYONE), scope=scope, language_code=code)
    await bot.set_my_description(words.gettext(language, "bot.description"), language_code=code)
    await bot.set_my_short_description(words.gettext(language, "bot.short_description"), language_code=code)


async def set_commands(bot: Bot, words: Words, people: Sequence[Person]) -> None:
    """`people`: those with more than everybody's commands. A chat that is refused must not cost the others
    theirs, again and again."""
    await set_everyones(bot, words)
    for person in people:
        try:
            await set_own(bot, words, person)
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            log.info("a command menu is refused: %s", type(error).__name__)
