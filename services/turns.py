"""After one therapist did not take it: the next in turn, then everybody at once, then the choices."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.availability import now_start
from domain.booking import Booking, Mode, Wish
from domain.dispatch import need_of
from domain.ids import AcknowledgementId, TherapistId
from domain.offer import Offer, OfferStatus
from domain.people import Therapist
from domain.rules import BookingRules
from domain.searching import Asked
from domain.time import Span
from services import notices, suggestions
from services.alerts import Alerts
from services.asking import Asking
from services.broadcast import Broadcasting
from services.candidates import best_first, fitting
from services.outgoing import Notice
from services.ports import UnitOfWork
from services.search_notices import booking_choices
from services.wants import want_of

CHOICE = "choice"
"""The deadline's kind; its subject is the booking's id."""
_WHY = {OfferStatus.DECLINED: "declined", OfferStatus.TIMED_OUT: "timed_out"}


def for_anyone(booking: Booking, now: datetime, rules: BookingRules, *, whoever: bool = False) -> Booking:
    """The same without the name; a wish for a gender stays, unless `whoever` may come. *Now* begins when one
    asked now can be there."""
    start = booking.span.starts_at
    if booking.mode is Mode.NOW:
        start = max(start, now_start(now, rules))
    treatment = Span(start, start + (booking.span.ends_at - booking.span.starts_at))
    wish = Wish() if whoever else replace(booking.wish, therapist=None)
    return replace(booking, wish=wish, span=treatment)


@dataclass(frozen=True, slots=True)
class Turns:
    rules: BookingRules
    zone: ZoneInfo
    alerts: Alerts

    async def after(self, unit: UnitOfWork, booking: Booking, ended: Offer, now: datetime, by: str) -> None:
        """`booking` holds nobody's time any more, and of its offers none is open."""
        # Where one was wished for by name, nobody else fits: she is asked before another is.
        if booking.wish.therapist is not None:
            why = _WHY.get(ended.status, "nobody_left")
            if await suggestions.in_vain(unit, ended):
                why = _WHY[OfferStatus.DECLINED]
            await self.let_choose(unit, booking, ended, why, now, self.choose_by(booking, now))
        elif ended.broadcast or not await self.go_on(unit, booking, ended.turn, now, by):
            await self.nobody_left(unit, booking, ended, now)

    async def go_on(self, unit: UnitOfWork, booking: Booking, turn: int, now: datetime, by: str) -> bool:
        """Asks the next, or everybody at once; `turn` is the last one's, 0 where a search begins. False:
        there is nobody left to ask, and nothing has changed."""
        if turn < self.rules.offers_in_turn:
            others = await self.others(unit, booking, now)
            if await Asking(self.rules, self.zone)(unit, booking, others, turn=turn + 1, now=now, by=by):
                return True
        refused = Asked(await unit.offers.of_booking(booking.id)).refused
        everybody = await self._free(unit, booking, now, refused)
        if everybody:
            await Broadcasting(self.rules, self.zone)(unit, booking, everybody, turn=turn + 1, now=now)
        return bool(everybody)

    async def prospects(self, unit: UnitOfWork, booking: Booking, now: datetime) -> bool:
        """Whether there is anybody to go on with."""
        refused = Asked(await unit.offers.of_booking(booking.id)).refused
        return bool(await self._free(unit, booking, now, refused))

    async def others(self, unit: UnitOfWork, booking: Booking, now: datetime) -> Sequence[Therapist]:
        """Whom to ask next, best first: nobody twice in one search, and last who let an earlier one pass."""
        asked = Asked(await unit.offers.of_booking(booking.id))
        found = await self._free(unit, booking, now, asked.refused | asked.lately)
        return sorted(found, key=lambda one: one.id in asked.silent)

    async def _free(
        self, unit: UnitOfWork, booking: Booking, now: datetime, but: Collection[TherapistId]
    ) -> Sequence[Therapist]:
        """Best first; nobody for a visit that would have begun."""
        start = booking.span.starts_at
        if start <= now:
            return ()
        suitable = await fitting(unit, need_of(booking, probe=booking.probe))
        remaining = [one for one in suitable if one.id not in but]
        wanted = await want_of(unit, booking, self.rules)
        return await best_first(unit, remaining, booking.place.district, wanted, start, now)

    async def nobody_left(self, unit: UnitOfWork, booking: Booking, ended: Offer, now: datetime) -> None:
        await self.let_choose(unit, booking, ended, "nobody_left", now, self.choose_by(booking, now))
        await self.report(unit, booking)

    def choose_by(self, booking: Booking, now: datetime) -> datetime:
        return max(now, min(now + self.rules.choice_wait, booking.span.starts_at))

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
        asked = await unit.therapists.get(ended.therapist)
        name = asked.name if asked else ""
        card = notices.booking_card(booking, therapist=None, answer_by=None, room=None)
        await unit.outbox.add(card, now)
        await unit.outbox.add(await self.choices(unit, booking, why, name, now, ack), now)
        unit.deadlines.set(CHOICE, booking.id, until)

    async def choices(
        self,
        unit: UnitOfWork,
        booking: Booking,
        why: str,
        therapist: str,
        now: datetime,
        ack: AcknowledgementId | None = None,
    ) -> Notice:
        """With a button for each way there is to ask others; to give up a wish for a gender is one's own."""
        anyone = bool(await self.others(unit, for_anyone(booking, now, self.rules), now))
        whoever = booking.wish.gender is not None and bool(
            await self.others(unit, for_anyone(booking, now, self.rules, whoever=True), now)
        )
        return booking_choices(
            booking,
            why=why,
            therapist=therapist,
            may_ask_anyone=anyone,
            may_ask_whoever=whoever,
            ack=ack,
        )
