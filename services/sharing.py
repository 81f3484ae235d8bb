"""Numbers shared for one visit: one tap each, and either takes it back. It ends with the visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking
from domain.ids import BookingId, PersonId
from domain.people import Person
from domain.room import Room
from domain.standing import Consent
from services.identity import SHARABLE
from services.identity_notices import share
from services.parties import counterpart_name
from services.ports import Clock, UnitOfWork


class Shared(StrEnum):
    DONE = "done"
    STALE = "stale"
    """Somebody else's, or the visit is over."""
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class ShareNumbers:
    """The first tap asks the other one, the second allows it."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Shared:
        found = await _visit(unit, booking_id, person)
        if found is None:
            return Shared.STALE
        booking, room, other = found
        agreed = {one.person for one in await unit.identity.consents(booking.id)}
        if person.id in agreed:
            return Shared.ALREADY
        now = self.clock.now()
        unit.identity.consent(Consent(booking.id, person.id, now))
        both = other in agreed
        await _show(unit, booking, room, person.id, "agreed" if both else "asked", now)
        await _show(unit, booking, room, other, "agreed" if both else "invited", now, fresh=True)
        return Shared.DONE


@dataclass(frozen=True, slots=True)
class KeepNumbers:
    """No, or no longer: from here on nothing of it passes."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Shared:
        found = await _visit(unit, booking_id, person)
        if found is None:
            return Shared.STALE
        booking, room, other = found
        agreed = {one.person for one in await unit.identity.consents(booking.id)}
        if not agreed:
            return Shared.ALREADY
        now = self.clock.now()
        unit.identity.take_back(booking.id)
        await _show(unit, booking, room, person.id, "kept", now)
        if other in agreed:
            ended = "ended" if person.id in agreed else "declined"
            await _show(unit, booking, room, other, ended, now, fresh=True)
        else:
            await _show(unit, booking, room, other, "withdrawn", now)
        return Shared.DONE


async def end(unit: UnitOfWork, booking: Booking, room: Room, now: datetime) -> None:
    """With the visit. What it allowed has ended already: only the cards say so."""
    for person in room.members:
        if await unit.outbox.stands(person, f"share:{booking.id}"):
            await _show(unit, booking, room, person, "over", now)


async def _visit(
    unit: UnitOfWork, booking_id: BookingId, person: Person
) -> tuple[Booking, Room, PersonId] | None:
    """That it is theirs, and goes on; with its live room and the other one there."""
    booking = await unit.bookings.get(booking_id)
    room = await unit.rooms.of_booking(booking_id) if booking else None
    other = room.counterpart(person.id) if room else None
    if booking is None or room is None or other is None:
        return None
    return (booking, room, other) if room.live and booking.status in SHARABLE else None


async def _show(
    unit: UnitOfWork,
    booking: Booking,
    room: Room,
    person: PersonId,
    outcome: str,
    now: datetime,
    *,
    fresh: bool = False,
) -> None:
    name = await counterpart_name(unit, room, person)
    await unit.outbox.add(share(person, booking, room, name, outcome, fresh=fresh), now)
