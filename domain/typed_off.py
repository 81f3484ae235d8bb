"""Time off as therapists type it: `24-26 dec`, `24 dec 14:00-18:00`, `24 dec 22:00 - 25 dec 6:00`, `fri`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from domain.time import Span
from domain.typed_dates import read_dates
from domain.typed_time import TIME, Fault, Problem, minutes_of, plainly
from domain.wallclock import instant_of
from domain.week import at_minute

LONGEST = timedelta(days=366)
_FROM_TO = re.compile(rf"(?P<first>.+?),? (?P<begins>{TIME})-(?P<last>.+?),? (?P<ends>{TIME})")
_HOURS = re.compile(rf"(?P<first>.+?),? (?P<begins>{TIME})-(?P<ends>{TIME})")
_DAY = timedelta(days=1)
_A_SLIP = timedelta(days=183)
"""What goes over the turn of a year that nobody wrote, and is longer, was typed the wrong way round."""


def read_off(text: str, now: datetime, zone: tzinfo) -> Span | Problem:
    """Days without hours are whole ones; hours that end before they begin end on the next day."""
    plain, today = plainly(text).strip(" ,"), now.astimezone(zone).date()
    days = read_dates(plain, today)
    if days is not None:
        return _unslipped(off_between(days[0], 0, days[1], 24 * 60, now, zone), text, zone)
    for pattern in (_HOURS, _FROM_TO):
        found = pattern.fullmatch(plain)
        days = _days(found.groupdict(), today) if found is not None else None
        if found is not None and days is not None:
            begins, ends = minutes_of(found["begins"]), minutes_of(found["ends"])
            if begins is None or ends is None:
                return Problem(Fault.TIME, found["begins"] if begins is None else found["ends"])
            return _unslipped(off_between(days[0], begins, days[1], ends, now, zone), text, zone)
    return Problem(Fault.UNREADABLE, text.strip())


def _unslipped(off: Span | Problem, text: str, zone: tzinfo) -> Span | Problem:
    """`14 dec - 13 dec` would otherwise be a year."""
    if isinstance(off, Problem) or off.ends_at - off.starts_at <= _A_SLIP or re.search(r"\d{4}", text):
        return off
    same_year = off.starts_at.astimezone(zone).year == (off.ends_at - _DAY).astimezone(zone).year
    return off if same_year else Problem(Fault.ORDER, text.strip())


def _days(parts: dict[str, str], today: date) -> tuple[date, date] | None:
    first = read_dates(parts["first"], today)
    if first is None or "last" not in parts:
        return first
    last = read_dates(parts["last"], first[0])
    return (first[0], last[1]) if last is not None and first[0] == first[1] else None


def off_between(
    first: date, begins: int, last: date, ends: int, now: datetime, zone: tzinfo
) -> Span | Problem:
    """Minutes of each day, to 1,440."""
    if first == last and ends <= begins:
        last += _DAY
    starts_at, ends_at = _instant(first, begins, zone), _instant(last, ends, zone)
    value = f"{first.isoformat()} – {last.isoformat()}"
    if ends_at <= starts_at:
        return Problem(Fault.ORDER, value)
    if ends_at <= now:
        return Problem(Fault.PAST, value)
    if ends_at - starts_at > LONGEST or starts_at - now > LONGEST:
        return Problem(Fault.TOO_LONG, value, str(LONGEST.days))
    return Span(starts_at, ends_at)


def _instant(day: date, minutes: int, zone: tzinfo) -> datetime:
    return instant_of(day + _DAY if minutes == 24 * 60 else day, at_minute(minutes), zone)
