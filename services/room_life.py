"""Rooms that end by the clock, and what operators do to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.ids import RoomId
from domain.people import Address, Person
from domain.room import CloseReason, Room, RoomStatus
from domain.rules import RoomRules
from services.ports import Clock, UnitOfWork
from services.repositories import Change
from services.rooms import EXPIRY, end_room, needed_until, new_room, open_room, serves, tell_opened


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
        if not room.probe and await serves(unit, room):
            until = await needed_until(unit, room, self.rules, now)
        if until <= now:
            await end_room(unit, room, RoomStatus.EXPIRED, CloseReason.EXPIRED, now, "deadline")
            return
        version = room.version
        if until != room.expires_at:
            version += 1
            after = replace(room, expires_at=until, version=version)
            unit.rooms.save(room, after, Change("deadline", now, "needed_longer_or_less"))
        unit.deadlines.set(EXPIRY, room.id, until, version=version)


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
    return RoomRefusal.SAME_PERSON if person.id == other.id else (person, other)
