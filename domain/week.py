"""The seven days as people name them, and windows that follow each other round the week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from itertools import combinations

from domain.schedule import WeeklyWindow, Window

CODES: Mapping[str, int] = {
    name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}
"""As the roster's files name them. Monday is 0."""
EVERY_DAY = "daily"
_DAY = 24 * 60
_WEEK = 7 * _DAY


def days_of(text: str, names: Mapping[str, int] = CODES) -> tuple[int, ...] | None:
    """`mon`, `mon-fri`, `fri-mon` (over the weekend), `daily`; None for anything else."""
    if text == EVERY_DAY:
        return tuple(range(7))
    first, dash, last = text.partition("-")
    if first not in names or (dash and last not in names):
        return None
    start, end = names[first], names[last or first]
    return tuple(sorted((start + step) % 7 for step in range((end - start) % 7 + 1)))


def minute(at: time) -> int:
    return at.hour * 60 + at.minute


def at_minute(minutes: int) -> time:
    """Of any day: 24:00 is the next one's 00:00."""
    return time(*divmod(minutes % _DAY, 60))


def reach(window: Window) -> tuple[int, int]:
    """In minutes of its day; past 1,440 where it ends on the next."""
    opens, closes = minute(window.opens), minute(window.closes)
    return opens, closes if closes > opens else closes + _DAY


def overlap(one: WeeklyWindow, other: WeeklyWindow) -> bool:
    """In any week: a window may run into the next day, and Sunday's into Monday."""
    (start, end), (begin, stop) = _reach(one), _reach(other)
    return any(start < stop + shift and begin + shift < end for shift in (-_WEEK, 0, _WEEK))


def _reach(weekly: WeeklyWindow) -> tuple[int, int]:
    opens, closes = reach(weekly.window)
    return opens + weekly.weekday * _DAY, closes + weekly.weekday * _DAY


def clash(weekly: Iterable[WeeklyWindow]) -> tuple[WeeklyWindow, WeeklyWindow] | None:
    """The first two that overlap; each is a window of its own, so the same twice does as well."""
    return next((pair for pair in combinations(sorted(weekly), 2) if overlap(*pair)), None)


def clash_in_a_day(windows: Sequence[Window]) -> tuple[Window, Window] | None:
    """Of one date: what would follow a week later is no concern of theirs."""
    for one, other in combinations(sorted(windows), 2):
        (start, end), (begin, stop) = reach(one), reach(other)
        if start < stop and begin < end:
            return one, other
    return None


def length(window: Window) -> timedelta:
    opens, closes = reach(window)
    return timedelta(minutes=closes - opens)
