"""Whom a person's plain lines go to for a while: chosen by a press, shown by a card, ended by the clock, by a
press, or by another room's message.

It is over the moment something of another room is on its way into the chat: whoever writes after that may
mean either. The card says so as soon as it can be edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from domain.ids import PersonId, RoomId
from domain.people import Person
from domain.room import Room
from domain.rules import RoomRules
from services import notices
from services.outgoing import Claimed
from services.parties import counterpart_name
from services.ports import Clock, UnitOfWork

FOCUS_END = "focus_end"
"""The deadline's kind; its subject is the person's id."""


class FocusOver(StrEnum):
    TIME = "time"
    OTHER = "other"
    """Another room has shown something."""
    ROOM = "room"
    """The room has ended."""
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Focus:
    room: RoomId
    until: datetime


async def begin(unit: UnitOfWork, person: PersonId, room: Room, rules: RoomRules, now: datetime) -> None:
    until = now + rules.focus
    unit.conversations.put(_key(person), "focus", {"room": room.id, "until": until.timestamp()}, now)
    unit.deadlines.set(FOCUS_END, person, until)
    name = await counterpart_name(unit, room, person)
    await unit.outbox.add(notices.focus(person, room, name, until), now)


async def present(unit: UnitOfWork, person: PersonId, now: datetime) -> Focus | None:
    """A deadline may be late: the time is up all the same."""
    kept = await _read(unit, person)
    return kept if kept is not None and now < kept.until else None


async def interrupt(unit: UnitOfWork, row: Claimed, now: datetime) -> None:
    """This row is about to show something in its reader's chat."""
    room = row.item.room
    if room is not None:
        kept = await _read(unit, row.item.to)
        if kept is not None and kept.room != room:
            by = await unit.rooms.get(room)
            name = await counterpart_name(unit, by, row.item.to) if by else ""
            await _end(unit, row.item.to, kept, FocusOver.OTHER, now, other=name)


async def room_ended(unit: UnitOfWork, room: Room, now: datetime) -> None:
    for member in (room.customer, room.therapist_person):
        kept = await _read(unit, member)
        if kept is not None and kept.room == room.id:
            await _end(unit, member, kept, FocusOver.ROOM, now)


@dataclass(frozen=True, slots=True)
class EndFocus:
    """For the deadline `focus_end`: silent when another one has begun since."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: PersonId) -> None:
        now = self.clock.now()
        kept = await _read(unit, person)
        if kept is not None and kept.until <= now:
            await _end(unit, person, kept, FocusOver.TIME, now)


@dataclass(frozen=True, slots=True)
class StopFocus:
    """By its button. False when it is over already."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, room: RoomId, person: Person) -> bool:
        now = self.clock.now()
        kept = await _read(unit, person.id)
        if kept is None or kept.room != room:
            return False
        await _end(unit, person.id, kept, FocusOver.STOPPED, now)
        return True


async def _end(
    unit: UnitOfWork, person: PersonId, kept: Focus, why: FocusOver, now: datetime, other: str = ""
) -> None:
    unit.conversations.put(_key(person), None, {}, now)
    unit.deadlines.cancel(FOCUS_END, person)
    room = await unit.rooms.get(kept.room)
    name = await counterpart_name(unit, room, person) if room else ""
    await unit.outbox.add(notices.focus_over(person, kept.room, name, why.value, other=other), now)


async def _read(unit: UnitOfWork, person: PersonId) -> Focus | None:
    _, data, _ = await unit.conversations.get(_key(person))
    return Focus(RoomId(data["room"]), datetime.fromtimestamp(data["until"], UTC)) if data else None


def _key(person: PersonId) -> str:
    return f"focus:{person}"
