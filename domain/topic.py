"""A room's topic in one person's chat: a thread beside the main one, for that room's words alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.ids import PersonId, RoomId


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """`thread`: its id in the person's chat, never given again there. `room` is of one generation, as
    everywhere. `title`: a digest of what it is called."""

    person: PersonId
    thread: int
    room: RoomId
    title: str
    made_at: datetime
    lost_at: datetime | None = None
