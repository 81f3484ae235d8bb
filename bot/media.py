"""What a message holds, in Telegram's types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.types import (
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaLivePhoto,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    MessageEntity,
)

from bot.cleaning import Made
from domain.message import MessageKind
from services.amendments import EditedFile
from services.outgoing import AlbumPart

Medium = (
    InputMediaAnimation
    | InputMediaAudio
    | InputMediaDocument
    | InputMediaLivePhoto
    | InputMediaPhoto
    | InputMediaVideo
)

_MEDIA: Mapping[MessageKind, type[Medium]] = {
    MessageKind.PHOTO: InputMediaPhoto,
    MessageKind.LIVE_PHOTO: InputMediaLivePhoto,
    MessageKind.VIDEO: InputMediaVideo,
    MessageKind.ANIMATION: InputMediaAnimation,
    MessageKind.AUDIO: InputMediaAudio,
    MessageKind.DOCUMENT: InputMediaDocument,
}
_SEEN = {MessageKind.PHOTO, MessageKind.LIVE_PHOTO, MessageKind.VIDEO, MessageKind.ANIMATION}


def medium(part: AlbumPart | EditedFile, made: Made) -> Medium:
    values: dict[str, Any] = {
        "media": made[part.remade] if part.remade else part.file,
        "caption": part.caption or None,
        "caption_entities": entities_of(part.entities),
    }
    if part.kind in _SEEN:
        values["has_spoiler"] = part.details.get("spoiler")
        values["show_caption_above_media"] = part.details.get("above")
    if part.kind is MessageKind.LIVE_PHOTO:
        values["photo"] = part.details["photo"]
    return _MEDIA[part.kind](**values)


def preview_of(kept: Mapping[str, Any] | None) -> LinkPreviewOptions | None:
    return LinkPreviewOptions.model_validate(dict(kept)) if kept else None


def entities_of(kept: Sequence[Mapping[str, Any]]) -> list[MessageEntity] | None:
    """A mention of an account is stopped long before; it is not left to that alone."""
    shown = [dict(one) for one in kept if one["type"] != "text_mention"]
    return [MessageEntity.model_validate(one) for one in shown] or None
