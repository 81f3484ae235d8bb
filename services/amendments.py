"""What happens to messages that stand in somebody's chat already, as a messenger gets it.

The outbox names only the act and the message; what it comes to is worked out from our record when it is
sent. So the newest takes an unsent one's place, and any of them may be repeated: the end is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.message import MessageKind


class Act(StrEnum):
    WORDS = "words"
    """The copy's text or caption becomes what our record says."""
    LATE = "late"
    """What is late carries 👀 in its writer's chat."""
    FILE = "file"
    """Its picture, film, sound or file does, with the caption."""

    REACTION = "reaction"
    """What the bot has set under it becomes what there is to show."""

    REMOVAL = "removal"
    """Its copies, of an album all of them, are deleted."""

    MOVE = "move"
    """The other side's live location goes to where its sender's is."""
    STOP = "stop"
    """It moves no more."""


@dataclass(frozen=True, slots=True)
class Remade:
    """A file that goes under another name, or as a picture without what its camera wrote into it: fetched by
    its id in its writer's chat and made anew."""

    file: str
    name: str
    picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedText:
    """`message` is, here and below, the one to change: its id in the reader's chat."""

    message: int
    text: str
    entities: tuple[Mapping[str, Any], ...]
    preview: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedCaption:
    message: int
    caption: str
    entities: tuple[Mapping[str, Any], ...]
    above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedFile:
    """Another file in place of the one that stands there, by an id that its writer's chat knows."""

    message: int
    kind: MessageKind
    file: str
    caption: str
    entities: tuple[Mapping[str, Any], ...]
    details: Mapping[str, Any] = field(default_factory=dict)
    remade: Remade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReaction:
    """`emoji` None: nothing is set under it any more."""

    message: int
    emoji: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One message at least."""

    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedPlace:
    """`more` is what the Bot API adds: accuracy, heading, and a period only where that has changed."""

    message: int
    latitude: float
    longitude: float
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedPlace:
    message: int


Amended = EditedText | EditedCaption | EditedFile | ShownReaction | Removal | MovedPlace | StoppedPlace
