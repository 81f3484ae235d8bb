"""Hours as therapists type them: `mon-fri 9-13, 15-20`, `sat 22:00-02:00`, `sun closed`, `24 dec 9-12`.

What the roster's file says with a row can be typed as well, and means the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.schedule import WeeklyWindow, Window
from domain.typed_dates import read_dates
from domain.typed_time import CLOSED, NAMES, WINDOW, Fault, Problem, minutes_of, plainly
from domain.week import CODES, EVERY_DAY, at_minute, clash_in_a_day, days_of, reach

MOST_WINDOWS = 6
"""In a day."""
MOST_DATES = 62
"""In one line."""
_A_DAY = "|".join(sorted(map(re.escape, [*NAMES, EVERY_DAY]), key=len, reverse=True))
_NEXT = re.compile(rf"({WINDOW}|{CLOSED})[\s,]+(?=(?:{_A_DAY})\b)")
"""Where other days begin behind a window, without a semicolon or a new line between."""
_TAIL = re.compile(rf"(?:^|(?<=[\s,:]))(?:{WINDOW}(?:[\s,]+{WINDOW})*|{CLOSED})$")
_CLOSED_FIRST = re.compile(rf"({CLOSED})[\s,:]+(.+)")
_WINDOW = re.compile(WINDOW)
_HEAD = " ,:"


@dataclass(frozen=True, slots=True)
class Told:
    """What holds on those weekdays, or dates; with neither, on the day that was asked about. No windows:
    closed."""

    windows: tuple[Window, ...]
    days: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()


def read_hours(text: str, today: date) -> tuple[Told, ...] | Problem:
    pieces = re.split(r"[;\n]", _NEXT.sub(r"\1;", plainly(text)))
    told: list[Told] = []
    for piece in (one.strip(_HEAD) for one in pieces):
        if piece:
            found = _told(piece, today)
            if isinstance(found, Problem):
                return found
            told.append(found)
    return tuple(told) if told else Problem(Fault.UNREADABLE, text.strip())


def _told(piece: str, today: date) -> Told | Problem:
    heads = []
    for head, tail in _split(_CLOSED_FIRST.sub(r"\2 \1", piece)):
        when = _when(head.strip(_HEAD), today)
        if isinstance(when, Told):
            windows = _windows(tail)
            return windows if isinstance(windows, Problem) else Told(windows, when.days, when.dates)
        heads.append(when)
    return heads[-1] if heads else Problem(Fault.UNREADABLE, piece)


def _split(piece: str) -> Iterator[tuple[str, str]]:
    """Days before and hours behind, in every way it can be read; the most hours first."""
    for at in range(len(piece)):
        if _TAIL.match(piece, at):
            yield piece[:at], piece[at:]


def _when(head: str, today: date) -> Told | Problem:
    if not head:
        return Told(())
    every = [days_of(part, NAMES) for part in re.split(r"[\s,|]+", head)]
    days = [one for one in every if one is not None]
    if len(days) == len(every):
        return Told((), days=tuple(sorted({day for one in days for day in one})))
    dates = read_dates(head, today)
    if dates is None:
        return Problem(Fault.DAYS, head)
    first, last = dates
    if first < today:
        return Problem(Fault.PAST, head)
    if (last - first).days >= MOST_DATES:
        return Problem(Fault.TOO_LONG, head, str(MOST_DATES))
    return Told((), dates=tuple(first + timedelta(days=day) for day in range((last - first).days + 1)))


def _windows(tail: str) -> tuple[Window, ...] | Problem:
    found: list[Window] = []
    for typed in _WINDOW.findall(tail):
        window = window_of(*typed.split("-"))
        if isinstance(window, Problem):
            return window
        found.append(window)
    return checked(found)


def checked(windows: Sequence[Window]) -> tuple[Window, ...] | Problem:
    """In order. Windows of a day may touch, and not overlap."""
    if len(windows) > MOST_WINDOWS:
        return Problem(Fault.TOO_MANY, str(len(windows)), str(MOST_WINDOWS))
    if (two := clash_in_a_day(windows)) is not None:
        return Problem(Fault.OVERLAP, shown(two[1]), shown(two[0]))
    return tuple(sorted(windows))


def window_of(opens: str, closes: str) -> Window | Problem:
    """`22:00` to `02:00` runs past midnight; `0` to `24` is round the clock."""
    start, end = minutes_of(opens), minutes_of(closes)
    if start is None or start == 24 * 60:
        return Problem(Fault.TIME, opens)
    if end is None:
        return Problem(Fault.TIME, closes)
    if start == end:
        return Problem(Fault.SAME, f"{opens}-{closes}")
    return Window(at_minute(start), at_minute(end))


def shown(window: Window) -> str:
    """The same in every language, and readable by `read_hours`."""
    opens, closes = reach(window)
    closes = closes if closes <= 24 * 60 else closes - 24 * 60
    return f"{_clock(opens)}–{_clock(closes)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def written(told: Told) -> str:
    """As it can be typed."""
    days = [*(name for name, day in CODES.items() if day in told.days)]
    heads = [",".join(days)] if days else [one.isoformat() for one in told.dates] or [""]
    hours = ", ".join(map(shown, told.windows)) or "closed"
    return "; ".join(f"{head} {hours}".strip() for head in heads)


def in_a_line(weekly: Iterable[WeeklyWindow]) -> str:
    """A week as it can be typed, days with the same hours together; days without any are left out."""
    by_day: dict[int, list[Window]] = {}
    for one in sorted(weekly):
        by_day.setdefault(one.weekday, []).append(one.window)
    alike: dict[tuple[Window, ...], list[int]] = {}
    for day, windows in by_day.items():
        alike.setdefault(tuple(windows), []).append(day)
    return "; ".join(written(Told(hours, tuple(days))) for hours, days in alike.items()) or "closed"
