"""Topics in private chats: whether this bot has them, and those it makes. A comfort: nothing here raises for
what Telegram answers, and whoever asks can do without."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import CreateForumTopic, DeleteMessage, EditForumTopic

from bot.classifier import UNREACHABLE, classify
from bot.messenger import Views
from domain.people import Address
from services.outgoing import Barred, Gone, Outcome, RetryAfter, Shut, Speech

log = logging.getLogger(__name__)

LONGEST = 128


@dataclass(slots=True)
class TelegramTopics:
    """Implements `services.ports.TopicKeeper`."""

    bot: Bot
    views: Views
    has_topics: bool | None = None

    async def look(self) -> None:
        """Asks Telegram; an operator can switch them on and off at any time."""
        try:
            self.has_topics = bool((await self.bot.get_me()).has_topics_enabled)
        except Exception as error:  # noqa: BLE001 - what was known goes on holding
            log.info("Telegram does not say whether this bot has topics: %s", type(error).__name__)

    async def make(self, to: Address, title: Speech) -> int | Barred | None:
        try:
            made = await self.bot(CreateForumTopic(chat_id=int(to.id), name=self._name(title)))
        except Exception as error:  # noqa: BLE001 - it has to do without, whatever it was
            if isinstance(error, TelegramBadRequest) and "not a forum" in error.message.casefold():
                self.has_topics = False
            log.info("a topic cannot be made: %s", type(error).__name__)
            return _barred(classify(error))
        return made.message_thread_id

    async def rename(self, to: Address, thread: int, title: Speech) -> bool:
        wanted = EditForumTopic(chat_id=int(to.id), message_thread_id=thread, name=self._name(title))
        try:
            return await self.bot(wanted)
        except Exception as error:  # noqa: BLE001 - cosmetic
            log.info("a topic keeps its name: %s", type(error).__name__)
            return isinstance(error, TelegramBadRequest) and "not_modified" in error.message.casefold()

    async def take_back(self, to: Address, message: int) -> bool:
        try:
            return await self.bot(DeleteMessage(chat_id=int(to.id), message_id=message))
        except Exception as error:  # noqa: BLE001 - it counts as shown then
            log.info("a message stays: %s", type(error).__name__)
            return False

    def _name(self, title: Speech) -> str:
        return self.views(title).text[:LONGEST]


def _barred(outcome: Outcome) -> Barred | None:
    """A flood, a line that cannot be opened, a reader who has left: the words would meet the same. What the
    server could not do with a topic, it may well do with words."""
    return outcome if isinstance(outcome, RetryAfter | Gone | Shut) or outcome == UNREACHABLE else None
