"""A room is frozen while one of its two cannot be reached, whatever its status: what is written waits.

The other is told once, when it freezes and when it thaws. Should the room end meanwhile, each writer hears
of every line that was never delivered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.ids import PersonId, RoomId
from domain.message import MessageState
from domain.people import Person
from domain.room import Room
from services import message_notices, reactions, room_cards, room_notices
from services.parties import counterpart_name, party
from services.ports import Clock, UnitOfWork
from services.repositories import Change


@dataclass(frozen=True, slots=True)
class FreezeRooms:
    """This person has just stopped the bot, or a message could not be handed to them."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: PersonId, *, told: RoomId | None = None) -> None:
        """`told`: the room whose other member has heard it already, in reply to what could not be sent."""
        now = self.clock.now()
        for room in await unit.rooms.live_of(person):
            if room.frozen_at is None:
                frozen = await _mark(unit, room, person, now, "frozen")
                await room_cards.show(unit, frozen, now, to=room.counterpart(person))
                if room.id != told:
                    await _tell(unit, frozen, person, now, "frozen")


@dataclass(frozen=True, slots=True)
class ThawRooms:
    """This person is back, and what waited for them goes out by itself, in order. Of what they are told
    themselves, the end of the line is the place: then they have seen it."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person) -> None:
        now, thawed = self.clock.now(), 0
        for room in await unit.rooms.live_of(person.id):
            if room.frozen_at is None:
                continue
            other = room.counterpart(person.id)
            counterpart = await unit.people.get(other) if other is not None else None
            if counterpart is not None and not counterpart.reachable:
                await _tell(unit, room, counterpart.id, now, "frozen")
                continue
            after = await _mark(unit, room, person.id, now, "thawed")
            await room_cards.show(unit, after, now, to=other)
            await _tell(unit, after, person.id, now, "thawed")
            thawed += 1
        if thawed:
            waited = await unit.outbox.unsent_copies(person.id)
            await unit.outbox.add(room_notices.welcome_back(person.id, waited), now)


async def own_up(unit: UnitOfWork, ended: Room, now: datetime, *, gone: PersonId | None = None) -> None:
    """The room has ended: what waits for one who cannot be reached, or is `gone`, never arrives any more."""
    away = set() if gone is None else {gone}
    for member in ended.members:
        person = await unit.people.get(member)
        if person is None or not person.reachable:
            away.add(member)
    for message in await unit.messages.queued_in(ended.id) if away else ():
        if message.receiver_person not in away:
            continue
        after = replace(
            message, state=MessageState.REFUSED, reason="never_reached", version=message.version + 1
        )
        unit.messages.save(message, after)
        await reactions.settled(unit, message, now)
        writer = message.sender_person
        if message.lead is None:
            told = message_notices.not_carried(
                writer,
                message.source,
                "never_reached",
                counterpart=await counterpart_name(unit, ended, writer),
                role=str(ended.role_of(writer)),
                called=message.id,
            )
            await unit.outbox.add(told, now)


async def _mark(unit: UnitOfWork, room: Room, person: PersonId, now: datetime, what: str) -> Room:
    after = replace(room, frozen_at=now if what == "frozen" else None, version=room.version + 1)
    by = (await party(unit, room, person)).key
    unit.rooms.save(room, after, Change(by, now, what))
    payload = {"room": room.id, "conversation": room.conversation, "by": by}
    unit.events.add(f"chat_rooms.{room.customer}_{room.therapist}", f"room_{what}", payload, now)
    return after


async def _tell(unit: UnitOfWork, room: Room, away: PersonId, now: datetime, what: str) -> None:
    """The other one, about `away`."""
    other = room.counterpart(away)
    if other is not None:
        name = await counterpart_name(unit, room, other)
        await unit.outbox.add(room_notices.reached(other, room, name, what), now)
