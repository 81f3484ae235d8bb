"""A person's words on their way into a room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.booking import Booking
from domain.ids import BookingId, MessageId
from domain.message import Link, Message, MessageKind, MessageState, NewMessage
from domain.people import Party, Person
from domain.room import Room
from domain.routing import Ask, NoRoom, Route, ToRoom, route
from domain.rules import RoomRules
from services import held, notices
from services.outgoing import Copy
from services.parties import counterpart_name, party
from services.ports import Clock, UnitOfWork

LONGEST = {MessageKind.TEXT: 4096, MessageKind.PHOTO: 1024}
"""Code points of a text and of a caption, by the Bot API."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What arrived in a person's chat. `file` is a media's id there, `entities` Telegram's (UTF-16 units)."""

    kind: MessageKind
    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    file: str = ""
    chat_message: int
    reply_to: int | None = None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class RelayMessage:
    """Carries it, holds it and asks, or says why not: one of the three, and once however often it arrives."""

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, person: Person, said: Said) -> None:
        now = self.clock.now()
        if await _known(unit, person, said.chat_message):
            return
        limit = LONGEST[said.kind]
        if len(said.text) > limit:
            values = {"limit": limit, "length": len(said.text)}
            notice = notices.message_not_carried(person.id, said.chat_message, "too_long", **values)
            await unit.outbox.add(notice, now)
            return
        reply = await _replied_room(unit, person, said.reply_to)
        match await self._route(unit, person, reply, now):
            case ToRoom(room_id):
                room = await unit.rooms.get(room_id)
                assert room is not None and room.live
                if reply is not None:
                    await _send_waiting(unit, person, room, now)
                await _carry(unit, person, room, said, now)
            case Ask(rooms):
                await _hold(unit, person, rooms, said, now)
            case NoRoom() as why:
                await _explain(unit, person, why, said.chat_message, now)

    async def _route(self, unit: UnitOfWork, person: Person, reply: Room | None, now: datetime) -> Route:
        live = await unit.rooms.live_of(person.id)
        if reply is not None:
            return route(person.id, reply=reply, shown=(), live=live)
        ids = await unit.links.shown_since(person.id, now - self.rules.shown_window)
        shown = [room for id in ids if (room := await unit.rooms.get(id)) is not None]
        return route(person.id, reply=None, shown=shown, live=live)


@dataclass(frozen=True, slots=True)
class RefuseContent:
    """Says that this kind of content (or an edit) is not carried; outside rooms, that it is not known."""

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, person: Person, chat_message: int, reason: str) -> None:
        now = self.clock.now()
        if reason == "edit" and not await _known(unit, person, chat_message):
            # It was never for a room (an answer to the form, a command): there is no copy to differ from it.
            return
        latest = await unit.rooms.latest_of(person.id)
        recent = latest is not None and _recent(latest, now, self.rules)
        if recent or await unit.rooms.live_of(person.id):
            notice = notices.message_not_carried(person.id, chat_message, reason)
        else:
            notice = notices.say(person.id, "unknown", reply_to=chat_message)
        await unit.outbox.add(notice, now)


async def _known(unit: UnitOfWork, person: Person, chat_message: int) -> bool:
    """Telegram may hand over a message twice; its id in the sender's chat tells."""
    link = await unit.links.find(person.id, chat_message)
    if link is not None and link.message is not None:
        return True
    return any(line.source == chat_message for line in await unit.messages.held_of(person.id))


async def _replied_room(unit: UnitOfWork, person: Person, reply_to: int | None) -> Room | None:
    """The room of exactly the generation that the message replied to belongs to; None if to none."""
    link = None if reply_to is None else await unit.links.find(person.id, reply_to)
    return None if link is None else await unit.rooms.get(link.room)


async def _carry(unit: UnitOfWork, person: Person, room: Room, said: Said, now: datetime) -> None:
    sender, receiver = await _sides(unit, person, room)
    message = await unit.messages.add(
        replace(
            _written(person, sender, said),
            room=room.id,
            conversation=room.conversation,
            receiver=receiver,
            receiver_person=room.counterpart(person.id),
            booking=await _booking(unit, room, now),
            state=MessageState.QUEUED,
            probe=room.probe,
        )
    )
    # An answer is evidence that what was delivered before it was written has been read.
    unit.messages.read(room.id, person.id, said.sent_at)
    await _dispatch(unit, message, room, now)


