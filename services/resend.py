"""What the sender decides about a message that may not have arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.ids import MessageId
from domain.message import Message, MessageState
from domain.people import Person
from services import message_notices
from services.albums import together
from services.parties import counterpart_name
from services.ports import Clock, UnitOfWork

_OPEN = {MessageState.UNCERTAIN, MessageState.REFUSED}


class Decided(StrEnum):
    RETRIED = "retried"
    DISCARDED = "discarded"
    NOT_YOURS = "not_yours"
    """Also for a message that does not exist: tells nothing."""
    STALE = "stale"
    """There is nothing left to decide."""
    ROOM_ENDED = "room_ended"
    """Not sent again: its room has ended, which has been explained in reply to the message."""


@dataclass(frozen=True, slots=True)
class ResendMessage:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, message_id: MessageId, person: Person) -> Decided:
        now = self.clock.now()
        message = await _decidable(unit, message_id, person)
        if isinstance(message, Decided):
            return message
        room = None if message.room is None else await unit.rooms.get(message.room)
        if room is None or not room.live or room.counterpart(person.id) != message.receiver_person:
            return await _room_ended(unit, message, now)
        parts = await together(unit, message)
        if not any([await unit.outbox.requeue(part.id, now) for part in parts]):
            return Decided.STALE
        for part in _open(parts):
            _move(unit, part, MessageState.QUEUED, now)
        await unit.outbox.add(message_notices.settled(person.id, message.id, "retry"), now)
        return Decided.RETRIED


@dataclass(frozen=True, slots=True)
class DiscardMessage:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, message_id: MessageId, person: Person) -> Decided:
        now = self.clock.now()
        message = await _decidable(unit, message_id, person)
        if isinstance(message, Decided):
            return message
        for part in _open(await together(unit, message)):
            _move(unit, part, MessageState.DISCARDED, now)
        await unit.outbox.add(message_notices.settled(person.id, message.id, "discard"), now)
        return Decided.DISCARDED


async def _decidable(unit: UnitOfWork, message_id: MessageId, person: Person) -> Message | Decided:
    message = await unit.messages.get(message_id)
    if message is None or message.sender_person != person.id:
        return Decided.NOT_YOURS
    return message if message.state in _OPEN else Decided.STALE


def _open(parts: Sequence[Message]) -> Sequence[Message]:
    """Those of an album that await the decision."""
    return [part for part in parts if part.state in _OPEN]


async def _room_ended(unit: UnitOfWork, message: Message, now: datetime) -> Decided:
    room = None if message.room is None else await unit.rooms.get(message.room)
    sender = message.sender_person
    values = {"counterpart": await counterpart_name(unit, room, sender)} if room else {}
    reason = f"room_{room.status}" if room and not room.live else "no_room"
    notice = message_notices.not_carried(sender, message.source, reason, called=message.id, **values)
    await unit.outbox.add(notice, now)
    return Decided.ROOM_ENDED


def _move(unit: UnitOfWork, message: Message, state: MessageState, now: datetime) -> None:
    after = replace(message, state=state, reason="", version=message.version + 1)
    unit.messages.save(message, after)
    values = {"message": message.id, "state": state.value}
    unit.events.add(f"messages.{message.conversation}", "delivery", values, now)
