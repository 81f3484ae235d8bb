"""Who is concerned in a visit, and which operators may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.booking import Booking
from domain.ids import PersonId
from domain.people import Person, Role
from services.notices import booking_values
from services.ports import UnitOfWork


async def therapist_person(unit: UnitOfWork, booking: Booking) -> PersonId | None:
    found = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
    return found.person if found else None


async def role_in(unit: UnitOfWork, booking: Booking, person: Person) -> Role | None:
    if booking.customer == person.id:
        return Role.CUSTOMER
    return Role.THERAPIST if await therapist_person(unit, booking) == person.id else None


async def names(unit: UnitOfWork, booking: Booking) -> dict[Role, str]:
    customer = await unit.people.get(booking.customer)
    found = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
    return {
        Role.CUSTOMER: customer.name if customer else "",
        Role.THERAPIST: found.name if found else "",
    }


async def facts(unit: UnitOfWork, booking: Booking) -> dict[str, Any]:
    """What an operator needs to help: who, where, when, and which conversation is theirs."""
    called = await names(unit, booking)
    room = await unit.rooms.of_booking(booking.id)
    known = booking_values(booking, therapist=called[Role.THERAPIST], customer=called[Role.CUSTOMER])
    return known | {"conversation": room.conversation if room else ""}


async def operators(unit: UnitOfWork, booking: Booking) -> Sequence[Person]:
    """Never one of the two: what one side asks for in silence must not come to the other's telephone."""
    two = {booking.customer, await therapist_person(unit, booking)}
    return [one for one in await unit.people.operators() if one.id not in two]


async def may_decide(unit: UnitOfWork, booking: Booking, person: Person) -> bool:
    return any(one.id == person.id for one in await operators(unit, booking))
