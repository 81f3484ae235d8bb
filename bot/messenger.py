"""Hands one parcel to Telegram and says what became of it. Decides nothing about repeating it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import DeleteMessage, TelegramMethod
from aiogram.types import Message as TelegramMessage
from aiogram.types import MessageId

from bot.amendments import aim, amending
from bot.by_file import ByFile
from bot.classifier import classify, refers_to_lost_reply, refers_to_topic
from bot.cleaning import Made, remade
from bot.rendered import Rendered
from bot.requests import (
    Request,
    asked_thread,
    by_copying,
    copying,
    saying,
    without_what_failed,
)
from bot.voices import Voice, as_document, otherwise, takes_none
from domain.people import Address
from services.amendments import Amended
from services.outgoing import (
    AlbumCopy,
    MediaCopy,
    Outcome,
    Parcel,
    Refused,
    ReplyGone,
    Sent,
    Speech,
    TopicGone,
    Uncertain,
)
from services.ports import Tasks

log = logging.getLogger(__name__)

Views = Callable[[Speech], Rendered]
Answer = TelegramMessage | MessageId | list[TelegramMessage] | bool


@dataclass(frozen=True, slots=True)
class TelegramMessenger:
    bot: Bot
    views: Views
    tasks: Tasks

    async def send(self, to: Address, parcel: Parcel) -> Outcome:
        made = await remade(self.bot, parcel)
        if not isinstance(made, dict):
            return made
        try:
            request = self._request(int(to.id), parcel, made)
        except Exception as error:  # noqa: BLE001 - nothing has left: whatever it was, it will not get better
            log.error("%s cannot be put into words: %s", _name(parcel), type(error).__name__)
            return Refused("unspeakable", f"{_name(parcel)}: {type(error).__name__}")
        outcome = await self._ask(request, parcel)
        if isinstance(outcome, Sent) and isinstance(parcel, Speech) and parcel.replaces is not None:
            self.tasks.start(self._remove(int(to.id), parcel.replaces), name="remove an older card")
        return outcome

    def _request(self, chat: int, parcel: Parcel, made: Made) -> Request:
        if isinstance(parcel, Speech):
            return saying(chat, parcel, self.views(parcel))
        return amending(chat, parcel, made) if isinstance(parcel, Amended) else copying(chat, parcel, made)

    async def _ask(self, request: Request, parcel: Parcel) -> Outcome:
        """Where Telegram refuses a reply or the formatting, the words still go: a 400 has had no effect."""
        editing = aim(request)
        try:
            answer = await self.bot(cast(TelegramMethod[Any], request))
            return _sent(answer, parcel, editing, asked_thread(request))
        except TelegramBadRequest as error:
            if asked_thread(request) is not None and refers_to_topic(error):
                return TopicGone()
            if getattr(parcel, "bound", False) and refers_to_lost_reply(error):
                return ReplyGone()
            if takes_none(request, parcel, error):
                return await self._as_file(cast(Voice, request), cast(MediaCopy, parcel))
            poorer = without_what_failed(request, error) or by_copying(request, parcel, error)
            poorer = poorer or as_document(request)
            return classify(error, editing=editing) if poorer is None else await self._ask(poorer, parcel)
        except Exception as error:  # noqa: BLE001 - the classifier knows them all, and calls the rest uncertain
            return classify(error, editing=editing)

    async def _as_file(self, request: Voice, parcel: MediaCopy) -> Outcome:
        instead = await otherwise(self.bot, request, parcel)
        return await self._ask(instead, parcel) if isinstance(instead, ByFile) else instead

    async def _remove(self, chat: int, message: int) -> None:
        """Best effort: an older card left standing says only what was true before."""
        try:
            await self.bot(DeleteMessage(chat_id=chat, message_id=message))
        except Exception as error:  # noqa: BLE001 - cosmetic
            log.info("an older card stays: %s", type(error).__name__)


def _sent(answer: Answer, parcel: Parcel, editing: int | None, thread: int | None) -> Outcome:
    """`thread` is the topic that was asked for; the answer to a copy does not say where it stands."""
    if editing is not None:
        return Sent(editing)
    if isinstance(answer, list):
        return _album(answer, parcel)
    if isinstance(answer, TelegramMessage):
        return Sent(answer.message_id, thread=_thread(answer))
    return Uncertain("undecodable") if isinstance(answer, bool) else Sent(answer.message_id, thread=thread)


def _thread(message: TelegramMessage) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def _album(answer: list[TelegramMessage], parcel: Parcel) -> Outcome:
    """One message for each part, in the order they were given."""
    parts = parcel.parts if isinstance(parcel, AlbumCopy) else ()
    if not answer or len(answer) != len(parts):
        return Uncertain("undecodable")
    places = [one.message_id for one in answer]
    paired = tuple(zip((part.message for part in parts), places, strict=True))
    return Sent(places[0], paired, thread=_thread(answer[0]))


def _name(parcel: Parcel) -> str:
    return f"the notice {parcel.code}" if isinstance(parcel, Speech) else type(parcel).__name__
