"""What is on offer: services with durations and prices, districts, money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.ids import ServiceCode


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` counts the currency's smallest unit by ISO 4217 (two decimals for USD, none for JPY)."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One duration of a service and what it costs."""

    minutes: int
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    code: ServiceCode
    name: str
    choices: tuple[Choice, ...]
    position: int = 0
    active: bool = True
    turn_studio: timedelta | None = None
    """How long one needs after it before the next, where it differs from what the place asks for."""
    turn_visit: timedelta | None = None

    def choice(self, minutes: int) -> Choice | None:
        return next((choice for choice in self.choices if choice.minutes == minutes), None)


@dataclass(frozen=True, slots=True)
class District:
    """`latitude` and `longitude` of its centre, in degrees."""

    name: str
    latitude: float
    longitude: float
