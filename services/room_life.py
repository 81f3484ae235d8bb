"""Rooms that end by the clock, and what operators do to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.ids import RoomId
from domain.people import Address, Person
from domain.room import CloseReason, Room, RoomStatus
from domain.rules import RoomRules
from services import room_cards
from services.parties import party
from services.ports import Clock, UnitOfWork
from services.repositories import Change
from services.rooms import (
    announce,
    arm,
    end_room,
    needed_until,
    new_room,
    open_room,
    serves,
    tell_opened,
)

PATIENCE = timedelta(seconds=30)
"""A proof's, with a busy machine."""


@dataclass(frozen=True, slots=True)
class ExpireRoom:
    """For the deadline `room_expiry`: works out anew how long the room is needed; ends it if it is not."""

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, room_id: RoomId) -> None:
        now = self.clock.now()
        room = await unit.rooms.get(room_id)
        if room is None or room.status is not RoomStatus.OPEN or room.expires_at is None:
            return
        until = room.expires_at
        if room.probe and await _waits_for_words(unit, room, now):
            until = now + self.rules.probe_life
        elif not room.probe and await serves(unit, room):
            until = await needed_until(unit, room, self.rules, now)
        if until <= now:
            await end_room(unit, room, RoomStatus.EXPIRED, CloseReason.EXPIRED, now, "deadline")
            return
        if until != room.expires_at:
            after = replace(room, expires_at=until, version=room.version + 1)
            unit.rooms.save(room, after, Change("deadline", now, "needed_longer_or_less"))
            if not room.probe:
                await room_cards.show(unit, after, now)
            room = after
        arm(unit, room, self.rules, now)


async def _waits_for_words(unit: UnitOfWork, room: Room, now: datetime) -> bool:
    """A proof's room lives a second, but on a busy machine its two take longer to write to each other."""
    both = len({one.sender_person for one in await unit.messages.history(room.conversation, 2)}) == 2
    return not both and now < room.created_at + PATIENCE


@dataclass(frozen=True, slots=True)
class WarnRoom:
    """For the deadline `room_warning`: says to both that the room is about to end. Late, it says it as long
    as there is anything left to do about it."""

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, room_id: RoomId) -> None:
        now = self.clock.now()
        room = await unit.rooms.get(room_id)
        if room is None or room.status is not RoomStatus.OPEN or room.expires_at is None:
            return
        if now < room.expires_at - self.rules.warn_before:
            arm(unit, room, self.rules, now)
        elif now < room.expires_at:
            await room_cards.warn(unit, room, now)


class Extended(StrEnum):
    EXTENDED = "extended"
    ALREADY = "already"
    """By this very button, or by the other one's."""
    NO_MORE = "no_more"
    OVER = "over"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class ExtendRoom:
    """One day more, by either of the two. `left` is what the button knew: two taps on it are one."""

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, room_id: RoomId, person: Person, left: int) -> Extended:
        now = self.clock.now()
        await expire_late(unit, person, self.clock, self.rules)
        room = await unit.rooms.get(room_id)
        if room is None or room.counterpart(person.id) is None:
            return Extended.NOT_YOURS
        if room.status is not RoomStatus.OPEN:
            return Extended.OVER
        if room.extensions_left < left:
            return Extended.ALREADY
        after = room.kept_longer(self.rules.extension, now)
        if after is None:
            return Extended.NO_MORE
        by = await party(unit, room, person.id)
        unit.rooms.save(room, after, Change(by.key, now, "extended"))
        arm(unit, after, self.rules, now)
        announce(unit, after, "room_extended", now)
        await room_cards.extended(unit, after, person.id, now)
        return Extended.EXTENDED


async def expire_late(unit: UnitOfWork, person: Person, clock: Clock, rules: RoomRules) -> Sequence[RoomId]:
    """After a pause somebody can come before the deadline does: a room's time is up all the same."""
    now, live = clock.now(), await unit.rooms.live_of(person.id)
    late = [room.id for room in live if room.expires_at is not None and room.expires_at <= now]
    for id in late:
        await ExpireRoom(clock, rules)(unit, id)
    return late


class RoomRefusal(StrEnum):
    """Why an operator's pair cannot have a room."""

    CUSTOMER_UNKNOWN = "customer_unknown"
    THERAPIST_UNKNOWN = "therapist_unknown"
    NOT_A_THERAPIST = "not_a_therapist"
    SAME_PERSON = "same_person"
    APART = "apart"
    """One of the two has blocked the other."""


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """An operator brings two together without a booking. A pair that has an open room keeps it as it is."""

    clock: Clock
    rules: RoomRules

    async def __call__(
        self, unit: UnitOfWork, customer: Address, therapist: Address, by: str
    ) -> Room | RoomRefusal:
        now = self.clock.now()
        pair = await _pair(unit, customer, therapist)
        if isinstance(pair, RoomRefusal):
            return pair
        person, other = pair
        assert other.therapist is not None
        room = await unit.rooms.live_of_pair(person.id, other.therapist)
        if room is not None and room.status is RoomStatus.OPEN:
            return room
        room = room or await new_room(unit, person.id, other.therapist, other.id, now)
        room = await open_room(unit, room, self.rules, now, by)
        await tell_opened(unit, room, None, now)
        return room


@dataclass(frozen=True, slots=True)
class CloseRoom:
    """At once, whatever still needs it. Answers None when there is no such room or it has ended already."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, room_id: RoomId, by: str) -> Room | None:
        room = await unit.rooms.get(room_id)
        if room is None or not room.live:
            return None
        return await end_room(unit, room, RoomStatus.CLOSED, CloseReason.OPERATOR, self.clock.now(), by)


async def _pair(
    unit: UnitOfWork, customer: Address, therapist: Address
) -> tuple[Person, Person] | RoomRefusal:
    person, other = await unit.people.at(customer), await unit.people.at(therapist)
    if person is None:
        return RoomRefusal.CUSTOMER_UNKNOWN
    if other is None:
        return RoomRefusal.THERAPIST_UNKNOWN
    if other.therapist is None:
        return RoomRefusal.NOT_A_THERAPIST
    if person.id == other.id:
        return RoomRefusal.SAME_PERSON
    return RoomRefusal.APART if other.id in await unit.blocks.apart(person.id) else (person, other)
