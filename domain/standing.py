"""What follows when somebody keeps trying to tell who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import BookingId, PersonId
from domain.message import MessageKind, NewMessage

WARNED_AT, RESTRICTED_AT = 3, 5
FADES = timedelta(days=30)
_WORDLESS = frozenset(
    {
        MessageKind.LOCATION,
        MessageKind.LIVE_LOCATION,
        MessageKind.STICKER,
        MessageKind.DICE,
        MessageKind.VOICE,
        MessageKind.VIDEO_NOTE,
    }
)
_PICTURES = frozenset({MessageKind.PHOTO, MessageKind.LIVE_PHOTO, MessageKind.VIDEO, MessageKind.ANIMATION})


class Standing(StrEnum):
    FINE = "fine"
    WARNED = "warned"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Strike:
    """An unmistakable find in what somebody wrote; `find` is its kind."""

    find: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """To numbers being shared for one visit. Without the other one's it allows nothing."""

    booking: BookingId
    person: PersonId
    at: datetime


def standing(strikes: int) -> Standing:
    """`strikes`: those that have not faded."""
    if strikes >= RESTRICTED_AT:
        return Standing.RESTRICTED
    return Standing.WARNED if strikes >= WARNED_AT else Standing.FINE


def free_again_at(strikes: Sequence[Strike]) -> datetime:
    """When so many have faded that the restriction ends. In order, and enough of them."""
    return strikes[-RESTRICTED_AT].at + FADES


def speaks_freely(message: NewMessage) -> bool:
    """What somebody restricted may not send: words and files of their own. Where they
    are, a voice, a picture without a caption and the like still go: a visit under way has to be possible."""
    return bool(message.text) or message.kind not in (_WORDLESS | _PICTURES)
