"""What the firewall is asked about, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.message import MessageKind, NewMessage


class FindKind(StrEnum):
    CONTACT = "contact"
    """A contact card, or the file of one."""
    NUMBER = "number"
    EMAIL = "email"
    LINK = "link"
    MENTION = "mention"
    """An @name, or a mention of an account behind other words."""
    HANDLE = "handle"
    """A name on another service."""
    ACCOUNT = "account"
    """The sender's own username or account id, which their chat tells us and nobody else knows."""


SHARED = frozenset({FindKind.CONTACT, FindKind.NUMBER})
"""What passes while both agree to share numbers."""


@dataclass(frozen=True, slots=True)
class Find:
    """`where`: text, file_name, poll, venue, audio, quote, preview, contact. `sure`: unmistakable, so that it
    counts against its sender; what is merely doubtful is stopped, too."""

    kind: FindKind
    where: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    finds: tuple[Find, ...] = ()

    @property
    def stopped(self) -> bool:
        return bool(self.finds)

    @property
    def find(self) -> Find | None:
        """The one to name: an unmistakable one, if there is any."""
        return min(self.finds, key=lambda one: not one.sure, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One message. `details` as `domain/content.py` describes them."""

    kind: MessageKind = MessageKind.TEXT
    text: str = ""
    entities: tuple[Mapping[str, Any], ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def of(message: NewMessage) -> Content:
        return Content(
            kind=message.kind, text=message.text, entities=message.entities, details=message.details
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What passes besides what always does. `numbers`: both agree to share theirs."""

    addresses: tuple[str, ...] = ()
    """Of the room's bookings: what was given as their place."""
    numbers: bool = False
