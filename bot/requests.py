"""From a parcel to Telegram's method, and what is left of one that Telegram would not take as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    CopyMessage,
    EditMessageMedia,
    EditMessageText,
    SendDocument,
    SendLocation,
    SendMediaGroup,
    SendMessage,
    SendVenue,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    ReplyParameters,
)

from bot.amendments import Editing
from bot.by_file import BY_FILE, ByFile, sending_file
from bot.classifier import refers_to_entities, refers_to_file, refers_to_lost_reply, refers_to_quote
from bot.cleaning import Made
from bot.media import entities_of, medium, preview_of
from bot.rendered import Rendered
from domain.message import MessageKind
from services.amendments import (
    Remade,
)
from services.outgoing import (
    AlbumCopy,
    MediaCopy,
    Parcel,
    PersonsCopy,
    PlaceCopy,
    Speech,
    TextCopy,
)

Copying = SendMessage | CopyMessage | SendMediaGroup | SendLocation | SendVenue | ByFile
Request = Copying | Editing | SendDocument


def copying(chat: int, parcel: PersonsCopy, made: Made) -> Copying:
    reply = _reply(parcel.reply_to, parcel.quote, bound=parcel.bound)
    match parcel:
        case TextCopy():
            return _text(chat, parcel, reply)
        case MediaCopy(remade=Remade() as wanted):
            return sending_file(chat, parcel, reply, made[wanted])
        case MediaCopy() if _as_checked(parcel) or (parcel.thread is not None and parcel.kind in BY_FILE):
            return sending_file(chat, parcel, reply)
        case MediaCopy():
            return _media(chat, parcel, reply)
        case PlaceCopy():
            return _place(chat, parcel, reply)
        case AlbumCopy():
            media: list[Any] = [medium(part, made) for part in parcel.parts]
            still = parcel.silent or None
            return SendMediaGroup(
                chat_id=chat,
                media=media,
                reply_parameters=reply,
                disable_notification=still,
                message_thread_id=parcel.thread,
            )


def saying(chat: int, parcel: Speech, said: Rendered) -> SendMessage | EditMessageText | SendDocument:
    entities = list(said.entities) or None
    if parcel.file is not None:
        return SendDocument(
            chat_id=chat,
            document=BufferedInputFile(parcel.file.content, parcel.file.name),
            caption=said.text,
            caption_entities=entities,
            reply_markup=said.markup,
            reply_parameters=_reply(parcel.reply_to),
            disable_notification=parcel.silent or None,
            message_thread_id=parcel.thread,
        )
    if parcel.edit is None:
        return SendMessage(
            chat_id=chat,
            text=said.text,
            entities=entities,
            reply_markup=said.markup,
            reply_parameters=_reply(parcel.reply_to),
            disable_notification=parcel.silent or None,
            message_thread_id=parcel.thread,
        )
    buttons = said.markup if isinstance(said.markup, InlineKeyboardMarkup) else None
    return EditMessageText(
        chat_id=chat, message_id=parcel.edit, text=said.text, entities=entities, reply_markup=buttons
    )


def asked_thread(request: Request) -> int | None:
    """The topic it is to go into."""
    return None if isinstance(request, Editing) else request.message_thread_id


def without_what_failed(request: Request, error: TelegramBadRequest) -> Request | None:
    """The same request without what Telegram refused; None where there is nothing left to leave out."""
    reply = None if isinstance(request, Editing) else request.reply_parameters
    if reply is not None and refers_to_lost_reply(error):
        return request.model_copy(update={"reply_parameters": None})
    if reply is not None and reply.quote is not None and refers_to_quote(error):
        bare = _reply(reply.message_id, bound=not reply.allow_sending_without_reply)
        return request.model_copy(update={"reply_parameters": bare})
    return _unformatted(request) if refers_to_entities(error) else None


def by_copying(request: Request, parcel: Parcel, error: TelegramBadRequest) -> Request | None:
    """A file that Telegram does not know any more by its id still hangs in its sender's message."""
    if not isinstance(parcel, MediaCopy) or parcel.remade is not None or _as_checked(parcel):
        return None
    if not isinstance(request, ByFile) or not refers_to_file(error):
        return None
    return _media(int(request.chat_id), parcel, request.reply_parameters)


def _as_checked(parcel: MediaCopy) -> bool:
    """A document's name and what it holds have been looked at: it goes by the id of that very file, as a copy
    would be of the one its sender may have put in its place since."""
    return parcel.kind is MessageKind.DOCUMENT and bool(parcel.file)


def _text(chat: int, parcel: TextCopy, reply: ReplyParameters | None) -> SendMessage:
    return SendMessage(
        chat_id=chat,
        text=parcel.text,
        entities=entities_of(parcel.entities),
        link_preview_options=preview_of(parcel.preview),
        reply_parameters=reply,
        disable_notification=parcel.silent or None,
        message_thread_id=parcel.thread,
    )


def _media(chat: int, parcel: MediaCopy, reply: ReplyParameters | None) -> CopyMessage:
    return CopyMessage(
        chat_id=chat,
        from_chat_id=int(parcel.source.id),
        message_id=parcel.source_message,
        caption=parcel.caption,
        caption_entities=entities_of(parcel.entities),
        show_caption_above_media=parcel.above or None,
        reply_parameters=reply,
        disable_notification=parcel.silent or None,
        message_thread_id=parcel.thread,
    )


def _place(chat: int, parcel: PlaceCopy, reply: ReplyParameters | None) -> SendLocation | SendVenue:
    point = {
        "chat_id": chat,
        "latitude": parcel.latitude,
        "longitude": parcel.longitude,
        "disable_notification": parcel.silent or None,
        "reply_parameters": reply,
        "message_thread_id": parcel.thread,
        **parcel.more,
    }
    if not parcel.title:
        return SendLocation(**point)
    return SendVenue(**point, title=parcel.title, address=parcel.address)


def _unformatted(request: Request) -> Request | None:
    if isinstance(request, SendMediaGroup):
        bare = [medium.model_copy(update={"caption_entities": None}) for medium in request.media]
        return None if bare == request.media else request.model_copy(update={"media": bare})
    if isinstance(request, EditMessageMedia):
        plain = request.media.model_copy(update={"caption_entities": None})
        return None if plain == request.media else request.model_copy(update={"media": plain})
    name = "caption_entities" if "caption_entities" in type(request).model_fields else "entities"
    return None if getattr(request, name, None) is None else request.model_copy(update={name: None})


def _reply(
    message: int | None, quote: Mapping[str, Any] | None = None, *, bound: bool = False
) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(
        message_id=message,
        allow_sending_without_reply=not bound,
        quote=quote["text"] if quote else None,
        quote_entities=entities_of(quote["entities"]) if quote else None,
        quote_position=quote["position"] if quote else None,
    )
