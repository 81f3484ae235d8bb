"""What must hold of words and files before they may stand in a room.

Everything that people say passes here and nowhere else: a new message, a line that waited for its room, and
an edit of either. What is sent is read from the record that passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.message import LONGEST_TEXT, NewMessage
from domain.room import Room
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Objection:
    """Why it may not, as its sender is told: a code, and what the words need besides."""

    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)


async def objection(
    unit: UnitOfWork, room: Room | None, message: NewMessage, now: datetime
) -> Objection | None:
    """`room` is the one it is for; None while its sender has not said which."""
    if (length := len(message.text)) > LONGEST_TEXT:
        return Objection("too_long", {"limit": LONGEST_TEXT, "length": length})
    return None
