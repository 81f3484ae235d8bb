"""What operators do about a call for help: one takes it, and somebody says that it is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.help import HelpCall, HelpId, HelpStatus
from domain.people import Person
from domain.rules import SafetyRules
from services import care_notices
from services.care_notices import Facts
from services.care_people import may_decide, operators
from services.care_times import HELP_AGAIN
from services.help import name_of, tell_caller
from services.ports import Clock, UnitOfWork


class Taken(StrEnum):
    TAKEN = "taken"
    TAKEN_BY = "taken_by"
    """Somebody else was faster."""
    RESOLVED = "resolved"
    RESOLVED_BEFORE = "resolved_before"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class TakeHelp:
    clock: Clock
    safety: SafetyRules

    async def __call__(self, unit: UnitOfWork, call_id: HelpId, person: Person) -> tuple[Taken, str]:
        """And the name of whoever has it, or has settled it."""
        call = await _of_operator(unit, call_id, person)
        if call is None:
            return Taken.NOT_YOURS, ""
        if call.status is HelpStatus.RESOLVED:
            return Taken.RESOLVED_BEFORE, await name_of(unit, call)
        if call.status is HelpStatus.TAKEN:
            mine = call.taken_by == person.id
            return (Taken.TAKEN if mine else Taken.TAKEN_BY), await name_of(unit, call)
        now = self.clock.now()
        after = call.taken(person.id, now)
        unit.help_calls.save(call, after)
        await _settle(unit, after, call.facts, self.safety, now)
        return Taken.TAKEN, person.name


@dataclass(frozen=True, slots=True)
class ResolveHelp:
    clock: Clock
    safety: SafetyRules

    async def __call__(self, unit: UnitOfWork, call_id: HelpId, person: Person) -> tuple[Taken, str]:
        call = await _of_operator(unit, call_id, person)
        if call is None:
            return Taken.NOT_YOURS, ""
        if call.status is HelpStatus.RESOLVED:
            return Taken.RESOLVED_BEFORE, await name_of(unit, call)
        now = self.clock.now()
        after = call.resolved(person.id, now)
        unit.help_calls.save(call, after)
        await _settle(unit, after, call.facts, self.safety, now)
        return Taken.RESOLVED, person.name


async def _of_operator(unit: UnitOfWork, call_id: HelpId, person: Person) -> HelpCall | None:
    call = await unit.help_calls.get(call_id)
    booking = await unit.bookings.get(call.booking) if call else None
    if call is None or booking is None or not await may_decide(unit, booking, person):
        return None
    return call


async def _settle(unit: UnitOfWork, call: HelpCall, facts: Facts, safety: SafetyRules, now: datetime) -> None:
    """Every operator's card says who; nobody's telephone rings again for it."""
    unit.deadlines.cancel(HELP_AGAIN, call.id)
    booking = await unit.bookings.get(call.booking)
    by = await name_of(unit, call)
    for one in await operators(unit, booking) if booking else ():
        alert = care_notices.help_alert(one.id, call, facts, by=by, phrase=safety.phrase, fresh=False)
        if await unit.outbox.stands(one.id, alert.card):
            await unit.outbox.add(alert, now)
    await tell_caller(unit, call, safety, now)
