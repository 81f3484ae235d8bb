"""Help, asked for by one side of a visit: the other sees and hears nothing of it.

So nothing here writes to the booking's changes or the feed, or touches a card of the other's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.booking import Booking
from domain.help import HelpCall, HelpId, HelpStatus, offered
from domain.ids import BookingId
from domain.people import Person, Role
from domain.rules import BookingRules, SafetyRules
from services import care_notices
from services.care_people import facts, operators, role_in
from services.care_times import HELP_AGAIN
from services.ports import Clock, UnitOfWork, Units

ONE_TAP = timedelta(seconds=20)
"""Somebody who taps on while that passes does not have the operators' telephones ring anew each time."""
WAITING_AFTER = 3
"""Alerts without an answer after which whoever asked is told so."""


class Helped(StrEnum):
    ASKED = "asked"
    KEPT = "kept"
    SENT = "sent"
    NOBODY = "nobody"
    """There is nobody to be told, which has been said."""
    NOT_NOW = "not_now"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class AskHelp:
    """The first tap: a question that a second one answers, so that no slip of the thumb calls anybody."""

    clock: Clock
    rules: BookingRules
    safety: SafetyRules

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Helped:
        booking = await unit.bookings.get(booking_id)
        if booking is None or await role_in(unit, booking, person) is None:
            return Helped.NOT_YOURS
        now = self.clock.now()
        if await unit.help_calls.live_of(booking.id, person.id) is not None:
            await _show(unit, booking, person, "open", self.safety, now)
            return Helped.ASKED
        if not offered(booking, now, self.rules):
            early = now < booking.span.starts_at
            await _show(unit, booking, person, "early" if early else "over", self.safety, now)
            return Helped.NOT_NOW
        await _show(unit, booking, person, "open", self.safety, now)
        return Helped.ASKED

    async def keep(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Helped:
        """Not pressed on purpose. What has been asked for already stands."""
        booking = await unit.bookings.get(booking_id)
        if booking is None or await role_in(unit, booking, person) is None:
            return Helped.NOT_YOURS
        live = await unit.help_calls.live_of(booking.id, person.id)
        await _show(unit, booking, person, "sent" if live else "kept", self.safety, self.clock.now())
        return Helped.KEPT


@dataclass(frozen=True, slots=True)
class CallHelp:
    """The second tap. Again, it has the operators told anew."""

    clock: Clock
    rules: BookingRules
    safety: SafetyRules

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Helped:
        booking = await unit.bookings.get(booking_id)
        role = None if booking is None else await role_in(unit, booking, person)
        if booking is None or role is None:
            return Helped.NOT_YOURS
        now = self.clock.now()
        call = await unit.help_calls.live_of(booking.id, person.id)
        if call is None and not offered(booking, now, self.rules):
            await _show(unit, booking, person, "over", self.safety, now)
            return Helped.NOT_NOW
        call = await (
            self._begin(unit, booking, person, role, now) if call is None else self._again(unit, call, now)
        )
        reachable = [one for one in await operators(unit, booking) if one.reachable]
        outcome = "sent" if reachable else "nobody"
        await _show(unit, booking, person, outcome, self.safety, now)
        return Helped(outcome)

    async def _begin(
        self, unit: UnitOfWork, booking: Booking, person: Person, role: Role, now: datetime
    ) -> HelpCall:
        call = await unit.help_calls.add(
            HelpCall(
                id=HelpId(0),
                booking=booking.id,
                person=person.id,
                role=role,
                status=HelpStatus.OPEN,
                version=0,
                called_at=now,
                alerted_at=now,
                facts=await facts(unit, booking),
            )
        )
        await ring(unit, call, booking, self.safety, now)
        return call

    async def _again(self, unit: UnitOfWork, call: HelpCall, now: datetime) -> HelpCall:
        if abs(now - call.alerted_at) < ONE_TAP:
            return call
        booking = await unit.bookings.get(call.booking)
        assert booking is not None
        after = call.again(now)
        unit.help_calls.save(call, after)
        await ring(unit, after, booking, self.safety, now)
        return after


@dataclass(frozen=True, slots=True)
class HelpAgain:
    """For the deadline `help_again`: nobody has taken it, so everybody is told once more."""

    clock: Clock
    safety: SafetyRules

    async def __call__(self, unit: UnitOfWork, call_id: HelpId) -> None:
        now = self.clock.now()
        call = await unit.help_calls.get(call_id)
        booking = await unit.bookings.get(call.booking) if call else None
        if call is None or booking is None or call.status is not HelpStatus.OPEN:
            return
        if call.alerted_at <= now < call.alerted_at + self.safety.repeat:
            unit.deadlines.set(HELP_AGAIN, call.id, call.alerted_at + self.safety.repeat)
            return
        if call.alerts >= min(WAITING_AFTER, self.safety.repeats + 1):
            person = await unit.people.get(call.person)
            if person is not None:
                await _show(unit, booking, person, "waiting", self.safety, now)
        if call.alerts <= self.safety.repeats:
            after = call.again(now)
            unit.help_calls.save(call, after)
            await ring(unit, after, booking, self.safety, now)


@dataclass(frozen=True, slots=True)
class KeepRinging:
    """After a clock was set back: who is to be told again in two minutes must not wait for an hour."""

    units: Units
    clock: Clock
    safety: SafetyRules

    async def __call__(self) -> None:
        due = self.clock.now() + self.safety.repeat

        async def work(unit: UnitOfWork) -> None:
            for call in await unit.help_calls.open():
                unit.deadlines.set(HELP_AGAIN, call.id, min(due, call.alerted_at + self.safety.repeat))

        await self.units.run(work)


async def ring(
    unit: UnitOfWork, call: HelpCall, booking: Booking, safety: SafetyRules, now: datetime
) -> None:
    """Every operator, loudly, and again in a while if nobody takes it."""
    for one in await operators(unit, booking):
        by = await name_of(unit, call)
        alert = care_notices.help_alert(one.id, call, call.facts, by=by, phrase=safety.phrase, fresh=True)
        await unit.outbox.add(alert, now)
    if call.status is HelpStatus.OPEN:
        unit.deadlines.set(HELP_AGAIN, call.id, now + safety.repeat)


async def name_of(unit: UnitOfWork, call: HelpCall) -> str:
    """The operator who has to do with it at the moment."""
    who = call.resolved_by or call.taken_by
    person = await unit.people.get(who) if who is not None else None
    return person.name if person else ""


async def tell_caller(unit: UnitOfWork, call: HelpCall, safety: SafetyRules, now: datetime) -> None:
    """How it stands, on the quiet card of whoever asked."""
    booking, person = await unit.bookings.get(call.booking), await unit.people.get(call.person)
    if booking is not None and person is not None:
        by = await name_of(unit, call)
        await _show(unit, booking, person, call.status.value, safety, now, by=by)


async def _show(
    unit: UnitOfWork,
    booking: Booking,
    person: Person,
    outcome: str,
    safety: SafetyRules,
    now: datetime,
    *,
    by: str = "",
) -> None:
    number = safety.emergency_number
    await unit.outbox.add(care_notices.help_own(person.id, booking, outcome, number=number, by=by), now)
