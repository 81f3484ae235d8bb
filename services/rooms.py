"""A room's life, for the use-cases that make, open and end one. Each call belongs to its caller's unit.

A booking's or offer's own change is saved before the room is asked about: what is needed is read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.booking import LIVE, Booking, BookingStatus
from domain.ids import BookingId, PersonId, RoomId, TherapistId
from domain.people import Therapist
from domain.room import BY_MEMBER, CloseReason, Room, RoomStatus
from domain.rules import RoomRules
from services import focus, freezing, held, live, notices, room_cards
from services.parties import counterpart_name, party
from services.ports import UnitOfWork
from services.repositories import Change

EXPIRY = "room_expiry"
"""The deadline's kind; its subject is the room's id."""
ROOM_WARNING = "room_warning"
"""Likewise, a while before."""

# A visit that is over, or was missed, keeps its room until the room expires: one can still ask about it.
_NEEDING = LIVE | {BookingStatus.COMPLETED, BookingStatus.NO_SHOW}


_OWN_WISH = BY_MEMBER | {CloseReason.BLOCKED, CloseReason.REPORTED}


async def pair_room(unit: UnitOfWork, now: datetime, booking: Booking, therapist: Therapist) -> Room:
    """The pair's live room, or a new pending one; the booking is attached to it."""
    if therapist.person is None or therapist.person == booking.customer:
        raise ValueError(f"therapist {therapist.id} cannot have a room with person {booking.customer}")
    room = await unit.rooms.live_of_pair(booking.customer, therapist.id)
    if room is None:
        room = await new_room(
            unit, booking.customer, therapist.id, therapist.person, now, probe=booking.probe
        )
    unit.rooms.attach(room.id, booking.id)
    await room_cards.show(unit, room, now)
    return room


async def new_room(
    unit: UnitOfWork,
    customer: PersonId,
    therapist: TherapistId,
    therapist_person: PersonId,
    now: datetime,
    *,
    probe: bool = False,
) -> Room:
    """The next generation of the pair's room, pending; frozen from the start while one of them is away. The
    pair must have no live one."""
    two = [await unit.people.get(one) for one in (customer, therapist_person)]
    away = any(one is not None and not one.reachable for one in two)
    room = await unit.rooms.add(
        Room(
            id=RoomId(0),
            generation=0,
            customer=customer,
            therapist=therapist,
            therapist_person=therapist_person,
            status=RoomStatus.PENDING,
            version=0,
            created_at=now,
            frozen_at=now if away else None,
            probe=probe,
        )
    )
    announce(unit, room, "room_requested", now)
    return room


async def open_room(unit: UnitOfWork, room: Room, rules: RoomRules, now: datetime, by: str) -> Room:
    """Opens it, or keeps it open for as long as its bookings ask, and sets its expiry. Tells nobody.

    One that has ended meanwhile (an operator closed it) is followed by the pair's next.
    """
    if not room.live:
        room = await _next_generation(unit, room, now)
    until = await needed_until(unit, room, rules, now)
    opened = room if room.status is RoomStatus.OPEN else room.to(RoomStatus.OPEN, at=now)
    after = replace(opened, expires_at=until, extensions_left=rules.extensions, version=room.version + 1)
    unit.rooms.save(room, after, Change(by, now))
    arm(unit, after, rules, now)
    if room.status is not RoomStatus.OPEN:
        announce(unit, after, "room_opened", now)
    return after


def arm(unit: UnitOfWork, room: Room, rules: RoomRules, now: datetime) -> None:
    """When an open room ends, and when its two hear about it beforehand: not if that is past already."""
    assert room.expires_at is not None
    unit.deadlines.set(EXPIRY, room.id, room.expires_at, version=room.version)
    warn_at = room.expires_at - rules.warn_before
    if room.probe or warn_at <= now:
        unit.deadlines.cancel(ROOM_WARNING, room.id)
    else:
        unit.deadlines.set(ROOM_WARNING, room.id, warn_at, version=room.version)


async def tell_opened(unit: UnitOfWork, room: Room, booking: Booking | None, now: datetime) -> None:
    """The first notice of an open room, to both, each with the other's name: from now on its card."""
    for member in room.members:
        await unit.outbox.add(await room_cards.opened(unit, room, booking, member), now)


