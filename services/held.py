"""Lines that wait until their writer says which room they are for.

A line may only go to a room it was asked about: one that began later can never get words that were
written before it. Which rooms those were is kept as the writer's conversation state, beside the question.
When none of them is live any more the line is given up, in words. While even one is, it waits for a
reply: that only one is left says nothing about whom it was meant for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.ids import MessageId, PersonId, RoomId
from domain.message import Message, MessageState
from domain.room import Room
from services import notices
from services.parties import counterpart_name
from services.ports import UnitOfWork

_Asked = dict[MessageId, list[RoomId]]


async def remember(unit: UnitOfWork, message: Message, rooms: Sequence[Room], now: datetime) -> None:
    asked = await _asked(unit, message.sender_person)
    asked[message.id] = [room.id for room in rooms]
    _keep(unit, message.sender_person, asked, now)


async def waiting_for(unit: UnitOfWork, person: PersonId, room: Room, now: datetime) -> Sequence[Message]:
    """What the person's reply to a message of `room` sends, in the order it was written; no longer kept
    as waiting: the caller sends it."""
    lines = await unit.messages.held_of(person)
    if not lines:
        return ()
    asked = await _asked(unit, person)
    chosen = [line for line in lines if room.id in asked.get(line.id, ())]
    _keep(unit, person, {id: rooms for id, rooms in asked.items() if id not in _ids(chosen)}, now)
    return chosen


async def give_up(unit: UnitOfWork, person: PersonId, ended: Room, now: datetime) -> None:
    """After `ended` has: says of each line that has no room left to go to that it was not sent."""
    lines = await unit.messages.held_of(person)
    if not lines:
        return
    asked = await _asked(unit, person)
    live = {room.id for room in await unit.rooms.live_of(person)}
    lost = [line for line in lines if live.isdisjoint(asked.get(line.id, ()))]
    for line in lost:
        reason = f"room_{ended.status}"
        unit.messages.save(
            line, replace(line, state=MessageState.REFUSED, reason=reason, version=line.version + 1)
        )
        await unit.outbox.add(
            notices.message_not_carried(
                person,
                line.source,
                reason,
                counterpart=await counterpart_name(unit, ended, person),
                role=str(ended.role_of(person)),
                again=False,
            ),
            now,
        )
    _keep(unit, person, {id: rooms for id, rooms in asked.items() if id not in _ids(lost)}, now)


def _ids(lines: Sequence[Message]) -> frozenset[MessageId]:
    return frozenset(line.id for line in lines)


async def _asked(unit: UnitOfWork, person: PersonId) -> _Asked:
    _, data, _ = await unit.conversations.get(_key(person))
    return {MessageId(int(id)): [RoomId(room) for room in rooms] for id, rooms in data.items()}


def _keep(unit: UnitOfWork, person: PersonId, asked: _Asked, now: datetime) -> None:
    data = {str(id): rooms for id, rooms in asked.items()}
    unit.conversations.put(_key(person), "asked" if data else None, data, now)


def _key(person: PersonId) -> str:
    return f"held:{person}"
