"""Durations and prices as therapists type them: `60 250000, 90 350.000`, `60 min 250k`, `60: Rp 250 ribu`."""

from __future__ import annotations

import re
from decimal import Decimal

from domain.catalogue import Choice, Money
from domain.terms import HIGHEST, LONGEST, MOST_CHOICES, SHORTEST
from domain.typed_time import Fault, Problem

_MANY = {"k": 1_000, "rb": 1_000, "ribu": 1_000, "jt": 1_000_000, "juta": 1_000_000}
_PRICE = r"\d[\d.,]*\d|\d"
_AMOUNT = re.compile(
    rf"(?:[a-z]{{2,3}}\.?|[€$£])?\s*({_PRICE})\s*(k|rb|ribu|jt|juta)?\s*(?:[a-z]{{3}}|[€$£])?"
)
_CHOICE = re.compile(r"(\d{1,4})\s*(?:minutes?|mins?|menit|mnt|m)?\s*[:=\-–]?\s+(.+)|(\d{1,4})\s*[:=]\s*(.+)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"(\d+)(?:[.,](\d+))?")


def read_prices(text: str, currency: str, digits: int) -> tuple[Choice, ...] | Problem:
    """The shortest first. `digits` are the currency's decimals."""
    found: list[Choice] = []
    for piece in re.split(r"[;\n]|,\s+", text.strip().casefold()):
        if piece.strip():
            choice = _choice(piece.strip(), currency, digits)
            if isinstance(choice, Problem):
                return choice
            if any(one.minutes == choice.minutes for one in found):
                return Problem(Fault.TWICE, str(choice.minutes))
            found.append(choice)
    if len(found) > MOST_CHOICES:
        return Problem(Fault.TOO_MANY_CHOICES, str(len(found)), str(MOST_CHOICES))
    ordered = tuple(sorted(found, key=lambda one: one.minutes))
    return ordered or Problem(Fault.PRICES, text.strip())


def _choice(piece: str, currency: str, digits: int) -> Choice | Problem:
    found = _CHOICE.fullmatch(piece)
    if found is None:
        return Problem(Fault.PRICES, piece)
    minutes, amount = int(found[1] or found[3]), found[2] or found[4]
    if not SHORTEST <= minutes <= LONGEST:
        return Problem(Fault.MINUTES, found[1] or found[3], f"{SHORTEST}–{LONGEST}")
    price = read_price(amount, currency, digits)
    return price if isinstance(price, Problem) else Choice(minutes, price)


def read_price(text: str, currency: str, digits: int) -> Money | Problem:
    """`250000`, `250.000`, `250k`, `Rp 250 ribu`, `80.50`: three digits behind a point are thousands."""
    found = _AMOUNT.fullmatch(text.strip().casefold())
    amount = _amount(found[1]) if found is not None else None
    if found is None or amount is None:
        return Problem(Fault.PRICE, text.strip())
    minor = (amount * _MANY.get(found[2] or "", 1)).scaleb(digits)
    if minor != minor.to_integral_value() or not 0 <= minor <= HIGHEST:
        return Problem(Fault.PRICE, text.strip())
    return Money(int(minor), currency)


def _amount(text: str) -> Decimal | None:
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub(r"[.,]", "", text))
    found = _DECIMAL.fullmatch(text)
    return Decimal(f"{found[1]}.{found[2] or 0}") if found is not None else None
