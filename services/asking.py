"""Asking one therapist: the time held, the offer and its room made, both sides told, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.booking import Booking
from domain.dispatch import answer_by, settled_by
from domain.ids import OfferId
from domain.offer import Offer, OfferStatus
from domain.people import Therapist
from domain.room import Room
from domain.rules import BookingRules
from domain.wallclock import instant_of
from services import notices
from services.ports import SlotTaken, UnitOfWork
from services.prices import price_of
from services.repositories import Change
from services.rooms import pair_room
from services.wants import want_of

OFFER_ANSWER = "offer_answer"
"""The deadline's kind; its subject is the offer's id."""


@dataclass(frozen=True, slots=True)
class Asked:
    booking: Booking
    offer: Offer


@dataclass(frozen=True, slots=True)
class Asking:
    rules: BookingRules
    zone: ZoneInfo

    async def __call__(
        self,
        unit: UnitOfWork,
        booking: Booking,
        candidates: Sequence[Therapist],
        *,
        turn: int,
        now: datetime,
        by: str,
    ) -> Asked | None:
        """The first of them whose time can be held. None: nobody's could, and nothing has changed."""
        therapist = await self._hold(unit, booking, candidates, now)
        if therapist is None:
            return None
        given = await given_to(unit, booking, therapist)
        if given != booking:
            given = replace(given, version=booking.version + 1)
            unit.bookings.save(booking, given, Change(by, now, "asked"))
            booking = given
        room = await pair_room(unit, now, booking, therapist)
        offer = await unit.offers.add(self._offer(booking, therapist, room, turn, now))
        unit.deadlines.set(OFFER_ANSWER, offer.id, offer.answer_by)
        await self._tell(unit, booking, offer, room, therapist, now)
        return Asked(booking, offer)

    async def _hold(
        self, unit: UnitOfWork, booking: Booking, candidates: Sequence[Therapist], now: datetime
    ) -> Therapist | None:
        wanted = await want_of(unit, booking, self.rules)
        held = wanted.held(booking.span.starts_at)
        for therapist in candidates:
            try:
                await unit.occupancy.hold(booking.id, therapist.id, held, now)
            except SlotTaken:
                continue
            return therapist
        return None

    def _offer(self, booking: Booking, therapist: Therapist, room: Room, turn: int, now: datetime) -> Offer:
        return Offer(
            id=OfferId(0),
            booking=booking.id,
            therapist=therapist.id,
            room=room.id,
            turn=turn,
            status=OfferStatus.OPEN,
            version=0,
            opened_at=now,
            answer_by=answer_by(booking.span.starts_at, booking.mode, now, self.rules, self.zone),
        )

    async def _tell(
        self,
        unit: UnitOfWork,
        booking: Booking,
        offer: Offer,
        room: Room,
        therapist: Therapist,
        now: datetime,
    ) -> None:
        customer = await unit.people.get(booking.customer)
        name = customer.name if customer else ""
        await unit.outbox.add(notices.offer_card(room.therapist_person, offer, booking, room, name), now)
        card = notices.booking_card(booking, therapist=therapist, answer_by=offer.answer_by, room=room)
        # Anew at the bottom when another is asked: that is news, and a reply to it belongs to the new room.
        told = {**card.values, **self._by_when(booking, offer, now)}
        await unit.outbox.add(replace(card, fresh=True, values=told), now)
        announce(unit, booking, offer, "request", now)

    def _by_when(self, booking: Booking, offer: Offer, now: datetime) -> dict[str, int | None]:
        """When she will know at the latest, where others may be asked after this one; and between which
        hours therapists are asked, where a night lies in between."""
        start, rules = booking.span.starts_at, self.rules
        others = booking.wish.therapist is None
        latest = settled_by(start, booking.mode, offer.answer_by, offer.turn, rules, self.zone)
        told: dict[str, int | None] = {"settled_by": notices.instant(latest) if others else None}
        if offer.answer_by > now + max(rules.offer_now, rules.offer_scheduled):
            day = offer.answer_by.astimezone(self.zone).date()
            hours = {"asked_from": rules.night_ends, "asked_until": rules.night_starts}
            told |= {name: notices.instant(instant_of(day, at, self.zone)) for name, at in hours.items()}
        return told


async def given_to(unit: UnitOfWork, booking: Booking, therapist: Therapist) -> Booking:
    """Theirs now, at their price; what the customer was shown stays the most it may be."""
    price = await price_of(unit, booking, therapist.id)
    anyone = booking.wish.therapist is None
    most = booking.most or booking.price if anyone else None
    return replace(booking, therapist=therapist.id, price=price, most=most)


def nobodys(booking: Booking) -> Booking:
    """Whose price it will be nobody knows yet: no more than the customer was shown."""
    return replace(booking, therapist=None, price=booking.most or booking.price)


def announce(unit: UnitOfWork, booking: Booking, offer: Offer, kind: str, now: datetime) -> None:
    """To the feed of the therapist who was asked. Ids and statuses, never names."""
    payload = {
        "booking": booking.id,
        "reference": booking.reference,
        "status": booking.status.value,
        "offer": offer.id,
        "outcome": offer.status.value,
        "broadcast": offer.broadcast,
        "starts_at": notices.instant(booking.span.starts_at),
        "ends_at": notices.instant(booking.span.ends_at),
    }
    unit.events.add(f"bookings.{offer.therapist}", kind, payload, now)
