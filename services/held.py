"""Lines that wait until their writer says whom they are for: one question for all of them, as a card.

A line may only go to a room it was asked about: one that began later can never get words that were
written before it. Which rooms those were is kept as the writer's conversation state, beside the question,
whose name is its first line. When none of a line's rooms is live any more it is given up, in words. While
even one is, it waits for a press: that only one is left says nothing about whom it was meant for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.ids import MessageId, PersonId, RoomId
from domain.message import Message, MessageState
from domain.room import Room
from services import message_notices, notices
from services.parties import choices, counterpart_name
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Asked:
    """The rooms a line could be for, and the form (its token) whose answer it could be instead."""

    rooms: tuple[RoomId, ...]
    form: str = ""


Waiting = Mapping[MessageId, Asked]


async def remember(
    unit: UnitOfWork, message: Message, rooms: Sequence[Room], now: datetime, *, form: str
) -> None:
    """The line joins those that wait; their question now counts it, too."""
    person = message.sender_person
    asked = Asked(tuple(room.id for room in rooms), form)
    waiting = {**await read(unit, person), message.id: asked}
    keep(unit, person, waiting, now)
    await ask(unit, person, waiting, now)


async def waiting_for(unit: UnitOfWork, person: PersonId, room: Room, now: datetime) -> Sequence[Message]:
    """What the writer's choice of `room` sends, in the order it was written; no longer kept as waiting:
    the caller sends it."""
    waiting = await read(unit, person)
    lines = await unit.messages.held_of(person) if waiting else ()
    chosen = [line for line in lines if line.id in waiting and room.id in waiting[line.id].rooms]
    keep(unit, person, without(waiting, chosen), now)
    return chosen


async def beside(unit: UnitOfWork, person: PersonId, chat_message: int) -> Sequence[RoomId]:
    """The rooms that the person's own waiting line could be for: what replies to it waits with it."""
    line = await unit.messages.at(person, chat_message)
    if line is None or line.state is not MessageState.HELD:
        return ()
    waiting = await read(unit, person)
    return waiting[line.id].rooms if line.id in waiting else ()


async def give_up(unit: UnitOfWork, person: PersonId, ended: Room, now: datetime) -> None:
    """After `ended` has: says of each line that has no room left to go to that it was not sent."""
    before = await read(unit, person)
    if not any(ended.id in asked.rooms for asked in before.values()):
        return
    live = {room.id for room in await unit.rooms.live_of(person)}
    lines = [line for line in await unit.messages.held_of(person) if line.id in before]
    lost = [line for line in lines if live.isdisjoint(before[line.id].rooms)]
    albums: set[str] = set()
    for line in lost:
        # Of an album it is said once.
        await _refuse(unit, line, ended, now, quietly=line.album in albums)
        albums |= {line.album} - {""}
    left = without(before, lost)
    keep(unit, person, left, now)
    if min(before) not in left:
        over = notices.which_answered(person, min(before), "over", len(lost))
        await unit.outbox.add(over, now)
    if left:
        await ask(unit, person, left, now)


async def drop(unit: UnitOfWork, line: Message, reason: str, state: MessageState, now: datetime) -> None:
    """This line waits no more; what is asked about the others goes on."""
    unit.messages.save(line, replace(line, state=state, reason=reason, version=line.version + 1))
    before = await read(unit, line.sender_person)
    left = without(before, [line])
    keep(unit, line.sender_person, left, now)
    if before and min(before) not in left:
        over = notices.which_answered(line.sender_person, min(before), "discarded", 1)
        await unit.outbox.add(over, now)
    if left:
        await ask(unit, line.sender_person, left, now)


async def ask(unit: UnitOfWork, person: PersonId, waiting: Waiting, now: datetime) -> None:
    """The one question for all lines that wait (one at least): a new card, or the edited one where nothing
    stands below it. Further up nobody would see that this line, too, waits."""
    question = min(waiting)
    asked = {room for line in waiting.values() for room in line.rooms}
    rooms = [room for room in await unit.rooms.live_of(person) if room.id in asked]
    card = notices.which_card(question)
    stands = await unit.outbox.card(person, card) is not None
    unseen = stands and await unit.outbox.newest(person) != card
    about = await unit.messages.get(max(waiting) if unseen else question)
    asks = notices.which_room(
        person,
        question,
        lines=len(waiting),
        rooms=await choices(unit, rooms, person, now),
        form=any(line.form for line in waiting.values()),
        reply_to=about.source if about else None,
    )
    await unit.outbox.add(replace(asks, fresh=unseen), now)


async def _refuse(unit: UnitOfWork, line: Message, ended: Room, now: datetime, *, quietly: bool) -> None:
    reason, person = f"room_{ended.status}", line.sender_person
    unit.messages.save(
        line, replace(line, state=MessageState.REFUSED, reason=reason, version=line.version + 1)
    )
    if quietly:
        return
    notice = message_notices.not_carried(
        person,
        line.source,
        reason,
        counterpart=await counterpart_name(unit, ended, person),
        role=str(ended.role_of(person)),
        again=False,
        called=line.id,
    )
    await unit.outbox.add(notice, now)


def without(waiting: Waiting, lines: Collection[Message]) -> Waiting:
    gone = {line.id for line in lines}
    return {id: asked for id, asked in waiting.items() if id not in gone}


async def read(unit: UnitOfWork, person: PersonId) -> Waiting:
    _, data, _ = await unit.conversations.get(_key(person))
    return {
        MessageId(int(id)): Asked(tuple(RoomId(room) for room in asked["rooms"]), asked["form"])
        for id, asked in data.items()
    }


def keep(unit: UnitOfWork, person: PersonId, waiting: Waiting, now: datetime) -> None:
    data = {str(id): {"rooms": list(asked.rooms), "form": asked.form} for id, asked in waiting.items()}
    unit.conversations.put(_key(person), "asked" if data else None, data, now)


def _key(person: PersonId) -> str:
    return f"held:{person}"
