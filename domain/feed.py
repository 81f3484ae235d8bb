"""The live feed's channels, who may follow which, and where somebody who was away goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

EVERYTHING = "all"
"""The operators' own channel: every fact of every other."""
_SUBJECTS = {
    "bookings": r"\d+",
    "messages": r"customer_\d+_therapist_\d+",
    "chat_rooms": r"\d+_\d+",
    "therapists": r"\d+",
}
FAMILIES = tuple(_SUBJECTS)
_CHANNEL = re.compile("|".join(rf"{family}\.{subject}" for family, subject in _SUBJECTS.items()), re.ASCII)
_CURSOR = re.compile(r"(\d{1,19})-(\d{1,19})", re.ASCII)


def is_channel(name: str) -> bool:
    """`bookings.3`, `messages.customer_1_therapist_3`, `chat_rooms.1_3`, `therapists.3`, or everything."""
    return name == EVERYTHING or _CHANNEL.fullmatch(name) is not None


def is_grant(name: str) -> bool:
    """A channel, or all of one family: `bookings.*`."""
    return is_channel(name) or name in {f"{family}.*" for family in FAMILIES}


@dataclass(frozen=True, slots=True)
class Scope:
    """`channels` are grants; `bodies`: with the words of messages."""

    channels: Sequence[str]
    bodies: bool = False

    def allows(self, channel: str) -> bool:
        if EVERYTHING in self.channels:
            return True
        return channel in self.channels or f"{channel.partition('.')[0]}.*" in self.channels


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """The place of one fact in the order that every follower sees. `unit` orders what several programs
    commit side by side, and is 0 where one writes alone."""

    unit: int
    id: int

    def __str__(self) -> str:
        return f"{self.unit}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        found = _CURSOR.fullmatch(text.strip())
        return cls(int(found[1]), int(found[2])) if found else None
