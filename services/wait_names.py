"""The names that the waitlist's words need."""

from __future__ import annotations

from domain.ids import TherapistId
from domain.waitlist import Wait
from services.ports import UnitOfWork


async def name_of(unit: UnitOfWork, therapist: TherapistId) -> str:
    found = await unit.therapists.get(therapist)
    return found.name if found else ""


async def wish_name(unit: UnitOfWork, wait: Wait) -> str:
    """Of the one wished for; "" for anyone."""
    return await name_of(unit, wait.wish.therapist) if wait.wish.therapist is not None else ""
