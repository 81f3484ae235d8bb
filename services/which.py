"""The writer's answer to "whom is this for?", and the choice of somebody before a line is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.ids import MessageId, RoomId
from domain.message import Message, MessageKind, MessageState
from domain.people import Person
from domain.room import Room
from domain.rules import RoomRules
from services import focus, held, notices
from services.carrying import carry_waiting
from services.parties import choices, counterpart_name
from services.ports import Clock, UnitOfWork
from services.room_life import expire_late

FORM = "form"
"""Why a line was discarded that turned out to be a form's answer."""


class Chosen(StrEnum):
    DONE = "done"
    STALE = "stale"
    """Answered already, or never a question to this person."""
    ROOM_OVER = "room_over"
    """It has ended meanwhile. Nothing is sent; what waits is asked about anew, or its end was told."""


@dataclass(frozen=True, slots=True)
class AnswerWhich:
    """Sends what waits, in order, to that room, and goes on writing to it for a while."""

    clock: Clock
    rules: RoomRules

    async def __call__(
        self, unit: UnitOfWork, question: MessageId, room_id: RoomId, person: Person
    ) -> Chosen:
        now = self.clock.now()
        asked = await held.read(unit, person.id)
        room = await _member_room(unit, room_id, person, self.clock, self.rules)
        if room is None or question != min(asked, default=None):
            return Chosen.STALE
        lines = [id for id, line in asked.items() if room.id in line.rooms]
        if not room.live:
            return Chosen.ROOM_OVER
        if not lines:
            return Chosen.STALE
        await carry_waiting(unit, person, room, now, self.rules)
        name = await counterpart_name(unit, room, person.id)
        await unit.outbox.add(notices.which_answered(person.id, question, "sent", len(lines), name), now)
        await _ask_on(unit, person, now)
        await focus.begin(unit, person.id, room, self.rules, now)
        return Chosen.DONE


@dataclass(frozen=True, slots=True)
class DiscardWaiting:
    """None of it is sent."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, question: MessageId, person: Person) -> Chosen:
        now = self.clock.now()
        asked = await held.read(unit, person.id)
        if question != min(asked, default=None):
            return Chosen.STALE
        _drop(unit, list(await unit.messages.held_of(person.id)), "discarded")
        held.keep(unit, person.id, {}, now)
        await unit.outbox.add(notices.which_answered(person.id, question, "discarded", len(asked)), now)
        return Chosen.DONE


@dataclass(frozen=True, slots=True)
class TakeForForm:
    """What waits and may answer that form: its text, the lines in order; None when the press is late.
    The lines are no messages then. Another form's question, or what is no text, stays asked about."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, question: MessageId, form: str, person: Person) -> str | None:
        now = self.clock.now()
        asked = await held.read(unit, person.id)
        if question != min(asked, default=None):
            return None
        lines = [
            line
            for line in await unit.messages.held_of(person.id)
            if line.id in asked and asked[line.id].form == form and line.kind is MessageKind.TEXT
        ]
        if not form or not lines:
            await _without_form(unit, person, asked, now)
            return None
        _drop(unit, lines, FORM)
        held.keep(unit, person.id, held.without(asked, lines), now)
        await unit.outbox.add(notices.which_answered(person.id, question, "form", len(lines)), now)
        await _ask_on(unit, person, now)
        return "\n".join(line.text for line in lines)


@dataclass(frozen=True, slots=True)
class ListRooms:
    """For `/to`: everybody whom this person can write to now, as buttons."""

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, person: Person) -> None:
        now = self.clock.now()
        await expire_late(unit, person, self.clock, self.rules)
        rooms = await unit.rooms.live_of(person.id)
        found = await choices(unit, rooms, person.id, now)
        await unit.outbox.add(notices.whom_to_write(person.id, found), now)


@dataclass(frozen=True, slots=True)
class ChooseRoom:
    """A press on one of them: plain lines go there for a while. What waits goes on waiting."""

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, room_id: RoomId, person: Person) -> Chosen:
        room = await _member_room(unit, room_id, person, self.clock, self.rules)
        if room is None:
            return Chosen.STALE
        if not room.live:
            return Chosen.ROOM_OVER
        await focus.begin(unit, person.id, room, self.rules, self.clock.now())
        return Chosen.DONE


async def _member_room(
    unit: UnitOfWork, room_id: RoomId, person: Person, clock: Clock, rules: RoomRules
) -> Room | None:
    """As it is at this very moment; None for somebody else's."""
    await expire_late(unit, person, clock, rules)
    room = await unit.rooms.get(room_id)
    return room if room is not None and room.counterpart(person.id) is not None else None


async def _ask_on(unit: UnitOfWork, person: Person, now: datetime) -> None:
    """Lines that were not for that room are asked about on their own."""
    left = await held.read(unit, person.id)
    if left:
        await held.ask(unit, person.id, left, now)


async def _without_form(unit: UnitOfWork, person: Person, asked: held.Waiting, now: datetime) -> None:
    """The form is over or asks something else by now: its button goes."""
    without = {id: replace(line, form="") for id, line in asked.items()}
    held.keep(unit, person.id, without, now)
    await held.ask(unit, person.id, without, now)


def _drop(unit: UnitOfWork, lines: list[Message], reason: str) -> None:
    for line in lines:
        after = replace(line, state=MessageState.DISCARDED, reason=reason, version=line.version + 1)
        unit.messages.save(line, after)
