"""What goes out for a person's message: chosen by its kind, from our record of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain import live
from domain.message import Message, MessageKind
from domain.people import Address
from services import files
from services.amendments import EditedCaption, EditedFile, EditedText, MovedPlace, Remade
from services.outgoing import (
    AlbumCopy,
    AlbumPart,
    MediaCopy,
    PersonsCopy,
    PlaceCopy,
    TextCopy,
)

BARE = {MessageKind.POLL, MessageKind.DICE}
"""Passed on without saying what they answer: with a reply Telegram sends them anew, which begins another
poll and throws another die. A line below them says whose they are."""


def parcel(parts: Sequence[Message], source: Address, reply_to: int | None, now: datetime) -> PersonsCopy:
    """`parts` are what goes along together: one message, or an album's. `source` is their writer's chat."""
    if len(parts) > 1:
        return AlbumCopy(
            parts=tuple(_part(message) for message in parts), reply_to=reply_to, quote=_quote(parts[0])
        )
    (message,) = parts
    match message.kind:
        case MessageKind.TEXT:
            return _text(message, reply_to)
        case MessageKind.LOCATION | MessageKind.LIVE_LOCATION | MessageKind.VENUE:
            return _place(message, reply_to, now)
        case kind if kind in BARE:
            return _media(message, source, None)
    return _media(message, source, reply_to)


def caption(message: Message, medium: int | None) -> TextCopy:
    """A caption that is longer than a bot's may be, below its medium."""
    return TextCopy(text=message.text, entities=message.entities, reply_to=medium)


def edited(message: Message, places: Sequence[int]) -> EditedText | EditedCaption:
    """Its words anew, where its copies stand: a caption that went apart from its medium is the last."""
    if message.kind is not MessageKind.TEXT and len(places) == 1:
        text, entities = _words(message)
        above = message.details.get("above", False)
        return EditedCaption(message=places[0], caption=text, entities=entities, above=above)
    preview = message.details.get("preview")
    return EditedText(message=places[-1], text=message.text, entities=message.entities, preview=preview)


def another_file(message: Message, places: Sequence[int]) -> EditedFile:
    text, entities = ("", ()) if len(places) > 1 else _words(message)
    return EditedFile(
        message=places[0],
        kind=message.kind,
        file=message.file,
        caption=text,
        entities=entities,
        details=message.details,
        remade=_remade(message),
    )


def _text(message: Message, reply_to: int | None) -> TextCopy:
    return TextCopy(
        text=message.text,
        entities=message.entities,
        reply_to=reply_to,
        quote=_quote(message),
        preview=message.details.get("preview"),
    )


def _media(message: Message, source: Address, reply_to: int | None) -> MediaCopy:
    text, entities = _words(message)
    return MediaCopy(
        kind=message.kind,
        source=source,
        source_message=message.source,
        caption=text if message.kind.captioned else None,
        entities=entities,
        reply_to=reply_to,
        quote=_quote(message),
        above=message.details.get("above", False),
        file=message.file,
        details=message.details,
        remade=_remade(message),
    )


def _remade(message: Message) -> Remade | None:
    name = files.new_name(message)
    return None if name is None else Remade(message.file, name, files.picture(message))


def moved(message: Message, place: int) -> MovedPlace:
    held, more = message.details, _more(message)
    if held.get("longer") and message.sent_at is not None:
        more["live_period"] = live.left(message, message.sent_at)
    return MovedPlace(message=place, latitude=held["latitude"], longitude=held["longitude"], more=more)


def _more(message: Message) -> dict[str, Any]:
    names = {"horizontal_accuracy": "accuracy", "heading": "heading"}
    return {name: message.details[ours] for name, ours in names.items() if ours in message.details}


def _place(message: Message, reply_to: int | None, now: datetime) -> PlaceCopy:
    """A live location is where it is now, and lives as long as its sender's; one that is over is a point."""
    held, more = message.details, _more(message)
    if message.kind is MessageKind.LIVE_LOCATION and not live.ended(message, now):
        more["live_period"] = live.left(message, now)
    elif message.kind is MessageKind.LIVE_LOCATION:
        more.pop("heading", None)
    return PlaceCopy(
        latitude=held["latitude"],
        longitude=held["longitude"],
        title=held.get("title", ""),
        address=held.get("address", ""),
        more=held.get("place", {}) if message.kind is MessageKind.VENUE else more,
        reply_to=reply_to,
        quote=_quote(message),
    )


def _part(message: Message) -> AlbumPart:
    text, entities = _words(message)
    return AlbumPart(
        message=message.id,
        kind=message.kind,
        file=message.file,
        caption=text,
        entities=entities,
        details=message.details,
        remade=_remade(message),
    )


def _words(message: Message) -> tuple[str, tuple[Mapping[str, Any], ...]]:
    return ("", ()) if message.overlong else (message.text, message.entities)


def _quote(message: Message) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = message.details.get("quote")
    return found
