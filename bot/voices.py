"""Voices for somebody who takes none: Telegram keeps a file's kind with its id, so the same sound or film is
fetched and sent anew, as an audio file or an ordinary video; where that is refused too, as a document."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import CopyMessage, SendAudio, SendDocument, SendVideo, SendVideoNote, SendVoice
from aiogram.types import BufferedInputFile, MessageEntity
from aiohttp import ClientResponseError

from bot.classifier import classify
from domain.message import MessageKind
from services.outgoing import MediaCopy, NotSent, Outcome, Parcel, Refused, RetryAfter, Shut

Voice = CopyMessage | SendVoice | SendVideoNote
_NAMES = {MessageKind.VOICE: "voice.ogg", MessageKind.VIDEO_NOTE: "video.mp4"}
"""What a bot may fetch is at most 20 MB: a larger one, and one that cannot be had, is refused as before."""


def takes_none(request: object, parcel: Parcel, error: TelegramBadRequest) -> bool:
    voice = isinstance(request, Voice) and isinstance(parcel, MediaCopy) and parcel.kind in _NAMES
    return voice and "voice_messages_forbidden" in error.message.casefold()


async def otherwise(bot: Bot, request: Voice, parcel: MediaCopy) -> SendAudio | SendVideo | Outcome:
    """Whatever goes wrong here: nothing has been sent yet."""
    try:
        found = await bot.get_file(parcel.file)
        held = await bot.download_file(found.file_path or "")
    except ClientResponseError:
        return Refused("voice_forbidden")
    except Exception as error:  # noqa: BLE001 - the classifier knows them all
        outcome = classify(error)
        if isinstance(outcome, RetryAfter | Shut):
            return outcome
        return Refused("voice_forbidden") if isinstance(outcome, Refused) else NotSent("no_download")
    if held is None:
        return Refused("voice_forbidden")
    file = BufferedInputFile(held.read(), _NAMES[parcel.kind])
    if parcel.kind is MessageKind.VIDEO_NOTE:
        return SendVideo(video=file, **_envelope(request))
    entities = [MessageEntity.model_validate(dict(one)) for one in parcel.entities]
    caption: dict[str, Any] = {"caption": parcel.caption or None, "caption_entities": entities or None}
    return SendAudio(audio=file, **caption, **_envelope(request))


def as_document(request: object) -> SendDocument | None:
    """The last way, for one that was fetched."""
    if isinstance(request, SendAudio) and isinstance(request.audio, BufferedInputFile):
        caption: dict[str, Any] = {"caption": request.caption, "caption_entities": request.caption_entities}
        return SendDocument(document=request.audio, **caption, **_envelope(request))
    if isinstance(request, SendVideo) and isinstance(request.video, BufferedInputFile):
        return SendDocument(document=request.video, **_envelope(request))
    return None


def _envelope(request: Voice | SendAudio | SendVideo) -> dict[str, Any]:
    return {
        "chat_id": request.chat_id,
        "reply_parameters": request.reply_parameters,
        "disable_notification": request.disable_notification,
        "message_thread_id": request.message_thread_id,
    }
