"""One side says that the other did not come: that side is asked, and may say otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.absence import Absence, AbsenceStatus, NotSayable, not_sayable
from domain.booking import Booking, BookingStatus
from domain.ids import BookingId
from domain.people import Person, Role
from domain.rules import BookingRules
from services import care_notices, overdue, room_cards, sharing, visit_cards
from services.asking import announce
from services.booking_cards import standing
from services.care_people import facts, names, operators, role_in, therapist_person
from services.care_times import ABSENCE_ANSWER
from services.freed import freed
from services.ports import Clock, UnitOfWork
from services.reminders import disarm
from services.repositories import Change

_UNDECIDED = {AbsenceStatus.OPEN, AbsenceStatus.CONTESTED}


class Said(StrEnum):
    ASKED = "asked"
    """Whether to say so: the first tap."""
    SAID = "said"
    SAID_BEFORE = "said_before"
    CONTESTED = "contested"
    KEPT = "kept"
    NOT_YOURS = "not_yours"


class Answered(StrEnum):
    RECORDED = "recorded"
    CONTESTED = "contested"
    DROPPED = "dropped"
    MOVED_ON = "moved_on"
    """Answered, decided or overtaken meanwhile."""
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class SayAbsent:
    """Where the other one has said the same of this one, each contests what the other says."""

    clock: Clock
    rules: BookingRules

    async def __call__(
        self, unit: UnitOfWork, booking_id: BookingId, person: Person, *, sure: bool
    ) -> Said | NotSayable:
        booking = await unit.bookings.get(booking_id)
        role = None if booking is None else await role_in(unit, booking, person)
        if booking is None or role is None:
            return Said.NOT_YOURS
        now = self.clock.now()
        why_not = not_sayable(booking, now, self.rules)
        if why_not is not None:
            await visit_cards.show(unit, booking, now)
            return why_not
        before = await unit.absences.get(booking.id)
        if before is not None and before.status is AbsenceStatus.CONTESTED:
            return Said.CONTESTED
        if before is not None and before.status is AbsenceStatus.OPEN and before.said_by is role:
            return Said.SAID_BEFORE
        if not sure:
            await tell_one(unit, booking, role, "sure", now)
            return Said.ASKED
        if before is not None and before.status is AbsenceStatus.OPEN:
            await contest(unit, booking, before, now)
            return Said.CONTESTED
        await self._say(unit, booking, role, before, now)
        return Said.SAID

    async def keep(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Said:
        booking = await unit.bookings.get(booking_id)
        role = None if booking is None else await role_in(unit, booking, person)
        if booking is None or role is None:
            return Said.NOT_YOURS
        said = await unit.absences.get(booking.id)
        if said is not None and said.status in _UNDECIDED:
            return Said.SAID_BEFORE
        await tell_one(unit, booking, role, "kept", self.clock.now())
        return Said.KEPT

    async def _say(
        self, unit: UnitOfWork, booking: Booking, role: Role, before: Absence | None, now: datetime
    ) -> None:
        said = Absence(
            booking=booking.id,
            said_by=role,
            status=AbsenceStatus.OPEN,
            version=before.version + 1 if before else 0,
            said_at=now,
            answer_by=now + self.rules.no_show_wait,
        )
        if before is None:
            await unit.absences.add(said)
        else:
            unit.absences.save(before, said)
        unit.deadlines.set(ABSENCE_ANSWER, booking.id, said.answer_by)
        await tell_one(unit, booking, role, "said", now, said)
        await tell_one(unit, booking, said.of, "open", now, said)


@dataclass(frozen=True, slots=True)
class AnswerAbsence:
    """The side that is said not to have come: `so` it is, or not."""

    clock: Clock

    async def __call__(
        self, unit: UnitOfWork, booking_id: BookingId, person: Person, *, so: bool
    ) -> Answered:
        booking, said = await unit.bookings.get(booking_id), await unit.absences.get(booking_id)
        role = None if booking is None else await role_in(unit, booking, person)
        if booking is None or said is None or role is not said.of:
            return Answered.NOT_YOURS
        if said.status is not AbsenceStatus.OPEN:
            return Answered.MOVED_ON
        now = self.clock.now()
        if not_begun(booking):
            if so:
                await record(unit, booking, said, said.of, now, f"{role}_{_id(booking, role)}")
                return Answered.RECORDED
            await contest(unit, booking, said, now)
            return Answered.CONTESTED
        await drop(unit, booking, now)
        return Answered.MOVED_ON


@dataclass(frozen=True, slots=True)
class TakeBackAbsence:
    """The side that said so: the other one has come after all."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Answered:
        booking, said = await unit.bookings.get(booking_id), await unit.absences.get(booking_id)
        role = None if booking is None else await role_in(unit, booking, person)
        if booking is None or said is None or role is not said.said_by:
            return Answered.NOT_YOURS
        if said.status not in _UNDECIDED:
            return Answered.MOVED_ON
        await drop(unit, booking, self.clock.now())
        return Answered.DROPPED


