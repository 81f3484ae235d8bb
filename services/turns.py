"""After one therapist did not take it: the next in turn, or the customer's choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.availability import now_start
from domain.booking import Booking, Mode
from domain.dispatch import need_of
from domain.ids import AcknowledgementId
from domain.offer import Offer, OfferStatus
from domain.people import Therapist
from domain.rules import BookingRules
from domain.time import Span
from services import notices
from services.alerts import Alerts
from services.asking import Asking
from services.candidates import best_first, fitting
from services.ports import UnitOfWork
from services.wants import want_of

CHOICE = "choice"
"""The deadline's kind; its subject is the booking's id."""
_WHY = {OfferStatus.DECLINED: "declined", OfferStatus.TIMED_OUT: "timed_out"}


def for_anyone(booking: Booking, now: datetime, rules: BookingRules) -> Booking:
    """The same without the name; a wish for a gender stays. *Now* begins when one asked now can be there."""
    start = booking.span.starts_at
    if booking.mode is Mode.NOW:
        start = max(start, now_start(now, rules))
    treatment = Span(start, start + (booking.span.ends_at - booking.span.starts_at))
    return replace(booking, wish=replace(booking.wish, therapist=None), span=treatment)


@dataclass(frozen=True, slots=True)
class Turns:
    rules: BookingRules
    zone: ZoneInfo
    alerts: Alerts

    async def after(self, unit: UnitOfWork, booking: Booking, ended: Offer, now: datetime, by: str) -> None:
        """`booking` holds nobody's time any more."""
        # Where one was wished for by name, nobody else fits: she is asked before another is.
        named = booking.wish.therapist is not None
        if ended.turn < self.rules.offers_in_turn:
            others = await self.others(unit, booking, now)
            asking = Asking(self.rules, self.zone)
            if await asking(unit, booking, others, turn=ended.turn + 1, now=now, by=by):
                return
        why = _WHY.get(ended.status, "nobody_left") if named else "nobody_left"
        until = max(now, min(now + self.rules.choice_wait, booking.span.starts_at))
        await self.let_choose(unit, booking, ended, why, now, until)
        if not named:
            await self.report(unit, booking)

    async def others(self, unit: UnitOfWork, booking: Booking, now: datetime) -> Sequence[Therapist]:
        """Whom to ask next, best first: nobody twice, and nobody for a visit that would have begun."""
        start = booking.span.starts_at
        if start <= now:
            return ()
        asked = {offer.therapist for offer in await unit.offers.of_booking(booking.id)}
        suitable = await fitting(unit, need_of(booking, probe=booking.probe))
        remaining = [one for one in suitable if one.id not in asked]
        wanted = await want_of(unit, booking, self.rules)
        return await best_first(unit, remaining, booking.place.district, wanted, start, now)

    async def report(self, unit: UnitOfWork, booking: Booking) -> None:
        if not booking.probe:
            await self.alerts(unit, "nobody_left", booking=booking.id, reference=booking.reference)

    async def let_choose(
        self,
        unit: UnitOfWork,
        booking: Booking,
        ended: Offer,
        why: str,
        now: datetime,
        until: datetime,
        ack: AcknowledgementId | None = None,
    ) -> None:
        anyone = for_anyone(booking, now, self.rules)
        may_ask = bool(await self.others(unit, anyone, now))
        asked = await unit.therapists.get(ended.therapist)
        name = asked.name if asked else ""
        card = notices.booking_card(booking, therapist=None, answer_by=None, room=None)
        await unit.outbox.add(card, now)
        choices = notices.booking_choices(booking, why=why, therapist=name, may_ask_anyone=may_ask, ack=ack)
        await unit.outbox.add(choices, now)
        unit.deadlines.set(CHOICE, booking.id, until)
