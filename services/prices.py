"""What a booking costs with one therapist or another, and who may be asked at that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.booking import Booking
from domain.catalogue import Choice, Money
from domain.dispatch import Need, need_of
from domain.ids import ServiceCode, TherapistId
from domain.terms import price_with, within
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Prices:
    """Of one service for so long. `standard` holds for whoever has no terms of their own; `most` is what
    nobody's may exceed who was not asked for by name."""

    minutes: int
    own: Mapping[TherapistId, Sequence[Choice]]
    standard: Money | None
    most: Money | None

    def of(self, therapist: TherapistId) -> Money | None:
        """None: not for so long."""
        return price_with(self.own.get(therapist, ()), self.minutes, self.standard)

    def allows(self, therapist: TherapistId, *, named: bool) -> bool:
        price = self.of(therapist)
        return price is not None and (named or within(price, self.most))


async def prices(unit: UnitOfWork, need: Need) -> Prices:
    """For a need without a price of its own, as the catalogue has it now."""
    own = await unit.terms.of_service(need.service)
    listed = await _listed(unit, need.service, need.minutes)
    return Prices(need.minutes, own, need.standard or listed or need.most, need.most or listed)


async def _listed(unit: UnitOfWork, code: ServiceCode, minutes: int) -> Money | None:
    for service in await unit.catalogue.services():
        if service.code == code and (choice := service.choice(minutes)) is not None:
            return choice.price
    return None


async def price_of(unit: UnitOfWork, booking: Booking, therapist: TherapistId) -> Money:
    """What it costs if this one takes it: as agreed with whom was asked for by name; of anybody else their
    own price, never more than the customer was shown."""
    if booking.wish.therapist is not None:
        return booking.price
    asked = await prices(unit, need_of(booking, probe=booking.probe))
    price = asked.of(therapist)
    return price if price is not None and within(price, asked.most) else booking.most or booking.price
