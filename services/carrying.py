"""Putting a line into a room: its row, its copy for the other side, its place among the room's messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from domain.ids import BookingId, PersonId
from domain.message import Link, Message, MessageKind, MessageState, NewMessage
from domain.people import Party, Person
from domain.room import Room
from domain.rules import RoomRules
from services import albums, held, live_end, message_notices, slowing
from services.checking import Objection, objection
from services.outgoing import Copy
from services.parties import counterpart_name, party
from services.ports import UnitOfWork

GOES_OTHERWISE = {MessageKind.POLL}
"""What the other side gets is not all of it: a poll with votes of its own."""
_M = TypeVar("_M", bound=NewMessage)


class NotInRoom(Exception):
    """Somebody would speak in a room that is not live or not theirs. The unit is undone: nothing leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What arrived in a person's chat. `file` is a media's id there, `entities` Telegram's (UTF-16 units),
    `details` as `domain/content.py` describes them; the parts of an album share its name."""

    kind: MessageKind
    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    file: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    album: str = ""
    chat_message: int
    reply_to: int | None = None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class _Way:
    """From one member to the other, worked out from the room and from nothing else."""

    room: Room
    sender: Party
    receiver: Party
    to: PersonId
    reachable: bool
    booking: BookingId | None
    rules: RoomRules

    def take(self, message: _M) -> _M:
        return replace(
            message,
            sender=self.sender,
            room=self.room.id,
            conversation=self.room.conversation,
            receiver=self.receiver,
            receiver_person=self.to,
            booking=self.booking,
            state=MessageState.QUEUED,
            probe=self.room.probe,
        )


async def carry(
    unit: UnitOfWork,
    person: Person,
    room: Room,
    said: Said,
    now: datetime,
    rules: RoomRules,
    *,
    seen: datetime,
) -> None:
    """The answer is evidence that what was delivered to its writer by `seen` has been read."""
    way = await _way(unit, person, room, now, rules)
    written = as_written(person, way.sender, said)
    if (objected := await objection(unit, room, written, now, rules)) is not None:
        await _tell_objection(unit, await _keep_refused(unit, written, objected.reason), objected, now)
        return
    message = await unit.messages.add(await albums.with_lead(unit, way.take(written), now))
    unit.messages.read(room.id, person.id, seen)
    await _dispatch(unit, message, way, now)


async def carry_waiting(
    unit: UnitOfWork, person: Person, room: Room, now: datetime, rules: RoomRules
) -> None:
    """What waited for a reply to a message of this room, in the order it was written."""
    lines = await held.waiting_for(unit, person.id, room, now)
    if lines:
        await carry_lines(unit, person, room, lines, now, rules)


async def carry_lines(
    unit: UnitOfWork,
    person: Person,
    room: Room,
    lines: Sequence[Message],
    now: datetime,
    rules: RoomRules,
) -> int:
    """What was written before this room was theirs, checked as if it were written now; how many passed."""
    way, carried = await _way(unit, person, room, now, rules), 0
    for line in lines:
        if (objected := await objection(unit, room, line, now, rules)) is not None:
            _refuse_line(unit, line, objected.reason)
            await _tell_objection(unit, line, objected, now)
            continue
        after = await albums.with_lead(unit, replace(way.take(line), version=line.version + 1), now)
        unit.messages.save(line, after)
        await _dispatch(unit, after, way, now)
        carried += 1
    return carried


async def hold(
    unit: UnitOfWork, person: Person, rooms: tuple[Room, ...], said: Said, now: datetime, *, form: str = ""
) -> None:
    """Keeps it, and asks which of `rooms` (one at least) it is for, or whether it answers that form."""
    sender = await party(unit, rooms[0], person.id)
    message = await unit.messages.add(as_written(person, sender, said))
    await held.remember(unit, message, rooms, now, form=form)


async def follow(unit: UnitOfWork, person: Person, said: Said, now: datetime, rules: RoomRules) -> bool:
    """Takes a further part of an album the way of the earlier ones; False where they have gone none yet."""
    if not said.album:
        return False
    earlier = await albums.earlier_part(unit, person.id, said.album)
    if earlier is None:
        return await albums.explained(unit, person.id, said.album)
    room = None if earlier.room is None else await unit.rooms.get(earlier.room)
    if room is not None and room.live:
        await carry(unit, person, room, said, now, rules, seen=said.sent_at)
    elif earlier.state is MessageState.HELD:
        return await _wait_with(unit, person, earlier, said, now)
    elif earlier.state is MessageState.REFUSED:
        await _keep_refused(unit, as_written(person, earlier.sender, said), earlier.reason)
    else:
        return False
    return True


async def _wait_with(unit: UnitOfWork, person: Person, earlier: Message, said: Said, now: datetime) -> bool:
    """For the same choice: what was asked about the first part is asked about all of the album."""
    asked = (await held.read(unit, person.id)).get(earlier.id)
    found = [await unit.rooms.get(room) for room in asked.rooms] if asked else []
    rooms = tuple(room for room in found if room is not None and room.live)
    if asked is None or not rooms:
        return False
    await hold(unit, person, rooms, said, now, form=asked.form)
    return True


async def refuse(
    unit: UnitOfWork, person: Person, rooms: tuple[Room, ...], said: Said, reason: str, now: datetime
) -> None:
    """Keeps it as not carried, and says so. `rooms` (one at least) are those it could have been for."""
    kept = await keep_refused(unit, person, rooms[0], said, reason)
    names = [await counterpart_name(unit, room, person.id) for room in rooms]
    notice = message_notices.not_carried(person.id, kept.source, reason, counterparts=names, called=kept.id)
    await unit.outbox.add(notice, now)


async def keep_refused(unit: UnitOfWork, person: Person, room: Room, said: Said, reason: str) -> Message:
    """In no room, and yet not lost: what was written can be found. `room` says as whom its writer spoke."""
    return await _keep_refused(unit, as_written(person, await party(unit, room, person.id), said), reason)


async def _keep_refused(unit: UnitOfWork, written: NewMessage, reason: str) -> Message:
    kept = await unit.messages.add(written)
    _refuse_line(unit, kept, reason)
    return kept


def _refuse_line(unit: UnitOfWork, line: Message, reason: str) -> None:
    refused = replace(line, state=MessageState.REFUSED, reason=reason, version=line.version + 1)
    unit.messages.save(line, refused)


async def _tell_objection(unit: UnitOfWork, kept: Message, objected: Objection, now: datetime) -> None:
    told = message_notices.not_carried(
        kept.sender_person, kept.source, objected.reason, called=kept.id, **objected.values
    )
    await unit.outbox.add(told, now)


def as_written(person: Person, sender: Party, said: Said) -> NewMessage:
    return NewMessage(
        sender=sender,
        sender_person=person.id,
        source=said.chat_message,
        kind=said.kind,
        text=said.text,
        entities=nameless(said.entities),
        file=said.file,
        details=said.details,
        album=said.album,
        reply_to=said.reply_to,
        created_at=said.sent_at,
        state=MessageState.HELD,
        probe=person.probe,
    )


def nameless(entities: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """A text mention is somebody's account under any words. That there was one is kept, and not whose."""
    return tuple({name: held for name, held in entity.items() if name != "user"} for entity in entities)


