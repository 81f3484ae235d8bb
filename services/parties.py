"""Who is who in a room, under the names the two may see: never more of Telegram's than a first name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.ids import PersonId
from domain.people import Party, Role
from domain.room import Room
from services import notices
from services.ports import UnitOfWork


async def party(unit: UnitOfWork, room: Room, person: PersonId) -> Party:
    """This member as exports name it. Raises ValueError for somebody who is not one."""
    role = room.role_of(person)
    if role is None:
        raise ValueError(f"person {person} is not a member of room {room.id}")
    if role is Role.THERAPIST:
        therapist = await unit.therapists.get(room.therapist)
        return Party(role, room.therapist, therapist.name if therapist else "")
    customer = await unit.people.get(room.customer)
    return Party(role, room.customer, customer.name if customer else "")


async def counterpart_name(unit: UnitOfWork, room: Room, person: PersonId) -> str:
    """The name that this member knows the other one by."""
    other = room.counterpart(person)
    return "" if other is None else (await party(unit, room, other)).name


async def choices(
    unit: UnitOfWork, rooms: Sequence[Room], person: PersonId, now: datetime
) -> list[dict[str, Any]]:
    """What a button for each of these rooms needs: the other one's name, and the visit that tells two of the
    same name apart (none in a room that an operator opened)."""
    return [await _choice(unit, room, person, now) for room in rooms]


async def _choice(unit: UnitOfWork, room: Room, person: PersonId, now: datetime) -> dict[str, Any]:
    visit = room.subject(await unit.rooms.bookings(room.id), now)
    return {
        "room": room.id,
        "counterpart": await counterpart_name(unit, room, person),
        "reference": visit.reference if visit else "",
        "starts_at": notices.instant(visit.span.starts_at) if visit else None,
    }