async def close_if_unneeded(
    unit: UnitOfWork,
    room: Room,
    reason: CloseReason,
    now: datetime,
    by: str,
    *,
    leaving: BookingId | None = None,
) -> Room:
    """Closes it unless another booking needs it. `leaving` is a booking that is live and goes elsewhere
    (to the next therapist); one that is cancelled, or holds another's time, does not count anyway."""
    if not room.live:
        return room
    needing = await _needing(unit, room, leaving)
    if not needing:
        return await end_room(unit, room, RoomStatus.CLOSED, reason, now, by)
    staying = {booking.id for booking in needing}
    for booking in await unit.rooms.bookings(room.id):
        if booking.live and booking.id not in staying:
            unit.rooms.detach(room.id, booking.id)
    await room_cards.show(unit, room, now)
    if room.status is RoomStatus.OPEN and not room.probe:
        # What is left may end sooner: the expiry looks again and works its time out anew.
        unit.deadlines.set(EXPIRY, room.id, now, version=room.version)
    return room


async def end_room(
    unit: UnitOfWork, room: Room, status: RoomStatus, reason: CloseReason, now: datetime, by: str
) -> Room:
    """Ends it whatever needs it, and tells those who would wonder."""
    after = room.to(status, at=now, reason=reason)
    unit.rooms.save(room, after, Change(by, now, reason))
    unit.deadlines.cancel(EXPIRY, room.id)
    unit.deadlines.cancel(ROOM_WARNING, room.id)
    announce(unit, after, f"room_{status}", now)
    await room_cards.show(unit, after, now)
    for member in await _wondering(unit, room, reason, by):
        name = await counterpart_name(unit, room, member)
        await unit.outbox.add(notices.room_ended(member, after, name), now)
    await focus.room_ended(unit, after, now)
    await freezing.own_up(unit, after, now)
    await live.room_ended(unit, after, now)
    for member in room.members:
        await held.give_up(unit, member, after, now)
    return after


async def needed_until(unit: UnitOfWork, room: Room, rules: RoomRules, now: datetime) -> datetime:
    """When an open room expires by the bookings it serves now; without any, as if a visit ended now."""
    if room.probe:
        return now + rules.probe_life
    ends = [booking.ends_at for booking in await _needing(unit, room, None)]
    until = max(ends, default=now) + rules.after_visit
    return max(until, room.extended_until) if room.extended_until is not None else until


async def serves(unit: UnitOfWork, room: Room) -> bool:
    """Whether any booking needs it; an operator's room serves none and ends at the time it was given."""
    return bool(await _needing(unit, room, None))


def announce(unit: UnitOfWork, room: Room, kind: str, now: datetime) -> None:
    payload = {
        "room": room.id,
        "conversation": room.conversation,
        "generation": room.generation,
        "status": room.status.value,
        "reason": room.reason.value if room.reason else "",
        "expires_at": notices.instant(room.expires_at),
    }
    unit.events.add(f"chat_rooms.{room.customer}_{room.therapist}", kind, payload, now)


async def _next_generation(unit: UnitOfWork, ended: Room, now: datetime) -> Room:
    room = await unit.rooms.live_of_pair(ended.customer, ended.therapist)
    room = room or await new_room(
        unit, ended.customer, ended.therapist, ended.therapist_person, now, probe=ended.probe
    )
    for booking in await _needing(unit, ended, None):
        unit.rooms.attach(room.id, booking.id)
    return room


async def _needing(unit: UnitOfWork, room: Room, leaving: BookingId | None) -> Sequence[Booking]:
    return [
        booking
        for booking in await unit.rooms.bookings(room.id)
        if booking.status in _NEEDING and booking.therapist == room.therapist and booking.id != leaving
    ]


async def _wondering(unit: UnitOfWork, room: Room, reason: CloseReason, by: str) -> Sequence[PersonId]:
    """Both, once it was open, but for the one who ended it on purpose and was told by that. Of a pending one
    only those who did not end it, and only after words in it: otherwise the booking's own card says all
    there is to say."""
    if room.status is RoomStatus.OPEN and reason not in _OWN_WISH:
        return room.members
    if room.status is RoomStatus.OPEN:
        return [member for member in room.members if (await party(unit, room, member)).key != by]
    if not any(message.room == room.id for message in await unit.messages.history(room.conversation)):
        return ()
    return [member for member in room.members if (await party(unit, room, member)).key != by]
