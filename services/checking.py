"""What must hold of words and files before they may stand in a room.

Everything that people say passes here and nowhere else: a new message, a line that waited for its room, and
an edit of either. What is sent is read from the record that passed.
"""

from __future__ import annotations

from datetime import datetime

from domain.message import LONGEST_TEXT, NewMessage
from domain.room import Room
from domain.rules import RoomRules
from services import files, identity
from services.objections import Objection
from services.ports import UnitOfWork

__all__ = ["Objection", "objection"]


async def objection(
    unit: UnitOfWork, room: Room | None, message: NewMessage, now: datetime, rules: RoomRules
) -> Objection | None:
    """`room` is the one it is for; None while its sender has not said which: then what depends on the room
    is looked at once they have."""
    if (length := len(message.text)) > LONGEST_TEXT:
        return Objection("too_long", {"limit": LONGEST_TEXT, "length": length})
    told = None if room is None else await identity.objection(unit, room, message, now, rules.standing)
    return told or files.objection(message)
