"""A freed time offered to the next in line: held for her, one at a time, until she has answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.availability import Opening, Want, bounds, slots
from domain.booking import Mode, Wish
from domain.catalogue import Money
from domain.dispatch import answer_by, fits
from domain.ids import PersonId, TherapistId, WaitOfferId
from domain.offer import OfferStatus
from domain.people import Therapist
from domain.rules import BookingRules
from domain.time import Span
from domain.waitlist import Wait, WaitOffer, WaitStatus
from services import notices, wait_notices
from services.candidates import diaries, fitting
from services.ports import SlotTaken, UnitOfWork
from services.prices import prices
from services.repositories import Change
from services.wants import want_for

WAIT_ANSWER = "wait_answer"
"""The deadline's kind; its subject is the id of what was offered."""
_PASSED = {OfferStatus.DECLINED, OfferStatus.TIMED_OUT}
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class OfferFreed:
    """Time of one therapist, to those in line, first come first; of somebody's own time, before others'."""

    rules: BookingRules
    zone: ZoneInfo

    async def __call__(self, unit: UnitOfWork, therapist_id: TherapistId, now: datetime) -> None:
        therapist = await unit.therapists.get(therapist_id)
        if therapist is None or not therapist.active:
            return
        asked: set[PersonId] = set()
        for wait in await unit.waits.line():
            # The cheap look first: most wishes are for another.
            if wait.customer not in asked and fits(therapist, wait.need):
                start = await self._first(unit, wait, therapist, now)
                if start is not None and await self._offer(unit, wait, therapist, start, now):
                    asked.add(wait.customer)

    async def look_for(self, unit: UnitOfWork, customer: PersonId, now: datetime) -> None:
        """She can be offered something again: whatever suits her is looked at, in the order of the line."""
        found: dict[TherapistId, None] = {}
        for wait in await unit.waits.standing(customer):
            if wait.status is WaitStatus.WAITING:
                for therapist in await fitting(unit, wait.need):
                    if await self._first(unit, wait, therapist, now) is not None:
                        found[therapist.id] = None
        for therapist_id in found:
            await self(unit, therapist_id, now)

    async def _first(
        self, unit: UnitOfWork, wait: Wait, therapist: Therapist, now: datetime
    ) -> datetime | None:
        """The earliest start that suits, with time to answer before it is too late to ask for it."""
        allowed, days = bounds(Mode.SCHEDULED, now, self.rules), wait.watch.span(self.zone)
        first = max(allowed.first + self.rules.offer_now, days.starts_at)
        within = Opening(first, min(allowed.last, days.ends_at - _MOMENT))
        if within.last < within.first or therapist not in await fitting(unit, wait.need):
            return None
        wanted = await want_for(unit, wait.need, Mode.SCHEDULED, self.rules)
        diary = (await diaries(unit, [therapist], wanted, within, now))[therapist.id]
        free = slots(diary, wanted, within, self.rules.slot_step)
        suiting = [start for start in free if wait.suits(start, self.zone)]
        gone = await self._gone(unit, wait) if suiting else ()
        return next((one for one in suiting if not _meets(wanted.treatment(one), gone)), None)

    async def _gone(self, unit: UnitOfWork, wait: Wait) -> Sequence[Span]:
        """Times that she has passed on, and those she has already."""
        passed = [one.span for one in await unit.waits.offers(wait.customer) if one.status in _PASSED]
        return [*passed, *(one.span for one in await unit.bookings.live_of_customer(wait.customer))]

    async def _offer(
        self, unit: UnitOfWork, wait: Wait, therapist: Therapist, start: datetime, now: datetime
    ) -> bool:
        wanted, price = await self._terms(unit, wait, therapist)
        if price is None:
            return False
        offer = WaitOffer(
            id=WaitOfferId(0),
            wait=wait.id,
            customer=wait.customer,
            therapist=therapist.id,
            span=wanted.treatment(start),
            price=price,
            opened_at=now,
            answer_by=self._answer_by(start, now),
        )
        try:
            await unit.occupancy.hold(
                None, therapist.id, wanted.held(start), now, name=offer.hold, expires_at=offer.answer_by
            )
        except SlotTaken:
            return False
        made = await unit.waits.add_offer(offer, Change("waitlist", now))
        unit.deadlines.set(WAIT_ANSWER, made.id, made.answer_by)
        silent = wait_notices.at_night(now, self.rules, self.zone)
        card = wait_notices.wait_offer(made, wait, therapist.name, fresh=True, silent=silent)
        await unit.outbox.add(card, now)
        announce(unit, made, now)
        return True

    def _answer_by(self, start: datetime, now: datetime) -> datetime:
        """As therapists have it, and while the request can still be sent."""
        until = answer_by(start, Mode.SCHEDULED, now, self.rules, self.zone)
        return min(until, start - self.rules.notice)

    async def _terms(self, unit: UnitOfWork, wait: Wait, therapist: Therapist) -> tuple[Want, Money | None]:
        wanted = await want_for(unit, wait.need, Mode.SCHEDULED, self.rules)
        return wanted, await price_of(unit, wait, therapist)


async def price_of(unit: UnitOfWork, wait: Wait, therapist: Therapist) -> Money | None:
    """What this one takes for it now; None for what is not on offer any more."""
    active = {one.code for one in await unit.catalogue.services() if one.active}
    if wait.service not in active:
        return None
    asked = await prices(unit, replace(wait.need, wish=Wish(therapist=therapist.id)))
    return asked.of(therapist.id)


def announce(unit: UnitOfWork, offer: WaitOffer, now: datetime) -> None:
    """To the feed of the therapist whose time it is. Ids and statuses, never names."""
    payload = {
        "wait_offer": offer.id,
        "outcome": offer.status.value,
        "starts_at": notices.instant(offer.span.starts_at),
        "ends_at": notices.instant(offer.span.ends_at),
    }
    unit.events.add(f"bookings.{offer.therapist}", "waitlist", payload, now)


def _meets(treatment: Span, gone: Sequence[Span]) -> bool:
    return any(treatment.overlaps(one) for one in gone)
