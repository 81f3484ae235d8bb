"""Asking everybody who fits at once: nobody's time is held and there is no room, until the first says yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.booking import Booking, BookingStatus
from domain.dispatch import broadcast_until
from domain.ids import BookingId, OfferId
from domain.offer import Offer, OfferStatus
from domain.people import Therapist
from domain.rules import BookingRules
from domain.searching import Asked
from services import notices
from services.asking import announce, given_to
from services.outgoing import Notice
from services.ports import UnitOfWork

BROADCAST_END = "broadcast_end"
"""The deadline's kind; its subject is the booking's id."""


@dataclass(frozen=True, slots=True)
class Broadcasting:
    rules: BookingRules
    zone: ZoneInfo

    async def __call__(
        self, unit: UnitOfWork, booking: Booking, to: Sequence[Therapist], *, turn: int, now: datetime
    ) -> Sequence[Offer]:
        """`to` (one at least) are asked; the customer hears how many, and by when she will know."""
        start = booking.span.starts_at
        until = broadcast_until(start, booking.mode, now, self.rules, self.zone)
        made = [await unit.offers.add(_offer(booking, one, turn, now, until)) for one in to]
        unit.deadlines.set(BROADCAST_END, booking.id, until)
        customer = await unit.people.get(booking.customer)
        name = customer.name if customer else ""
        for offer, therapist in zip(made, to, strict=True):
            if therapist.person is not None:
                theirs = await given_to(unit, booking, therapist)
                card = notices.offer_card(therapist.person, offer, theirs, None, name)
                await unit.outbox.add(card, now)
            announce(unit, booking, offer, "request", now)
        await unit.outbox.add(replace(asking_card(booking, made), fresh=True), now)
        return made


def _offer(booking: Booking, to: Therapist, turn: int, now: datetime, until: datetime) -> Offer:
    return Offer(
        id=OfferId(0),
        booking=booking.id,
        therapist=to.id,
        room=None,
        turn=turn,
        status=OfferStatus.OPEN,
        version=0,
        opened_at=now,
        answer_by=until,
        broadcast=True,
    )


def asking_card(booking: Booking, asked: Sequence[Offer]) -> Notice:
    """The customer's card while these are asked at once."""
    card = notices.booking_card(booking, therapist=None, answer_by=asked[0].answer_by, room=None)
    return replace(card, values={**card.values, "broadcast": len(asked)})


async def running(unit: UnitOfWork, booking: BookingId) -> Sequence[Offer]:
    """The offers of a booking's broadcast that nobody has answered yet; none where there is none."""
    return [one for one in Asked(await unit.offers.of_booking(booking)).open if one.broadcast]


async def waits_for_choice(unit: UnitOfWork, booking: Booking) -> bool:
    """Nobody is asked, and the customer says how to go on."""
    unheld = booking.status is BookingStatus.REQUESTED and booking.therapist is None
    return unheld and not await running(unit, booking.id)
