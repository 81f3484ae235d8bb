"""What is to be sent, and what became of it: the words of the outbox and of every messenger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from domain.ids import MessageId, OutboxId, PersonId, RoomId
from domain.message import MessageKind
from domain.people import Address
from services.amendments import Act, Amended, Remade


class Priority(IntEnum):
    """Chooses between chats, never inside one."""

    MESSAGE = 0
    ALERT = 1
    """A notice that somebody has to act on: an offer, an operator's alert."""
    NOTICE = 2
    BULK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A code and JSON values; the view finds the words when it is sent, in the reader's language.

    `card` names a message of ours that will change (`offer:17`): a newer one replaces it in place. With
    `fresh` the card is sent anew at the bottom and the older one is deleted. `room`, where the notice is
    about one, makes a reply to it a message to that room. `reply_to` is a message id in the reader's chat.
    """

    to: PersonId
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    card: str = ""
    fresh: bool = False
    room: RoomId | None = None
    reply_to: int | None = None
    priority: Priority = Priority.NOTICE
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A person's message for the other side of its room, sent from our record of it.

    The first part of an album takes all of it along. With `caption` it is only the caption, as a text that
    follows its medium (see `Message.overlong`).
    """

    to: PersonId
    message: MessageId
    room: RoomId
    caption: bool = False
    priority: Priority = Priority.MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Something done to what stands in that person's chat of a message: its copy, or the message itself.

    It shows nothing new there, so it belongs to no room's line of things shown.
    """

    to: PersonId
    message: MessageId
    act: Act
    room: None = None
    priority: Priority = Priority.MESSAGE


Item = Notice | Copy | Amendment


class OutState(StrEnum):
    QUEUED = "queued"
    SLOWED = "slowed"
    """Beside its reader's line until `not_before`: its writer was too fast."""
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    """Discarded by its sender, or its room went before it left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One outbox row in state `sending`, marked with this worker's epoch."""

    id: OutboxId
    item: Item
    tries: int
    epoch: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCopy:
    """`quote` is what it quotes of the message it replies to; `preview` how its link is to be shown; `thread`
    (here and below) the topic of its reader's chat it goes into, None for the main chat; `bound`: not
    without its reply, because nothing else there says whose words these are."""

    text: str
    entities: tuple[Mapping[str, Any], ...]
    reply_to: int | None
    quote: Mapping[str, Any] | None = None
    preview: Mapping[str, Any] | None = None
    silent: bool = False
    thread: int | None = None
    bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaCopy:
    """Carried by copying the sender's own message, with the caption from our record; into a topic by `file`
    (its id for Telegram), because the answer to a copy does not tell where it stands.

    `caption` is None for a kind that has none; `above`: it stands above the medium.
    """

    kind: MessageKind
    source: Address
    source_message: int
    caption: str | None
    entities: tuple[Mapping[str, Any], ...]
    reply_to: int | None
    quote: Mapping[str, Any] | None = None
    above: bool = False
    silent: bool = False
    file: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    remade: Remade | None = None
    """Instead of the file itself, which then is not copied."""
    thread: int | None = None
    bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCopy:
    """A point on the map from our record, with a `title` and an `address` where it is a venue. `more` is what
    the Bot API adds: accuracy, or a directory's ids."""

    latitude: float
    longitude: float
    title: str = ""
    address: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    reply_to: int | None
    quote: Mapping[str, Any] | None = None
    silent: bool = False
    thread: int | None = None
    bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumPart:
    """One file of an album, by the id under which its chat knows it."""

    message: MessageId
    kind: MessageKind
    file: str
    caption: str
    entities: tuple[Mapping[str, Any], ...]
    details: Mapping[str, Any] = field(default_factory=dict)
    remade: Remade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumCopy:
    """Two to ten parts, in order."""

    parts: tuple[AlbumPart, ...]
    reply_to: int | None
    quote: Mapping[str, Any] | None = None
    silent: bool = False
    thread: int | None = None
    bound: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """Made when it is sent, and kept nowhere."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A notice with its reader's language; `edit` is the message to change (None: send a new one)."""

    code: str
    values: Mapping[str, Any]
    language: str
    at: datetime | None = None
    """When it is sent: what holds for a while only is left out after it. None: right now."""
    edit: int | None = None
    replaces: int | None = None
    """A message of ours to delete once the new one is there."""
    reply_to: int | None = None
    silent: bool = False
    file: File | None = None
    """What the words stand below."""
    thread: int | None = None


PersonsCopy = TextCopy | MediaCopy | PlaceCopy | AlbumCopy
Parcel = PersonsCopy | Speech | Amended


@dataclass(frozen=True, slots=True)
class Sent:
    message: int
    """Its id in the reader's chat."""
    parts: tuple[tuple[MessageId, int], ...] = ()
    """Of an album: which message of ours has which id there."""
    thread: int | None = None
    """The topic it stands in; None: the main chat."""
    astray: bool = False
    """It was to stand in a topic and does not, so that nothing there says whose it is."""


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """The chat must wait exactly so long (429), and the wait survives a restart."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Gone:
    """The reader has stopped the bot, or never started it: kept until they return."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Will never be accepted; `reason` is a code, `detail` for the operator (never shown to people)."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NotSent:
    """It certainly had no effect (refused connection, 5xx before acceptance): sent again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It left, and no answer came: it may have arrived."""

    reason: str


@dataclass(frozen=True, slots=True)
class CardLost:
    """The message to change is not there any more: a card is sent anew."""


@dataclass(frozen=True, slots=True)
class TopicGone:
    """There is no such topic, and nothing was sent."""


@dataclass(frozen=True, slots=True)
class ReplyGone:
    """What a bound copy replies to is not there any more, and nothing was sent."""


@dataclass(frozen=True, slots=True)
class Shut:
    """Telegram does not know us (401): everything is kept and nothing is sent until that is mended."""

    reason: str


Outcome = Sent | RetryAfter | Gone | Refused | NotSent | Uncertain | CardLost | TopicGone | ReplyGone | Shut
Barred = RetryAfter | NotSent | Gone | Shut
"""Nothing has been sent, and nothing else could have been."""
