"""Where in its reader's chat something belongs: in its room's topic, where the bot has topics and this reader
several rooms; else in the main chat.

A topic is a comfort: whatever becomes of one, the words find their way into the main chat, below a line that
says whose they are, and never into another topic.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.ids import PersonId, RoomId
from domain.people import Person
from domain.room import Room
from domain.topic import Topic
from services.outgoing import Copy, Notice, Speech
from services.parties import counterpart_name
from services.ports import TopicKeeper, UnitOfWork

MOST_MADE = 2
"""For one room in one chat: where the second is lost, too, the main chat has to do."""
_AT_DESK = frozenset({"focus", "offer", "booking"})
"""About a room, and yet for the main chat: what one decides there, and whom its plain lines go to."""
_BEGINS = "room.opened"
"""The notice with which a room has something to say, as with a person's words."""

Keepers = Mapping[str, TopicKeeper]
"""By kind of chat; none for a kind that has no topics."""


@dataclass(frozen=True, slots=True)
class Place:
    """`topic` is None where one is still to be made; `left` is how many more may be made."""

    person: PersonId
    room: RoomId
    topic: Topic | None
    title: Speech
    left: int

    @property
    def called(self) -> str:
        """A digest: what it is called holds somebody's name."""
        said = json.dumps([self.title.language, dict(self.title.values)], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def made(self, thread: int, at: datetime) -> Topic:
        return Topic(person=self.person, thread=thread, room=self.room, title=self.called, made_at=at)


@dataclass(frozen=True, slots=True)
class Header:
    """A line in the main chat that says whose words follow; a reply to it is for that room."""

    person: PersonId
    room: RoomId
    speech: Speech


async def place(
    unit: UnitOfWork, item: Notice | Copy, reader: Person, keepers: Keepers, now: datetime
) -> Place | None:
    """None for the main chat."""
    keeper = keepers.get(reader.address.kind)
    if keeper is None or keeper.has_topics is False or item.room is None:
        return None
    if isinstance(item, Notice) and item.code in _AT_DESK:
        return None
    room = await unit.rooms.get(item.room)
    if room is None or room.role_of(reader.id) is None:
        return None
    made = await unit.topics.of(reader.id, room.id)
    topic = next((one for one in made if one.lost_at is None), None)
    left = MOST_MADE - len(made) if keeper.has_topics and room.live else 0
    if topic is None and (left <= 0 or not _begins(item) or not await _several(unit, reader.id)):
        return None
    return Place(reader.id, room.id, topic, await _title(unit, room, reader, now), left)


def _begins(item: Notice | Copy) -> bool:
    return isinstance(item, Copy) or item.code == _BEGINS


async def _several(unit: UnitOfWork, person: PersonId) -> bool:
    """Whoever has had topics goes on having them: which room speaks is then told in one way only."""
    return len(await unit.rooms.live_of(person)) > 1 or await unit.topics.used_by(person)


async def _title(unit: UnitOfWork, room: Room, reader: Person, now: datetime) -> Speech:
    """The name the two know each other by, and the visit's reference; never more."""
    return Speech(code="topic.title", values=await _about(unit, room, reader, now), language=reader.language)


async def header(unit: UnitOfWork, room: Room, reader: Person, now: datetime) -> Header:
    values = await _about(unit, room, reader, now)
    speech = Speech(code="relay.header", values=values, language=reader.language, silent=True)
    return Header(reader.id, room.id, speech)


async def _about(unit: UnitOfWork, room: Room, reader: Person, now: datetime) -> dict[str, str | bool]:
    visit = room.subject(await unit.rooms.bookings(room.id), now)
    return {
        "counterpart": await counterpart_name(unit, room, reader.id),
        "reference": visit.reference if visit else "",
        "ended": not room.live,
    }
