"""A visit that nobody has finished: the therapist is asked, then the operators are told where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking
from domain.ids import BookingId
from domain.overdue import (
    REACHED_WITHIN,
    UNFINISHED,
    Check,
    CheckStatus,
    ask_at,
    overdue,
    useful_until,
)
from domain.people import Person, Role
from domain.rules import BookingRules
from services import care_notices
from services.care_people import facts, names, operators, role_in, therapist_person
from services.care_times import OVERDUE_ALERT, OVERDUE_ASK
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork

_ASKED = {CheckStatus.ASKED, CheckStatus.ALERTED}


class Checked(StrEnum):
    DONE = "done"
    OVER = "over"
    """It has been finished, or is known not to have taken place."""
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class AskOverdue:
    """For the deadline `overdue_ask`: is everything all right?"""

    clock: Clock
    rules: BookingRules

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId) -> None:
        now = self.clock.now()
        booking = await unit.bookings.get(booking_id)
        if booking is None or booking.status not in UNFINISHED:
            return
        check = await unit.checks.get(booking.id)
        if not overdue(booking, now, self.rules):
            # Moved to a later time, or the clock was put back.
            due, until = ask_at(booking, self.rules), useful_until(booking)
            unit.deadlines.set(OVERDUE_ASK, booking.id, due, valid_until=until)
            return
        if check is not None and check.status in _ASKED and check.asked_at >= ask_at(booking, self.rules):
            return
        if check is None and now > useful_until(booking):
            return
        await self._ask(unit, booking, check, now)

    async def _ask(self, unit: UnitOfWork, booking: Booking, check: Check | None, now: datetime) -> None:
        if check is None:
            await unit.checks.add(
                Check(booking=booking.id, status=CheckStatus.ASKED, version=0, asked_at=now)
            )
        else:
            unit.checks.save(check, check.to(CheckStatus.ASKED, asked_at=now))
        card = await _ask_card(unit, booking, "open")
        if card is not None:
            await unit.outbox.add(card, now)
        unit.deadlines.set(OVERDUE_ALERT, booking.id, now + self.rules.overdue_alert)


@dataclass(frozen=True, slots=True)
class AlertOverdue:
    """For the deadline `overdue_alert`: the therapist has not answered. The customer is asked, too, and the
    operators are told at once: nobody may lose time while another answer is waited for."""

    clock: Clock
    rules: BookingRules

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId) -> None:
        now = self.clock.now()
        booking, check = await unit.bookings.get(booking_id), await unit.checks.get(booking_id)
        if booking is None or check is None or check.status is not CheckStatus.ASKED:
            return
        if not overdue(booking, now, self.rules):
            if booking.status in UNFINISHED:
                # The clock was put back since: the question stands, and has until then to be answered.
                due = ask_at(booking, self.rules) + self.rules.overdue_alert
                unit.deadlines.set(OVERDUE_ALERT, booking.id, due)
            return
        reached = await _reached(unit, booking)
        if check.asked_at <= now < check.alert_at(self.rules):
            unit.deadlines.set(OVERDUE_ALERT, booking.id, check.alert_at(self.rules))
        elif not reached and await self._may_still_come(unit, booking, check, now):
            unit.deadlines.set(OVERDUE_ALERT, booking.id, now + self.rules.overdue_alert)
        else:
            told = check.told(now)
            unit.checks.save(check, told)
            called = await names(unit, booking)
            question = care_notices.check_customer(booking, "open", called[Role.THERAPIST])
            await unit.outbox.add(question, now)
            await tell(unit, booking, told, now, fresh=True, reached=reached)

    async def _may_still_come(self, unit: UnitOfWork, booking: Booking, check: Check, now: datetime) -> bool:
        """Nobody has left a question unanswered that is still on its way to them: for a while it is waited
        for, unless they have stopped the bot."""
        key = await therapist_person(unit, booking)
        person = await unit.people.get(key) if key is not None else None
        within = now < check.asked_at + REACHED_WITHIN * self.rules.overdue_alert
        return person is not None and person.reachable and within


@dataclass(frozen=True, slots=True)
class StillGoing:
    """The therapist: half an hour more."""

    clock: Clock
    rules: BookingRules

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Checked:
        booking, check = await unit.bookings.get(booking_id), await unit.checks.get(booking_id)
        if booking is None or check is None or await role_in(unit, booking, person) is not Role.THERAPIST:
            return Checked.NOT_YOURS
        now = self.clock.now()
        if booking.status not in UNFINISHED:
            await over(unit, booking, now)
            return Checked.OVER
        going = check.to(CheckStatus.GOING)
        unit.checks.save(check, going)
        unit.deadlines.cancel(OVERDUE_ALERT, booking.id)
        unit.deadlines.set(OVERDUE_ASK, booking.id, now + self.rules.still_going)
        await _edit(unit, await _ask_card(unit, booking, "going"), now)
        await tell(unit, booking, going, now, fresh=True)
        return Checked.DONE


@dataclass(frozen=True, slots=True)
class AllWell:
    """The customer's word. It is told, and clears nothing: it is the other one who has not been heard of."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Checked:
        booking, check = await unit.bookings.get(booking_id), await unit.checks.get(booking_id)
        if booking is None or check is None or booking.customer != person.id:
            return Checked.NOT_YOURS
        now = self.clock.now()
        said = replace(check, customer="well", version=check.version + 1)
        unit.checks.save(check, said)
        called = await names(unit, booking)
        await _edit(unit, care_notices.check_customer(booking, "well", called[Role.THERAPIST]), now)
        if check.customer != "well" and check.status is not CheckStatus.CLEAR:
            await tell(unit, booking, said, now, fresh=True)
        return Checked.DONE


async def over(unit: UnitOfWork, booking: Booking, now: datetime) -> None:
    """Finished, or known not to have taken place: who was asked sees it, who was alarmed hears it."""
    check = await unit.checks.get(booking.id)
    unit.deadlines.cancel(OVERDUE_ASK, booking.id)
    unit.deadlines.cancel(OVERDUE_ALERT, booking.id)
    if check is None or check.status is CheckStatus.CLEAR:
        return
    clear = check.to(CheckStatus.CLEAR)
    unit.checks.save(check, clear)
    called = await names(unit, booking)
    await _edit(unit, await _ask_card(unit, booking, "over"), now)
    if not check.customer:
        await _edit(unit, care_notices.check_customer(booking, "over", called[Role.THERAPIST]), now)
    await tell(unit, booking, clear, now, fresh=True)


async def tell(
    unit: UnitOfWork, booking: Booking, check: Check, now: datetime, *, fresh: bool, reached: bool = True
) -> None:
    """The operators, from the alert on."""
    if check.alerted_at is None:
        return
    known = await facts(unit, booking)
    for one in await operators(unit, booking):
        alert = care_notices.check_alert(one.id, check, known, reached=reached, fresh=fresh)
        await unit.outbox.add(alert, now)


async def _reached(unit: UnitOfWork, booking: Booking) -> bool:
    key = await therapist_person(unit, booking)
    return key is not None and await unit.outbox.card(key, care_notices.check_card(booking)) is not None


async def _ask_card(unit: UnitOfWork, booking: Booking, outcome: str) -> Notice | None:
    key = await therapist_person(unit, booking)
    called = await names(unit, booking)
    return None if key is None else care_notices.check_ask(key, booking, outcome, called[Role.CUSTOMER])


async def _edit(unit: UnitOfWork, card: Notice | None, now: datetime) -> None:
    if card is not None and await unit.outbox.stands(card.to, card.card):
        await unit.outbox.add(card, now)
