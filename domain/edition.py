"""What a card showed of a booking, in a few characters: its buttons carry it, and are refused for another."""

from __future__ import annotations

import zlib

from domain.booking import Booking

WHOEVER = "*"
"""In place of therapist and price: the button means the same whoever is being asked meanwhile."""


def edition(booking: Booking) -> str:
    """Changes with the time, the price and whose visit it is, and with nothing else: not when the therapist
    sets out, as the row's version does, or the customer would be refused what she sees as it is."""
    span, price = booking.span, booking.price
    times = (int(span.starts_at.timestamp()), int(span.ends_at.timestamp()))
    return f"{_short(times)}.{_short((price.minor, price.currency, booking.therapist or 0))}"


def whoever_comes(of: str) -> str:
    """The same edition for a button that does not depend on the therapist."""
    return f"{of.partition('.')[0]}.{WHOEVER}"


def is_of(of: str, booking: Booking) -> bool:
    return of in {edition(booking), whoever_comes(edition(booking))}


def _short(shown: tuple[object, ...]) -> str:
    return f"{zlib.crc32(repr(shown).encode()):08x}"
