"""Rooms: one live per pair, one live per booking, both kept by unique indexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, or_, select, update

from domain.booking import Booking
from domain.ids import BookingId, PersonId, RoomId, TherapistId
from domain.room import CloseReason, Room, RoomStatus
from services.repositories import Change
from storage.bookings import booking_of
from storage.changes import record
from storage.query import Query
from storage.room_bookings import ATTACH, BOOKINGS, DETACH, END, OF_BOOKING
from storage.statements import Statements
from storage.tables import rooms as t

LIVE_ROOM = t.c.status.in_([RoomStatus.PENDING, RoomStatus.OPEN])
_past = t.alias()
_next_generation = (
    select(func.coalesce(func.max(_past.c.generation), 0) + 1)
    .where(_past.c.customer_id == bindparam("of_customer"), _past.c.therapist_id == bindparam("of_therapist"))
    .scalar_subquery()
)
_of_person = or_(t.c.customer_id == bindparam("person"), t.c.therapist_person == bindparam("person"))
_newest = (t.c.changed_at.desc(), t.c.id.desc())

ADD = Query(
    "rooms.add",
    "The next generation of a pair's room; refused while one lives.",
    insert(t).values(generation=_next_generation).returning(t.c.id, t.c.generation),
)
# A room that is read live by who writes into it does not end before that is committed.
BY_ID = Query("rooms.get", "One room by our id.", select(t).where(t.c.id == bindparam("room")), held=True)
LIVE_OF_PAIR = Query(
    "rooms.live_of_pair",
    "The pair's live room, if there is one.",
    select(t).where(
        t.c.customer_id == bindparam("customer"), t.c.therapist_id == bindparam("therapist"), LIVE_ROOM
    ),
    held=True,
)
LIVE_OF = Query(
    "rooms.live_of",
    "The live rooms a person is a member of, oldest first.",
    select(t).where(_of_person, LIVE_ROOM).order_by(t.c.id),
    held=True,
)
LATEST_OF = Query(
    "rooms.latest_of",
    "The person's room that changed last, live or not.",
    select(t).where(_of_person).order_by(*_newest).limit(1),
)
LIVE_LIST = Query(
    "rooms.list_live",
    "The live rooms of people (never a probe's), the latest change first.",
    select(t).where(LIVE_ROOM, ~t.c.probe).order_by(*_newest).limit(bindparam("most")),
)
ENDED_LIST = Query(
    "rooms.list_ended",
    "The ended rooms of people, the latest change first.",
    select(t).where(~LIVE_ROOM, ~t.c.probe).order_by(*_newest).limit(bindparam("most")),
)
SAVE = Query(
    "rooms.save",
    "A room as it is now, if nobody moved it meanwhile.",
    update(t).where(
        t.c.id == bindparam("room"),
        t.c.status == bindparam("was_status"),
        t.c.version == bindparam("was_version"),
    ),
)


def room_of(row: Row[Any]) -> Room:
    return Room(
        id=row.id,
        generation=row.generation,
        customer=row.customer_id,
        therapist=row.therapist_id,
        therapist_person=row.therapist_person,
        status=RoomStatus(row.status),
        version=row.version,
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        reason=CloseReason(row.reason) if row.reason else None,
        extensions_left=row.extensions_left,
        extended_until=row.extended_until,
        frozen_at=row.frozen_at,
        probe=row.probe,
    )


def _state(room: Room) -> dict[str, Any]:
    """What a room's life changes; its members and its generation never do."""
    return {
        "status": room.status,
        "version": room.version,
        "expires_at": room.expires_at,
        "ended_at": room.ended_at,
        "reason": room.reason,
        "extensions_left": room.extensions_left,
        "extended_until": room.extended_until,
        "frozen_at": room.frozen_at,
    }


class SqlRooms:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def add(self, room: Room) -> Room:
        result = await self._do.execute(
            ADD,
            of_customer=room.customer,
            of_therapist=room.therapist,
            customer_id=room.customer,
            therapist_id=room.therapist,
            therapist_person=room.therapist_person,
            created_at=room.created_at,
            changed_at=room.created_at,
            probe=room.probe,
            **_state(room),
        )
        made = result.one()
        return replace(room, id=RoomId(made.id), generation=made.generation)

    async def get(self, room: RoomId) -> Room | None:
        return await self._one(BY_ID, room=room)

    async def live_of_pair(self, customer: PersonId, therapist: TherapistId) -> Room | None:
        return await self._one(LIVE_OF_PAIR, customer=customer, therapist=therapist)

    async def live_of(self, person: PersonId) -> Sequence[Room]:
        return [room_of(row) for row in await self._do.rows(LIVE_OF, person=person)]

    async def latest_of(self, person: PersonId) -> Room | None:
        return await self._one(LATEST_OF, person=person)

    async def list(self, *, live: bool, limit: int = 50) -> Sequence[Room]:
        rows = await self._do.rows(LIVE_LIST if live else ENDED_LIST, most=limit)
        return [room_of(row) for row in rows]

    def save(self, before: Room, after: Room, change: Change) -> None:
        self._do.swap(
            SAVE,
            room=before.id,
            was_status=before.status,
            was_version=before.version,
            changed_at=change.at,
            **_state(after),
        )
        if before.live and not after.live:
            self._do.write(END, room=before.id)
        if before.status is not after.status:
            record(self._do, "room", before.id, before.status, after.status, change)

    def attach(self, room: RoomId, booking: BookingId) -> None:
        self._do.write(ATTACH, room=room, booking=booking)

    def detach(self, room: RoomId, booking: BookingId) -> None:
        self._do.write(DETACH, room=room, booking=booking)

    async def bookings(self, room: RoomId) -> Sequence[Booking]:
        return [booking_of(row) for row in await self._do.rows(BOOKINGS, room=room)]

    async def of_booking(self, booking: BookingId) -> Room | None:
        return await self._one(OF_BOOKING, booking=booking)

    async def _one(self, query: Query, **values: int) -> Room | None:
        row = await self._do.row(query, **values)
        return room_of(row) if row else None
