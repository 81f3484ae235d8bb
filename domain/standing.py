"""What follows when somebody keeps trying to tell who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import BookingId, PersonId
from domain.message import MessageKind, NewMessage

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


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRules:
    warned_at: int = 3
    restricted_at: int = 5
    fades: timedelta = timedelta(days=30)

    def standing(self, strikes: int) -> Standing:
        """`strikes`: those that have not faded."""
        if strikes >= self.restricted_at:
            return Standing.RESTRICTED
        return Standing.WARNED if strikes >= self.warned_at else Standing.FINE

    def free_again_at(self, strikes: Sequence[Strike]) -> datetime:
        """When so many have faded that the restriction ends. In order, and enough of them."""
        return strikes[-self.restricted_at].at + self.fades


def speaks_freely(message: NewMessage) -> bool:
    """What somebody restricted may not send: words and files of their own. Where they
    are, a voice, a picture without a caption and the like still go: a visit under way has to be possible."""
    return bool(message.text) or message.kind not in (_WORDLESS | _PICTURES)