async def _way(unit: UnitOfWork, person: Person, room: Room, now: datetime, rules: RoomRules) -> _Way:
    to = room.counterpart(person.id)
    if to is None or to == person.id or not room.live:
        raise NotInRoom(f"person {person.id}, room {room.id}, {room.status}")
    reader = await unit.people.get(to)
    subject = room.subject(await unit.rooms.bookings(room.id), now)
    return _Way(
        room=room,
        sender=await party(unit, room, person.id),
        receiver=await party(unit, room, to),
        to=to,
        reachable=reader is not None and reader.reachable,
        booking=subject.id if subject else None,
        rules=rules,
    )


async def _dispatch(unit: UnitOfWork, message: Message, way: _Way, now: datetime) -> None:
    room = way.room
    thread = message.details.get("topic")
    unit.links.add(Link(message.sender_person, message.source, room.id, message.id, now, thread))
    copy = Copy(to=way.to, message=message.id, room=room.id)
    copies = [copy] if message.lead is None else []
    if message.overlong:
        copies.append(replace(copy, caption=True))
    ripe_at = albums.ripe_at(message, now)
    await slowing.dispatch(unit, copies, message, now, way.rules.messages_a_minute, ripe_at=ripe_at)
    live_end.arm(unit, message)
    unit.events.add(f"messages.{room.conversation}", "message_accepted", _event(message, way), now)
    await _tell_sender(unit, message, way, now)


async def _tell_sender(unit: UnitOfWork, message: Message, way: _Way, now: datetime) -> None:
    sender, name = message.sender_person, way.receiver.name
    if message.kind in GOES_OTHERWISE:
        goes = message_notices.goes_as(sender, message.source, message.kind, name)
        await unit.outbox.add(goes, now)
    if not way.reachable and message.lead is None:
        await unit.outbox.add(message_notices.waits(sender, message.source, name), now)


def _event(message: Message, way: _Way) -> dict[str, Any]:
    """Without the words: those are for the room's two alone, who ask for them by id."""
    return {
        "message": message.id,
        "kind": message.kind.value,
        "booking": message.booking,
        "sender": way.sender.key,
        "receiver": way.receiver.key,
    }
