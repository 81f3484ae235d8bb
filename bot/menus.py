"""A person's own command menu, set anew when their role or language has changed: after the commit, best
effort, never in the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import User

from bot.views.commands import set_own
from domain.people import Person
from services.ports import Words

log = logging.getLogger(__name__)
PAUSES = (0.5, 5.0, 60.0, 600.0)
"""Seconds before each further try. Given up after them: the next /start sets it, and so does the next start
of the program for whoever has a role."""


class Menu:
    """Handlers get one as `menu` and say whose menu is not what it was."""

    def __init__(self) -> None:
        self.of: Person | None = None
        self.code: str | None = None

    def changed(self, person: Person, user: User | None) -> None:
        """`person` as they are from now on, `user` as Telegram has them."""
        self.of, self.code = person, user.language_code if user else None


Setting = Callable[[Person, str | None], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Menus:
    bot: Bot
    words: Words
    pauses: Sequence[float] = PAUSES
    _newest: dict[str, object] = field(default_factory=dict)
    """By chat: whoever waits for another try gives way to a newer change."""

    async def __call__(self, person: Person, code: str | None) -> None:
        chat, mine = person.address.id, object()
        self._newest[chat] = mine
        for pause in (*self.pauses, None):
            wait = await self._try(person, code)
            if wait is None or pause is None:
                break
            await asyncio.sleep(max(wait, pause))
            if self._newest.get(chat) is not mine:
                return
        if self._newest.get(chat) is mine:
            del self._newest[chat]

    async def _try(self, person: Person, code: str | None) -> float | None:
        """How long Telegram wants us to wait at least; None when there is nothing to try again."""
        try:
            await set_own(self.bot, self.words, person, code)
        except TelegramForbiddenError:
            return None
        except TelegramRetryAfter as error:
            return float(error.retry_after)
        except Exception as error:  # noqa: BLE001 - cosmetic, whatever it was
            log.info("a command menu is not set: %s", type(error).__name__)
            return 0.0
        return None
