"""Send request: one booking, its time held, its first offer and its room, whatever the number of taps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.availability import bounds, now_start
from domain.booking import Booking, BookingStatus, Mode, Request
from domain.catalogue import Money, Service
from domain.dispatch import Need, need_of
from domain.ids import BookingId, reference
from domain.offer import Offer
from domain.people import Therapist
from domain.rules import BookingRules
from domain.time import Span
from services.asking import Asking
from services.candidates import best_first, fitting
from services.ports import Chance, Clock, Stale, UnitOfWork
from services.prices import prices
from services.repositories import Change
from services.wants import want_of


@dataclass(frozen=True, slots=True)
class Requested:
    booking: Booking
    offer: Offer


@dataclass(frozen=True, slots=True)
class AlreadyRequested:
    """The same draft was sent before: this is what it became."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class SlotGone:
    """Somebody could have, but not at that time any more (taken, notice passed, off)."""


@dataclass(frozen=True, slots=True)
class NobodyFits:
    """Nobody offers that any more, there, to this wish."""


@dataclass(frozen=True, slots=True)
class PriceChanged:
    """Not what the summary showed: nothing is asked of anybody before the customer has seen it."""

    price: Money


RequestResult = Requested | AlreadyRequested | SlotGone | NobodyFits | PriceChanged


@dataclass(frozen=True, slots=True)
class RequestBooking:
    clock: Clock
    rules: BookingRules
    chance: Chance
    zone: ZoneInfo

    async def __call__(self, unit: UnitOfWork, request: Request) -> RequestResult:
        earlier = await unit.bookings.by_token(request.token)
        if earlier is not None:
            return AlreadyRequested(earlier)
        now = self.clock.now()
        customer = await unit.people.get(request.customer)
        service = await _offered(unit, request)
        if customer is None or service is None:
            return NobodyFits()
        need = need_of(request, probe=customer.probe)
        suitable, price = await fitting(unit, need), await _price(unit, need)
        if not suitable or price is None:
            return NobodyFits()
        if request.price not in (None, price):
            return PriceChanged(price)
        if request.mode is Mode.NOW:
            request = replace(request, starts_at=now_start(now, self.rules))
        free = await self._free(unit, request, suitable, now)
        if not free:
            return SlotGone()
        draft = self._draft(request, service, price, free[0], now)
        draft = replace(draft, probe=customer.probe)
        return await self._request(unit, request, draft, free, now)

    async def _free(
        self, unit: UnitOfWork, request: Request, suitable: Sequence[Therapist], now: datetime
    ) -> Sequence[Therapist]:
        allowed = bounds(request.mode, now, self.rules)
        if not allowed.first <= request.starts_at <= allowed.last:
            return ()
        wanted = await want_of(unit, request, self.rules)
        return await best_first(unit, suitable, request.place.district, wanted, request.starts_at, now)

    def _draft(
        self, request: Request, service: Service, price: Money, therapist: Therapist, now: datetime
    ) -> Booking:
        return Booking(
            id=BookingId(0),
            reference=reference(self.chance.choose),
            token=request.token,
            customer=request.customer,
            therapist=therapist.id,
            service=request.service,
            service_name=service.name,
            span=Span(request.starts_at, request.starts_at + timedelta(minutes=request.minutes)),
            price=price,
            most=price if request.wish.therapist is None else None,
            place=request.place,
            wish=request.wish,
            mode=request.mode,
            notes=request.notes,
            status=BookingStatus.REQUESTED,
            version=0,
            requested_at=now,
        )

    async def _request(
        self,
        unit: UnitOfWork,
        request: Request,
        draft: Booking,
        free: Sequence[Therapist],
        now: datetime,
    ) -> Requested:
        by = f"customer_{request.customer}"
        booking = await unit.bookings.add(request, draft, Change(by, now, "requested"))
        asked = await Asking(self.rules, self.zone)(unit, booking, free, turn=1, now=now, by=by)
        if asked is None:
            # The guard knows of somebody whom our reading did not show yet: undone, and looked at again.
            raise Stale(f"nobody of {len(free)} could be held for {booking.reference}")
        return Requested(asked.booking, asked.offer)


async def _offered(unit: UnitOfWork, request: Request) -> Service | None:
    found = [one for one in await unit.catalogue.services() if one.code == request.service and one.active]
    return found[0] if found else None


async def _price(unit: UnitOfWork, need: Need) -> Money | None:
    """What the customer is shown, as it is now and not as a button once said."""
    asked = await prices(unit, need)
    return asked.most if need.wish.therapist is None else asked.of(need.wish.therapist)
