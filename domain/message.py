"""A person's message on its way through a room, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.ids import BookingId, ConversationId, MessageId, PersonId, RoomId
from domain.people import Party


class MessageKind(StrEnum):
    TEXT = "text"
    PHOTO = "photo"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """`text` is the text or caption; `entities` Telegram's, in UTF-16 units; `file` an id the chat knows.

    `source` is the message's id in the sender's own chat, `reply_to` the id there of what it answers.
    """

    sender: Party
    sender_person: PersonId
    source: int
    kind: MessageKind
    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    file: str = ""
    reply_to: int | None = None
    created_at: datetime
    room: RoomId | None = None
    conversation: ConversationId | None = None
    receiver: Party | None = None
    receiver_person: PersonId | None = None
    booking: BookingId | None = None
    state: MessageState
    probe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(NewMessage):
    id: MessageId
    version: int = 0
    reason: str = ""
    """A code for why it was refused."""
    is_read: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A chat's message that belongs to a room: a person's own, its copy on the other side, or a notice."""

    person: PersonId
    chat_message: int
    room: RoomId
    message: MessageId | None
    shown_at: datetime
