"""A live location goes over as one of the bot's own, moves with its sender's, and stops when that does.

The other side's would go on showing the last place as if it were the present one, so it is stopped by hand:
when the sender's stops, when its time is up, when the room ends. Only the present place is kept of a walk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain import live
from domain.ids import MessageId
from domain.message import Message, MessageKind, MessageState
from domain.room import Room
from services import contents
from services.amendments import Act, MovedPlace, StoppedPlace
from services.carrying import Said
from services.live_end import LIVE_END, arm
from services.outgoing import Amendment, OutState
from services.packed import NotToBeSent, refusal
from services.ports import Clock, UnitOfWork

_BY_ITSELF = ("latitude", "longitude", "accuracy", "heading")
_MOVING = {MessageState.HELD, MessageState.QUEUED, MessageState.SENT, MessageState.UNCERTAIN}


async def moved(unit: UnitOfWork, before: Message, said: Said, now: datetime) -> None:
    if before.state not in _MOVING or live.ended(before, now):
        return
    after = replace(before, details=_moved(before, said), version=before.version + 1)
    if after.details == before.details:
        return
    room = None if before.room is None else await unit.rooms.get(before.room)
    if before.state is not MessageState.HELD and (room is None or not room.live):
        return
    unit.messages.revise(before, after, None)
    arm(unit, after)
    walked = any(before.details.get(name) != after.details.get(name) for name in (*_BY_ITSELF, "period"))
    acts = [Act.MOVE] if walked else []
    await _amend(unit, before, [*acts, Act.STOP] if after.details.get("ended") else acts, now)


def _moved(before: Message, said: Said) -> Mapping[str, Any]:
    """Telegram ends one by a place without a period."""
    details = {name: value for name, value in before.details.items() if name not in _BY_ITSELF}
    details |= {name: said.details[name] for name in _BY_ITSELF if name in said.details}
    period = said.details.get("period")
    if said.kind is not MessageKind.LIVE_LOCATION:
        return details | {"ended": True}
    return details if period == before.details.get("period") else details | {"period": period, "longer": True}


async def _amend(unit: UnitOfWork, message: Message, acts: list[Act], now: datetime) -> None:
    """What has not left goes out as it is then."""
    leaves = message.state is MessageState.QUEUED
    leaves = leaves and await unit.outbox.copy_state(message.id) is OutState.SENDING
    if message.receiver_person is None or not (leaves or message.state is MessageState.SENT):
        return
    for act in acts:
        await unit.outbox.add(Amendment(to=message.receiver_person, message=message.id, act=act), now)


@dataclass(frozen=True, slots=True)
class EndLive:
    """For the deadline `live_end`: the sender's has stopped by itself, of which Telegram says nothing."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, subject: int) -> None:
        message, now = await unit.messages.get(MessageId(subject)), self.clock.now()
        if message is None or message.details.get("ended"):
            return
        if live.ended(message, now):
            await _end(unit, message, now)
        else:
            arm(unit, message)


async def room_ended(unit: UnitOfWork, room: Room, now: datetime) -> None:
    for message in await unit.messages.moving_in(room.id):
        if not message.details.get("ended"):
            unit.deadlines.cancel(LIVE_END, message.id)
            await _end(unit, message, now)


async def _end(unit: UnitOfWork, message: Message, now: datetime) -> None:
    details = {**message.details, "ended": True}
    unit.messages.revise(message, replace(message, details=details, version=message.version + 1), None)
    await _amend(unit, message, [Act.STOP], now)


async def pack(
    unit: UnitOfWork, item: Amendment, message: Message
) -> MovedPlace | StoppedPlace | NotToBeSent:
    """It is stopped whatever has become of the room; it moves only while one may read there."""
    places = await unit.links.places(item.to, message.id)
    room = None if message.room is None else await unit.rooms.get(message.room)
    shut = item.act is Act.MOVE and await refusal(unit, room, message, item.to) is not None
    if message.state is not MessageState.SENT or not places or shut:
        return NotToBeSent("withdrawn", quiet=True)
    if item.act is Act.STOP:
        return StoppedPlace(message=places[-1])
    return contents.moved(message, places[-1])
