"""Hands one parcel to Telegram and says what became of it. Decides nothing about repeating it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import CopyMessage, DeleteMessage, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import InlineKeyboardMarkup, MessageEntity, MessageId, ReplyParameters
from aiogram.types import Message as TelegramMessage

from bot.classifier import classify, refers_to_entities, refers_to_lost_reply
from bot.pace import Pace
from bot.rendered import Rendered
from domain.people import Address
from services.outgoing import MediaCopy, Outcome, Parcel, Refused, Sent, Speech, TextCopy, Uncertain
from services.ports import Tasks

log = logging.getLogger(__name__)

Request = SendMessage | CopyMessage | EditMessageText
Views = Callable[[Speech], Rendered]


@dataclass(frozen=True, slots=True)
class TelegramMessenger:
    bot: Bot
    views: Views
    tasks: Tasks
    pace: Pace = field(default_factory=Pace)

    async def send(self, to: Address, parcel: Parcel) -> Outcome:
        try:
            request = self._request(int(to.id), parcel)
        except Exception as error:  # noqa: BLE001 - nothing has left: whatever it was, it will not get better
            log.error("%s cannot be put into words: %s", _name(parcel), type(error).__name__)
            return Refused("unspeakable", f"{_name(parcel)}: {type(error).__name__}")
        await self.pace.take()
        outcome = await self._ask(request)
        if isinstance(outcome, Sent) and isinstance(parcel, Speech) and parcel.replaces is not None:
            self.tasks.start(self._remove(int(to.id), parcel.replaces), name="remove an older card")
        return outcome

    def _request(self, chat: int, parcel: Parcel) -> Request:
        match parcel:
            case TextCopy():
                return _text(chat, parcel)
            case MediaCopy():
                return _media(chat, parcel)
            case Speech():
                return _speech(chat, parcel, self.views(parcel))

    async def _ask(self, request: Request) -> Outcome:
        """Where Telegram refuses a reply or the formatting, the words still go: a 400 has had no effect."""
        editing = request.message_id if isinstance(request, EditMessageText) else None
        try:
            return _sent(await self.bot(cast(TelegramMethod[Any], request)), editing)
        except TelegramBadRequest as error:
            poorer = _without_what_failed(request, error)
            return classify(error, editing=editing) if poorer is None else await self._ask(poorer)
        except Exception as error:  # noqa: BLE001 - the classifier knows them all, and calls the rest uncertain
            return classify(error, editing=editing)

    async def _remove(self, chat: int, message: int) -> None:
        """Best effort: an older card left standing says only what was true before."""
        try:
            await self.bot(DeleteMessage(chat_id=chat, message_id=message))
        except Exception as error:  # noqa: BLE001 - cosmetic
            log.info("an older card stays: %s", type(error).__name__)


def _text(chat: int, parcel: TextCopy) -> SendMessage:
    return SendMessage(
        chat_id=chat,
        text=parcel.text,
        entities=_entities(parcel.entities),
        reply_parameters=_reply(parcel.reply_to),
    )


def _media(chat: int, parcel: MediaCopy) -> CopyMessage:
    return CopyMessage(
        chat_id=chat,
        from_chat_id=int(parcel.source.id),
        message_id=parcel.source_message,
        caption=parcel.caption,
        caption_entities=_entities(parcel.entities),
        reply_parameters=_reply(parcel.reply_to),
    )


def _speech(chat: int, parcel: Speech, said: Rendered) -> SendMessage | EditMessageText:
    entities = list(said.entities) or None
    if parcel.edit is None:
        return SendMessage(
            chat_id=chat,
            text=said.text,
            entities=entities,
            reply_markup=said.markup,
            reply_parameters=_reply(parcel.reply_to),
            disable_notification=parcel.silent or None,
        )
    buttons = said.markup if isinstance(said.markup, InlineKeyboardMarkup) else None
    return EditMessageText(
        chat_id=chat, message_id=parcel.edit, text=said.text, entities=entities, reply_markup=buttons
    )


def _entities(kept: Sequence[Mapping[str, Any]]) -> list[MessageEntity] | None:
    return [MessageEntity.model_validate(dict(one)) for one in kept] or None


def _reply(message: int | None) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(message_id=message, allow_sending_without_reply=True)


def _sent(answer: TelegramMessage | MessageId | bool, editing: int | None) -> Outcome:
    if editing is not None:
        return Sent(editing)
    return Uncertain("undecodable") if isinstance(answer, bool) else Sent(answer.message_id)


def _without_what_failed(request: Request, error: TelegramBadRequest) -> Request | None:
    """The same request without what Telegram refused; None where there is nothing left to leave out."""
    dropped: dict[str, None] = {}
    if refers_to_lost_reply(error) and not isinstance(request, EditMessageText):
        dropped = {"reply_parameters": None}
    elif refers_to_entities(error):
        dropped = {"caption_entities" if isinstance(request, CopyMessage) else "entities": None}
    if all(getattr(request, name) is None for name in dropped):
        return None
    return request.model_copy(update=dropped)


def _name(parcel: Parcel) -> str:
    return f"the notice {parcel.code}" if isinstance(parcel, Speech) else type(parcel).__name__
