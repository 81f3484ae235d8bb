"""From an amendment to Telegram's method."""

from __future__ import annotations

from typing import Any

from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageLiveLocation,
    EditMessageMedia,
    EditMessageText,
    SetMessageReaction,
    StopMessageLiveLocation,
)
from aiogram.types import ReactionTypeEmoji

from bot.cleaning import Made
from bot.media import entities_of, medium, preview_of
from services.amendments import (
    Amended,
    EditedCaption,
    EditedFile,
    EditedText,
    MovedPlace,
    Removal,
    ShownReaction,
    StoppedPlace,
)

Editing = (
    EditMessageText
    | EditMessageCaption
    | EditMessageMedia
    | SetMessageReaction
    | DeleteMessage
    | DeleteMessages
    | EditMessageLiveLocation
    | StopMessageLiveLocation
)
"""Of what stands there, by its id: to repeat one changes nothing."""


def aim(request: object) -> int | None:
    """The message that stands there and is changed; None for a request that sends another."""
    if not isinstance(request, Editing):
        return None
    return request.message_ids[0] if isinstance(request, DeleteMessages) else request.message_id


def amending(chat: int, parcel: Amended, made: Made) -> Editing:
    match parcel:
        case EditedText():
            return EditMessageText(
                chat_id=chat,
                message_id=parcel.message,
                text=parcel.text,
                entities=entities_of(parcel.entities),
                link_preview_options=preview_of(parcel.preview),
            )
        case EditedCaption():
            return EditMessageCaption(
                chat_id=chat,
                message_id=parcel.message,
                caption=parcel.caption,
                caption_entities=entities_of(parcel.entities),
                show_caption_above_media=parcel.above or None,
            )
        case EditedFile():
            return EditMessageMedia(chat_id=chat, message_id=parcel.message, media=medium(parcel, made))
        case ShownReaction():
            one: list[Any] = [ReactionTypeEmoji(emoji=parcel.emoji)] if parcel.emoji else []
            return SetMessageReaction(chat_id=chat, message_id=parcel.message, reaction=one)
        case MovedPlace(latitude=latitude, longitude=longitude, more=more):
            point = {"latitude": latitude, "longitude": longitude, **more}
            return EditMessageLiveLocation(chat_id=chat, message_id=parcel.message, **point)
        case StoppedPlace():
            return StopMessageLiveLocation(chat_id=chat, message_id=parcel.message)
        case Removal(messages=(only,)):
            return DeleteMessage(chat_id=chat, message_id=only)
        case Removal():
            return DeleteMessages(chat_id=chat, message_ids=list(parcel.messages))
