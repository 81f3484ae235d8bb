"""A therapist's own durations and prices of a service, and whose price holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.catalogue import Choice, Money, Service
from domain.ids import ServiceCode

Terms = Mapping[ServiceCode, tuple[Choice, ...]]
"""One therapist's, the shortest first. A service that is not there is done by the catalogue."""

SHORTEST, LONGEST = 15, 480
"""Minutes."""
MOST_CHOICES = 6
"""Durations of one service: what fits under one question."""
FAR = 20
"""Times less, or more, than anything else a service costs."""
HIGHEST = 999_999_999_999
"""Of a price, in the currency's smallest unit."""


def choices_of(service: Service, own: Sequence[Choice]) -> tuple[Choice, ...]:
    """What can be chosen with this one: their own durations, or else the catalogue's."""
    return tuple(own) or service.choices


def price_with(own: Sequence[Choice], minutes: int, standard: Money | None) -> Money | None:
    """What this one takes for it; None where they do not do it for so long. `standard` is the catalogue's."""
    if not own:
        return standard
    return next((choice.price for choice in own if choice.minutes == minutes), None)


def within(price: Money, most: Money | None) -> bool:
    """Whether it may be asked of somebody who did not choose by name. Prices in different currencies cannot
    be compared: such a one is asked by name only."""
    return most is not None and price.currency == most.currency and price.minor <= most.minor


def mistyped(price: Money, standard: Sequence[Choice]) -> bool:
    """So far from every price of the catalogue that a digit or a `k` is missing, or one too many is there."""
    others = [choice.price.minor for choice in standard if choice.price.currency == price.currency]
    paid = price.minor > 0 and others and min(others) > 0
    return bool(paid) and not min(others) <= price.minor * FAR <= max(others) * FAR * FAR


def in_order(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """As they are kept. Raises ValueError for what nobody can choose from."""
    minutes = [choice.minutes for choice in choices]
    if len(set(minutes)) != len(minutes):
        raise ValueError("each duration once")
    if len(choices) > MOST_CHOICES:
        raise ValueError(f"at most {MOST_CHOICES} durations")
    if not all(SHORTEST <= one <= LONGEST for one in minutes):
        raise ValueError(f"from {SHORTEST} to {LONGEST} minutes")
    if not all(0 <= choice.price.minor <= HIGHEST for choice in choices):
        raise ValueError(f"a price from 0 to {HIGHEST}")
    return tuple(sorted(choices, key=lambda choice: choice.minutes))
