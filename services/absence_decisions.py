"""Each says that the other did not come: an operator decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.absence import AbsenceStatus
from domain.ids import BookingId
from domain.people import Person, Role
from services import absences, visits
from services.care_people import may_decide
from services.ports import Clock, UnitOfWork


class Verdict(StrEnum):
    CUSTOMER = "customer"
    THERAPIST = "therapist"
    TOOK_PLACE = "took_place"


class Decided(StrEnum):
    DECIDED = "decided"
    DECIDED_BEFORE = "decided_before"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class DecideAbsence:
    clock: Clock

    async def __call__(
        self, unit: UnitOfWork, booking_id: BookingId, person: Person, verdict: Verdict
    ) -> Decided:
        booking, said = await unit.bookings.get(booking_id), await unit.absences.get(booking_id)
        if booking is None or said is None or not await may_decide(unit, booking, person):
            return Decided.NOT_YOURS
        if said.status is not AbsenceStatus.CONTESTED or not absences.not_begun(booking):
            return Decided.DECIDED_BEFORE
        now, by = self.clock.now(), f"operator_{person.id}"
        if verdict is Verdict.TOOK_PLACE:
            # Then it ended when it was to.
            await absences.drop(unit, booking, now)
            await visits.complete(unit, booking, min(now, booking.span.ends_at), now, by)
        else:
            await absences.record(unit, booking, said, Role(verdict.value), now, by)
        await absences.tell_operators(unit, booking, said, verdict.value, now, by=person.name)
        return Decided.DECIDED
