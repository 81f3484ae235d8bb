"""Answers to presses: the toast, or nothing but "heard". Best effort, and only after the commit."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery

from bot.classifier import classify
from bot.messenger import Views
from bot.toasts import LIMIT, Toast
from services.outgoing import NotSent, Uncertain

log = logging.getLogger(__name__)
PATIENCE = 5.0
PAUSE = 0.3


@dataclass(frozen=True, slots=True)
class Answers:
    bot: Bot
    views: Views

    async def __call__(self, press: str, toast: Toast) -> None:
        """Tried twice at most; a press that stays unanswered only spins a little longer."""
        try:
            request = self._request(press, toast)
        except Exception as error:  # noqa: BLE001 - a toast without words must not spin either
            log.error("the toast %s cannot be put into words: %s", toast.code, type(error).__name__)
            request = AnswerCallbackQuery(callback_query_id=press)
        if not await self._try(request):
            await asyncio.sleep(PAUSE)
            await self._try(request)

    def _request(self, press: str, toast: Toast) -> AnswerCallbackQuery:
        speech = toast.speech
        if speech is None:
            return AnswerCallbackQuery(callback_query_id=press)
        text = self.views(speech).text
        if len(text) > LIMIT:
            text = text[: LIMIT - 1] + "…"
        return AnswerCallbackQuery(callback_query_id=press, text=text, show_alert=toast.alert or None)

    async def _try(self, request: AnswerCallbackQuery) -> bool:
        """False where a second try may help."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.bot(request)
        except Exception as error:  # noqa: BLE001 - cosmetic, whatever it was
            return not isinstance(classify(error), NotSent | Uncertain)
        return True