@dataclass(frozen=True, slots=True)
class CloseAbsence:
    """For the deadline `absence_answer`: nobody has contested it. Who could not be asked has not been silent:
    then an operator decides."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId) -> None:
        now = self.clock.now()
        booking, said = await unit.bookings.get(booking_id), await unit.absences.get(booking_id)
        if booking is None or said is None or said.status is not AbsenceStatus.OPEN:
            return
        if not not_begun(booking):
            await drop(unit, booking, now)
        elif said.said_at <= now < said.answer_by:
            unit.deadlines.set(ABSENCE_ANSWER, booking.id, said.answer_by)
        elif await _was_asked(unit, booking, said):
            await record(unit, booking, said, said.of, now, "deadline")
        else:
            await contest(unit, booking, said, now)


def not_begun(booking: Booking) -> bool:
    return booking.status in {BookingStatus.CONFIRMED, BookingStatus.ON_THE_WAY}


async def contest(unit: UnitOfWork, booking: Booking, said: Absence, now: datetime) -> None:
    contested = said.to(AbsenceStatus.CONTESTED)
    unit.absences.save(said, contested)
    unit.deadlines.cancel(ABSENCE_ANSWER, booking.id)
    for role in (Role.CUSTOMER, Role.THERAPIST):
        await tell_one(unit, booking, role, "contested", now, contested)
    known = await facts(unit, booking)
    for one in await operators(unit, booking):
        await unit.outbox.add(care_notices.decision(one.id, contested, known, "open"), now)


async def record(unit: UnitOfWork, booking: Booking, said: Absence, of: Role, now: datetime, by: str) -> None:
    """The room stays until it expires, so that the two can still write about it; nothing else is left."""
    unit.absences.save(said, said.to(AbsenceStatus.RECORDED))
    missed = replace(booking.to(BookingStatus.NO_SHOW), no_show=of.value)
    unit.bookings.save(booking, missed, Change(by, now, f"no_show_{of}"))
    await unit.occupancy.release(booking.id)
    await freed(unit, booking.therapist, now)
    disarm(unit, booking.id)
    await overdue.over(unit, missed, now)
    await visit_cards.show(unit, missed, now)
    for role in (Role.CUSTOMER, Role.THERAPIST):
        await tell_one(unit, missed, role, "recorded", now, said, of=of)
    offer = standing(await unit.offers.of_booking(booking.id), missed)
    if offer is not None:
        announce(unit, missed, offer, "status", now)
    room = await unit.rooms.of_booking(booking.id)
    if room is not None:
        await room_cards.show(unit, room, now)
        await sharing.end(unit, missed, room, now)


async def drop(unit: UnitOfWork, booking: Booking, now: datetime) -> None:
    """It took place after all, or ended some other way: nobody is said to have stayed away."""
    said = await unit.absences.get(booking.id)
    if said is None or said.status not in _UNDECIDED:
        return
    unit.absences.save(said, said.to(AbsenceStatus.DROPPED))
    unit.deadlines.cancel(ABSENCE_ANSWER, booking.id)
    for role in (Role.CUSTOMER, Role.THERAPIST):
        await tell_one(unit, booking, role, "dropped", now, said)
    if said.status is AbsenceStatus.CONTESTED:
        await tell_operators(unit, booking, said, "over", now)


async def tell_operators(
    unit: UnitOfWork, booking: Booking, said: Absence, outcome: str, now: datetime, *, by: str = ""
) -> None:
    """What their question becomes."""
    known = await facts(unit, booking)
    for one in await operators(unit, booking):
        card = care_notices.decision(one.id, said, known, outcome, by=by)
        if await unit.outbox.stands(one.id, card.card):
            await unit.outbox.add(card, now)


async def tell_one(
    unit: UnitOfWork,
    booking: Booking,
    role: Role,
    outcome: str,
    now: datetime,
    said: Absence | None = None,
    *,
    of: Role | None = None,
) -> None:
    to = booking.customer if role is Role.CUSTOMER else await therapist_person(unit, booking)
    if to is None:
        return
    called = await names(unit, booking)
    other = called[Role.THERAPIST if role is Role.CUSTOMER else Role.CUSTOMER]
    answer_by = said.answer_by if said else None
    card = care_notices.absence(
        to, booking, outcome, reader=role, other=other, answer_by=answer_by, by_role=of
    )
    await unit.outbox.add(card, now)


async def _was_asked(unit: UnitOfWork, booking: Booking, said: Absence) -> bool:
    to = booking.customer if said.of is Role.CUSTOMER else await therapist_person(unit, booking)
    person = await unit.people.get(to) if to is not None else None
    if person is None or not person.reachable:
        return False
    return await unit.outbox.card(person.id, care_notices.absence_card(booking)) is not None


def _id(booking: Booking, role: Role) -> int | None:
    return booking.customer if role is Role.CUSTOMER else booking.therapist
