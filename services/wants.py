"""What a booking asks of a therapist's time."""

from __future__ import annotations

from domain.availability import Want, want
from domain.booking import Booking, Mode, PlaceKind, Request
from domain.dispatch import Need
from domain.ids import ServiceCode
from domain.rules import BookingRules
from services.ports import UnitOfWork


async def want_of(unit: UnitOfWork, asked: Booking | Request, rules: BookingRules) -> Want:
    """With the turn-around that its service asks for, as the catalogue has it now."""
    return await _want(unit, asked.service, asked.minutes, asked.place.kind, asked.mode, rules)


async def want_for(unit: UnitOfWork, need: Need, mode: Mode, rules: BookingRules) -> Want:
    return await _want(unit, need.service, need.minutes, need.place, mode, rules)


async def _want(
    unit: UnitOfWork, code: ServiceCode, minutes: int, place: PlaceKind, mode: Mode, rules: BookingRules
) -> Want:
    services = {service.code: service for service in await unit.catalogue.services()}
    return want(minutes, place, mode, rules, services.get(code))
