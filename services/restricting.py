"""The way out of a restriction: its person asks the studio, an operator ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.ids import PersonId
from domain.people import Person
from domain.standing import Standing, StandingRules
from services import identity_notices
from services.alerts import Alerts
from services.ports import Clock, UnitOfWork

AGAIN_AFTER = timedelta(days=1)


class Lifted(StrEnum):
    DONE = "done"
    STALE = "stale"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class LiftRestriction:
    clock: Clock
    rules: StandingRules

    async def __call__(self, unit: UnitOfWork, restricted: PersonId, operator: Person) -> Lifted:
        if not operator.operator:
            return Lifted.NOT_YOURS
        now = self.clock.now()
        strikes = await unit.identity.strikes(restricted, now - self.rules.fades)
        if not strikes:
            return Lifted.STALE
        unit.identity.forgive(restricted)
        if self.rules.standing(len(strikes)) is Standing.RESTRICTED:
            await unit.outbox.add(identity_notices.lifted(restricted), now)
        return Lifted.DONE


@dataclass(frozen=True, slots=True)
class AppealRestriction:
    """Once a day: the operators' chats are for what is new."""

    clock: Clock
    rules: StandingRules
    alerts: Alerts

    async def __call__(self, unit: UnitOfWork, person: Person) -> Lifted:
        now, key = self.clock.now(), f"appeal:{person.id}"
        strikes = await unit.identity.strikes(person.id, now - self.rules.fades)
        if self.rules.standing(len(strikes)) is not Standing.RESTRICTED:
            return Lifted.STALE
        _, _, asked_at = await unit.conversations.get(key)
        if asked_at is None or now - asked_at >= AGAIN_AFTER:
            unit.conversations.put(key, "asked", {}, now)
            by = f"therapist_{person.therapist}" if person.therapist else f"customer_{person.id}"
            await self.alerts(unit, "appealed", by=by, person=person.id)
        await unit.outbox.add(identity_notices.appealed(person.id), now)
        return Lifted.DONE
