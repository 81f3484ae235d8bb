"""Media by the id of its file: its answer, unlike a copy's, tells which topic it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendDocument,
    SendLivePhoto,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
)
from aiogram.types import InputFile, MessageEntity, ReplyParameters

from domain.message import MessageKind
from services.outgoing import MediaCopy

ByFile = (
    SendAnimation
    | SendAudio
    | SendDocument
    | SendLivePhoto
    | SendPhoto
    | SendSticker
    | SendVideo
    | SendVideoNote
    | SendVoice
)

BY_FILE: Mapping[MessageKind, type[ByFile]] = {
    MessageKind.PHOTO: SendPhoto,
    MessageKind.LIVE_PHOTO: SendLivePhoto,
    MessageKind.VIDEO: SendVideo,
    MessageKind.ANIMATION: SendAnimation,
    MessageKind.AUDIO: SendAudio,
    MessageKind.DOCUMENT: SendDocument,
    MessageKind.VOICE: SendVoice,
    MessageKind.VIDEO_NOTE: SendVideoNote,
    MessageKind.STICKER: SendSticker,
}
_SEEN = {MessageKind.PHOTO, MessageKind.LIVE_PHOTO, MessageKind.VIDEO, MessageKind.ANIMATION}


def sending_file(
    chat: int, parcel: MediaCopy, reply: ReplyParameters | None, made: InputFile | None = None
) -> ByFile:
    """Of a kind in `BY_FILE`. `made`: in place of the file itself."""
    values: dict[str, Any] = {
        "chat_id": chat,
        parcel.kind.value: made or parcel.file,
        "reply_parameters": reply,
        "disable_notification": parcel.silent or None,
        "message_thread_id": parcel.thread,
    }
    if parcel.kind.captioned:
        entities = [MessageEntity.model_validate(dict(one)) for one in parcel.entities]
        values |= {"caption": parcel.caption or None, "caption_entities": entities or None}
    if parcel.kind in _SEEN:
        values["has_spoiler"] = parcel.details.get("spoiler")
        values["show_caption_above_media"] = parcel.above or None
    if parcel.kind is MessageKind.LIVE_PHOTO:
        values["photo"] = parcel.details["photo"]
    return BY_FILE[parcel.kind](**values)
