"""Time that came free: whoever gives some of it back says so here, in the same unit, and the waitlist is
looked at as soon as that is committed."""

from __future__ import annotations

from datetime import datetime

from domain.ids import TherapistId
from services.ports import UnitOfWork

FREED = "freed"
"""The deadline's kind; its subject is the therapist's id."""


async def freed(unit: UnitOfWork, therapist: TherapistId | None, now: datetime) -> None:
    """A booking let go, a hold given back, hours widened, time off taken back. None: nobody's was held."""
    if therapist is not None and await unit.waits.anybody():
        unit.deadlines.set(FREED, therapist, now)
