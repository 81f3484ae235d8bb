"""Dates as people type them: `24 dec`, `24-26 dec`, `24/12`, `2026-12-24`, `today`, `fri`. The day comes
first, as it does where the studio is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.typed_time import NAMES

_ENGLISH = "january february march april may june july august september october november december"
_INDONESIAN = "januari februari maret april mei juni juli agustus september oktober november desember"
MONTHS: Mapping[str, int] = {
    shown: number
    for names in (_ENGLISH, _INDONESIAN)
    for number, name in enumerate(names.split(), start=1)
    for shown in (name, name[:3])
} | {"sept": 9, "agt": 8, "ags": 8}
YEARS_ON = 8
"""How far ahead a day without a year may lie: from one leap day to the next, over a century's end."""
_ISO = r"\d{4}-\d{2}-\d{2}"
_ISOS = re.compile(rf"({_ISO})(?:-({_ISO}))?")
_NUMBERS = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4})?)?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: ([a-z]+)\.?)?(?:,? (\d{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")


@dataclass(frozen=True, slots=True)
class _Part:
    day: int
    month: int | None
    year: int | None


def read_dates(text: str, today: date) -> tuple[date, date] | None:
    """First and last, both included, of what `plainly` has gone over. Without a year it is the next such
    day."""
    isos = _ISOS.fullmatch(text)
    if isos is not None:
        first, last = _iso(isos[1]), _iso(isos[2] or isos[1])
    else:
        left, dash, right = text.partition("-")
        first, last = _pair(left, right if dash else left, today)
    return (first, last) if first is not None and last is not None and first <= last else None


def _pair(left: str, right: str, today: date) -> tuple[date | None, date | None]:
    begins, ends = _side(left, today), _side(right, today)
    if isinstance(begins, _Part) and begins.month is None and isinstance(ends, _Part):
        begins = _Part(begins.day, ends.month, begins.year or ends.year)
    if isinstance(ends, _Part) and ends.month is None and isinstance(begins, _Part):
        ends = _Part(ends.day, begins.month, ends.year or begins.year)
    first = _resolved(begins, today)
    return first, _resolved(ends, first) if first is not None else None


def _side(text: str, today: date) -> date | _Part | None:
    text = text.strip(" ,.")
    match text:
        case "today":
            return today
        case "tomorrow":
            return today + timedelta(days=1)
        case "lusa":
            return today + timedelta(days=2)
    if text in NAMES:
        return today + timedelta(days=(NAMES[text] - today.weekday()) % 7)
    if (found := _NUMBERS.fullmatch(text)) is not None:
        return _Part(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if (found := _MONTH_FIRST.fullmatch(text)) is not None and found[1] in MONTHS:
        return _Part(int(found[2]), MONTHS[found[1]], int(found[3]) if found[3] else None)
    if (found := _NAMED.fullmatch(text)) is not None and (found[2] is None or found[2] in MONTHS):
        month = MONTHS[found[2]] if found[2] else None
        return _Part(int(found[1]), month, int(found[3]) if found[3] else None)
    return _iso(text)


def _resolved(part: date | _Part | None, since: date) -> date | None:
    if not isinstance(part, _Part):
        return part
    if part.month is None:
        return None
    years = [part.year] if part.year is not None else range(since.year, since.year + YEARS_ON + 1)
    every = [_day(year, part.month, part.day) for year in years]
    return next((one for one in every if one is not None and (part.year or one >= since)), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(text: str) -> date | None:
    if re.fullmatch(_ISO, text) is None:
        return None
    return _day(*map(int, text.split("-")))
