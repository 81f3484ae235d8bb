"""The waitlist and time that came free: who is next for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ids import TherapistId
from domain.waitlist import Wait
from services.candidates import fitting
from services.ports import Clock, UnitOfWork


@dataclass(frozen=True, slots=True)
class LookAtWaitlist:
    """For the deadline `freed`."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, therapist: TherapistId) -> Sequence[Wait]:
        """Those in line whom this therapist could treat, first come first."""
        now = self.clock.now()
        line = [
            wait for wait in await unit.waits.line() if wait.status == "waiting" and wait.joined_at <= now
        ]
        return [wait for wait in line if therapist in {one.id for one in await fitting(unit, wait.need)}]
