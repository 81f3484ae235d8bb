"""What a message holds, in our words: its kind, its text, its file, and what else belongs to the kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aiogram.types import Location, Message, MessageEntity

from bot.handlers.files import account, file_details, more_of_poll
from bot.handlers.kinds import CARRIED
from domain.message import MessageKind
from services.relay import Said


def said(message: Message) -> Said:
    """Of a message whose content is carried."""
    kind = CARRIED[message.content_type]
    if message.location is not None and message.location.live_period and kind is MessageKind.LOCATION:
        kind = MessageKind.LIVE_LOCATION
    file, identity = _file(message, kind)
    details = {"unique": identity, **file_details(message, kind), **_details(message, kind)}
    return Said(
        kind=kind,
        text=message.text or message.caption or "",
        entities=_entities(message.entities or message.caption_entities or ()),
        file=file,
        details=_present({**details, "account": account(message, details), **_where(message)}),
        album=message.media_group_id or "",
        chat_message=message.message_id,
        reply_to=_replied(message),
        sent_at=message.date,
    )


def _file(message: Message, kind: MessageKind) -> tuple[str, str | None]:
    held = message.photo[-1] if message.photo else getattr(message, kind.value, None)
    return getattr(held, "file_id", ""), getattr(held, "file_unique_id", None)


def _details(message: Message, kind: MessageKind) -> dict[str, Any]:
    match kind:
        case MessageKind.LOCATION | MessageKind.LIVE_LOCATION:
            return _point(message.location)
        case MessageKind.VENUE:
            return _venue(message)
        case MessageKind.POLL:
            return _poll(message)
        case MessageKind.DICE:
            return {} if message.dice is None else {"emoji": message.dice.emoji, "value": message.dice.value}
        case MessageKind.STICKER:
            return {"emoji": message.sticker.emoji if message.sticker else None}
        case MessageKind.TEXT:
            preview = message.link_preview_options
            return {"preview": preview.model_dump(exclude_none=True, exclude_unset=True) if preview else None}
    still = message.live_photo.photo if message.live_photo else None
    return {
        "spoiler": message.has_media_spoiler,
        "above": message.show_caption_above_media,
        "photo": still[-1].file_id if still else None,
    }


def _point(place: Location | None) -> dict[str, Any]:
    if place is None:
        return {}
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "accuracy": place.horizontal_accuracy,
        "period": place.live_period,
        "heading": place.heading,
    }


def _venue(message: Message) -> dict[str, Any]:
    venue = message.venue
    if venue is None:
        return {}
    names = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    place = _present({name: getattr(venue, name) for name in names})
    return {**_point(venue.location), "title": venue.title, "address": venue.address, "place": place}


def _poll(message: Message) -> dict[str, Any]:
    poll = message.poll
    if poll is None:
        return {}
    options = [option.text for option in poll.options]
    return {"question": poll.question, "options": options, "quiz": poll.type == "quiz", **more_of_poll(poll)}


def topic_of(message: Message) -> int | None:
    """The topic of the private chat it is written in; None: the main chat."""
    return message.message_thread_id if message.is_topic_message else None


def _replied(message: Message) -> int | None:
    """The message with which a topic began is replied to by all that is written in it."""
    replied = message.reply_to_message
    return None if replied is None or replied.message_id == topic_of(message) else replied.message_id


def _where(message: Message) -> dict[str, Any]:
    away = message.external_reply
    return {
        "topic": topic_of(message),
        # Of another private chat nothing is told; so it is of another topic.
        "elsewhere": away is not None and away.chat is None,
        "quote": _quote(message),
    }


def _quote(message: Message) -> dict[str, Any] | None:
    """Chosen by its writer; what Telegram adds by itself it adds again."""
    quote = message.quote
    if quote is None or not quote.is_manual or _replied(message) is None:
        return None
    return {
        "text": quote.text,
        "position": quote.position,
        "entities": list(_entities(quote.entities or ())),
    }


def _entities(given: Iterable[MessageEntity]) -> tuple[dict[str, Any], ...]:
    return tuple(entity.model_dump(exclude_none=True) for entity in given)


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if value is not None and value is not False}
    return {name: value for name, value in kept.items() if value != "" and value != []}