async def _send_waiting(unit: UnitOfWork, person: Person, room: Room, now: datetime) -> None:
    lines = await held.waiting_for(unit, person.id, room, now)
    if not lines:
        return
    sender, receiver = await _sides(unit, person, room)
    booking = await _booking(unit, room, now)
    for line in lines:
        message = replace(
            line,
            sender=sender,
            room=room.id,
            conversation=room.conversation,
            receiver=receiver,
            receiver_person=room.counterpart(person.id),
            booking=booking,
            state=MessageState.QUEUED,
            version=line.version + 1,
        )
        unit.messages.save(line, message)
        await _dispatch(unit, message, room, now)


async def _dispatch(unit: UnitOfWork, message: Message, room: Room, now: datetime) -> None:
    """The receiver is worked out here, from the room, for every message: there is no other way out."""
    to = room.counterpart(message.sender_person)
    assert to is not None and to == message.receiver_person and room.live
    unit.links.add(Link(message.sender_person, message.source, room.id, message.id, now))
    await unit.outbox.add(Copy(to=to, message=message.id, room=room.id), now)
    unit.events.add(f"messages.{room.conversation}", "message_accepted", _event(message), now)
    receiver = await unit.people.get(to)
    if receiver is not None and not receiver.reachable and message.receiver is not None:
        name = message.receiver.name
        await unit.outbox.add(notices.message_waits(message.sender_person, message.source, name), now)


async def _hold(
    unit: UnitOfWork, person: Person, rooms: tuple[Room, ...], said: Said, now: datetime
) -> None:
    sender = await party(unit, rooms[0], person.id)
    message = await unit.messages.add(_written(person, sender, said))
    await held.remember(unit, message, rooms, now)
    names = [await counterpart_name(unit, room, person.id) for room in rooms]
    await unit.outbox.add(notices.message_held(person.id, said.chat_message, names), now)


async def _explain(unit: UnitOfWork, person: Person, why: NoRoom, reply_to: int, now: datetime) -> None:
    if why.meant is None:
        notice = notices.message_not_carried(person.id, reply_to, "no_room", role=_usual_role(person))
    else:
        name = await counterpart_name(unit, why.meant, person.id)
        notice = notices.message_not_carried(
            person.id,
            reply_to,
            f"room_{why.meant.status}",
            counterpart=name,
            role=str(why.meant.role_of(person.id)),
            again=why.again is not None,
        )
    await unit.outbox.add(notice, now)


def _written(person: Person, sender: Party, said: Said) -> NewMessage:
    return NewMessage(
        sender=sender,
        sender_person=person.id,
        source=said.chat_message,
        kind=said.kind,
        text=said.text,
        # A text mention is a person's account under any words.
        entities=tuple(entity for entity in said.entities if entity.get("type") != "text_mention"),
        file=said.file,
        reply_to=said.reply_to,
        created_at=said.sent_at,
        state=MessageState.HELD,
        probe=person.probe,
    )


async def _sides(unit: UnitOfWork, person: Person, room: Room) -> tuple[Party, Party]:
    other = room.counterpart(person.id)
    assert other is not None
    return await party(unit, room, person.id), await party(unit, room, other)


async def _booking(unit: UnitOfWork, room: Room, now: datetime) -> BookingId | None:
    """What they are most likely talking about: the visit under way or next, else the last one."""
    bookings = sorted(await unit.rooms.bookings(room.id), key=_start)
    live = [booking for booking in bookings if booking.live and booking.therapist == room.therapist]
    ahead = [booking for booking in live if booking.span.ends_at > now]
    best = ahead[:1] or live[-1:] or bookings[-1:]
    return best[0].id if best else None


def _start(booking: Booking) -> datetime:
    return booking.span.starts_at


def _recent(room: Room, now: datetime, rules: RoomRules) -> bool:
    return room.live or (room.ended_at is not None and now - room.ended_at < rules.shown_window)


def _usual_role(person: Person) -> str:
    return "customer" if person.therapist is None else "therapist"


def _event(message: Message) -> dict[str, Any]:
    """Without the words: those are for the room's two alone, who ask for them by id."""
    return {"message": message.id, "kind": message.kind.value, "booking": message.booking} | {
        "sender": message.sender.key,
        "receiver": message.receiver.key if message.receiver else None,
    }


__all__ = ["LONGEST", "MessageId", "RefuseContent", "RelayMessage", "Said"]
