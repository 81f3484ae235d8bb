"""What a message holds besides its words: the shapes in its `details`, and how they read as text.

| kind | details |
|---|---|
| any with a file | `unique`: the file's identity, the same in every chat |
| document, audio, video, animation | `file_name`, `mime`, `size` (bytes) |
| audio | `title`, `performer` |
| photo, video, animation | `spoiler`: hidden until tapped; `above`: the caption stands above it |
| live photo | `photo`: the still picture's file id |
| text | `preview`: how its link is to be shown, as the Bot API says it |
| location, live location, venue | `latitude`, `longitude`, `accuracy` (metres, or absent) |
| live location | `period` in seconds (`longer`: it was changed), `heading`, `ended`: it moves no more |
| venue | `title`, `address`, and `place`: a directory's ids for it |
| poll | `question`, `options` (texts), `quiz`, `explanation` (other texts in it), `links` behind its words |
| dice | `emoji`, `value` |
| sticker | `emoji` |
| any | `account`: `text` or `file_name`, where it names its sender's own account |
| any in a topic | `topic`: its id in the writer's chat |
| any in reply to another topic | `elsewhere`: Telegram does not tell to what |
| any in reply | `quote`: `text`, `position`, `entities` of what is quoted of the message answered |
"""

from __future__ import annotations

from typing import Any

from domain.message import MessageKind, NewMessage

EDITABLE_FILES = {
    MessageKind.PHOTO,
    MessageKind.LIVE_PHOTO,
    MessageKind.VIDEO,
    MessageKind.ANIMATION,
    MessageKind.AUDIO,
    MessageKind.DOCUMENT,
}
"""Kinds whose file Telegram lets a message change for another."""


def same_words(before: NewMessage, after: NewMessage) -> bool:
    """Text or caption, its styles, and how it is shown."""
    return _words(before) == _words(after)


def same_file(before: NewMessage, after: NewMessage) -> bool:
    return _file(before) == _file(after)


def _words(message: NewMessage) -> tuple[Any, ...]:
    shown = [message.details.get(name) for name in ("preview", "above")]
    return (message.text, [dict(entity) for entity in message.entities], shown)


def _file(message: NewMessage) -> tuple[Any, ...]:
    """By its identity: the id that a chat knows it by is another with each update."""
    return (message.kind, message.details.get("unique"), message.details.get("spoiler"))


def readable(message: NewMessage) -> str:
    """Its words, or what stands in their place in a transcript."""
    held = message.details
    match message.kind:
        case MessageKind.LOCATION | MessageKind.LIVE_LOCATION:
            return _point(message)
        case MessageKind.VENUE:
            return f"{held.get('title', '')}, {held.get('address', '')} ({_point(message)})"
        case MessageKind.POLL:
            return "\n- ".join([held.get("question", ""), *held.get("options", ())])
        case MessageKind.DICE:
            return f"{held.get('emoji', '')} {held.get('value', '')}"
        case MessageKind.STICKER:
            return str(held.get("emoji", ""))
    return message.text


def _point(message: NewMessage) -> str:
    held = message.details
    return f"{held['latitude']}, {held['longitude']}" if "latitude" in held else ""
