"""Bookings as a therapist sees them in a list: each with its customer's name, and whom it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.booking import Booking
from domain.ids import PersonId
from services.notices import booking_values
from services.ports import UnitOfWork
from services.whose_turn import waiting


async def lines_for_therapist(unit: UnitOfWork, bookings: Sequence[Booking]) -> list[dict[str, Any]]:
    names: dict[PersonId, str] = {}
    for customer in {one.customer for one in bookings}:
        person = await unit.people.get(customer)
        names[customer] = person.name if person is not None else ""
    return [booking_values(one, customer=names[one.customer]) | await waiting(unit, one) for one in bookings]
