"""A person's message on its way through a room, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.ids import BookingId, ConversationId, MessageId, PersonId, RoomId
from domain.people import Party

LONGEST_TEXT = 4096
"""Code points of a text, by the Bot API; of a caption as Telegram Premium lets people write it, too."""
LONGEST_CAPTION = 1024
"""Code points of a caption that a bot can send."""


class MessageKind(StrEnum):
    TEXT = "text"
    PHOTO = "photo"
    LIVE_PHOTO = "live_photo"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    ANIMATION = "animation"
    LOCATION = "location"
    LIVE_LOCATION = "live_location"
    VENUE = "venue"
    POLL = "poll"
    DICE = "dice"
    CONTACT = "contact"
    """Goes across only while both share their numbers."""

    @property
    def captioned(self) -> bool:
        return self in _CAPTIONED


_CAPTIONED = {
    MessageKind.PHOTO,
    MessageKind.LIVE_PHOTO,
    MessageKind.VIDEO,
    MessageKind.VOICE,
    MessageKind.AUDIO,
    MessageKind.DOCUMENT,
    MessageKind.ANIMATION,
}


class MessageState(StrEnum):
    HELD = "held"
    """Nobody knows yet which room it is for; the sender has been asked."""
    QUEUED = "queued"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """It left and Telegram never answered: it may have arrived. Never repeated without the sender's Retry."""
    REFUSED = "refused"
    """Not delivered, and the sender has been told why."""
    DISCARDED = "discarded"
    UNSENT = "unsent"
    """Delivered, and taken back by its sender since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """`text` is the text or caption; `entities` Telegram's, in UTF-16 units; `file` an id the chat knows.

    `source` is the message's id in the sender's own chat, `reply_to` the id there of what it answers.
    `details` is what the kind needs besides, as JSON (`domain/content.py` says what).
    """

    sender: Party
    sender_person: PersonId
    source: int
    kind: MessageKind
    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    file: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    album: str = ""
    """What the parts of one album share."""
    lead: MessageId | None = None
    """The part that takes this one along; None for that part itself, and for everything that goes alone."""
    reply_to: int | None = None
    created_at: datetime
    room: RoomId | None = None
    conversation: ConversationId | None = None
    receiver: Party | None = None
    receiver_person: PersonId | None = None
    booking: BookingId | None = None
    state: MessageState
    probe: bool = False

    @property
    def overlong(self) -> bool:
        """With a caption that goes after it as a text of its own: a bot's captions are shorter."""
        return self.kind.captioned and len(self.text) > LONGEST_CAPTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(NewMessage):
    id: MessageId
    version: int = 0
    reason: str = ""
    """A code for why it was refused."""
    is_read: bool = False
    sent_at: datetime | None = None
    eyes: bool = False
    """Its original may carry our 👀."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a message said until then, when its writer edited it."""

    kind: MessageKind
    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    file: str = ""
    until: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A chat's message that belongs to a room: a person's own, its copy on the other side, or a notice."""

    person: PersonId
    chat_message: int
    room: RoomId
    message: MessageId | None
    shown_at: datetime
    thread: int | None = None
    """The topic it stands in; None: the main chat."""
