"""What one cell of the roster's files may hold. Each reader notes a problem on its row and answers None."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from decimal import Decimal

from domain.catalogue import Money
from domain.names import display_name
from domain.schedule import Window
from domain.week import days_of
from services.csv_table import Row

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,23}")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_PRICE = re.compile(r"[0-9]{1,12}(?:\.([0-9]+))?")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?")
_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}


def code(row: Row, column: str) -> str | None:
    """Short and plain, because it travels in start links and behind buttons, which hold 64 characters."""
    value = row[column]
    if not _CODE.fullmatch(value) or value.startswith("inv_"):
        row.bad(column, "1 to 24 of a–z, 0–9, - and _, not beginning with - or _ or inv_")
        return None
    return value


def name(row: Row, column: str) -> str | None:
    value = row[column]
    if not value or display_name(value) != value:
        row.bad(column, "a name of 1 to 64 visible characters, with single spaces")
        return None
    return value


def minutes(row: Row, column: str) -> int | None:
    value = row[column]
    if not re.fullmatch(r"[0-9]{1,3}", value) or not 15 <= int(value) <= 480:
        row.bad(column, "a whole number of minutes from 15 to 480")
        return None
    return int(value)


def turn_around(row: Row, column: str) -> timedelta | None:
    """Nothing: what the place asks for."""
    value = row[column]
    if value and not (re.fullmatch(r"[0-9]{1,3}", value) and int(value) <= 240):
        row.bad(column, "nothing, or a whole number of minutes from 0 to 240")
    elif value:
        return timedelta(minutes=int(value))
    return None


def price(row: Row, column: str, currency: str, exponent: Callable[[str], int]) -> Money | None:
    digits = exponent(currency)
    found = _PRICE.fullmatch(row[column])
    if found is None or len(found[1] or "") > digits:
        cents = f" and at most {digits} after a point" if digits else ", without cents"
        row.bad(column, f"a price in {currency}: digits only{cents}, such as 350000")
        return None
    return Money(int(Decimal(found[0]).scaleb(digits)), currency)


def degrees(row: Row, column: str, most: int) -> float | None:
    value = row[column]
    if not _DEGREES.fullmatch(value) or not -most <= float(value) <= most:
        row.bad(column, f"degrees with a point, from -{most} to {most}, such as -8.6705")
        return None
    return float(value)


def yes(row: Row, column: str, *, default: bool) -> bool | None:
    value = row[column].lower()
    if value and value not in _YES | _NO:
        row.bad(column, "yes or no")
        return None
    return value in _YES if value else default


def weekdays(row: Row, column: str) -> tuple[int, ...] | None:
    """`mon`, `mon-fri`, `fri-mon` (over the weekend), `mon|wed|sat-sun`, `daily`. Monday is 0."""
    found: set[int] = set()
    for part in row.several(column):
        days = days_of(part.lower())
        if days is None:
            found.clear()
            break
        found.update(days)
    if not found:
        row.bad(column, "days such as mon, mon-fri, mon|wed|sat or daily")
        return None
    return tuple(sorted(found))


def window(row: Row, opens: str, closes: str) -> Window | None:
    """`22:00` to `02:00` runs past midnight; `00:00` to `24:00` is the whole day."""
    start = _time(row, opens)
    end = time(0) if row[closes] == "24:00" else _time(row, closes)
    if start is None or end is None:
        return None
    if start == end and row[closes] != "24:00":
        row.bad(closes, f"another time than {opens} (00:00 to 24:00 for round the clock)")
        return None
    return Window(start, end)


def _time(row: Row, column: str) -> time | None:
    found = _TIME.fullmatch(row[column])
    if found is None:
        more = ", or 24:00" if column == "closes" else ""
        row.bad(column, f"a time of day such as 09:00 or 22:30{more}")
        return None
    return time(int(found[1]), int(found[2]))
