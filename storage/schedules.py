"""A schedule as JSON: wall-clock times as written (`09:30`), dates as ISO, time off as instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from domain.schedule import DateException, Schedule, WeeklyWindow, Window
from domain.time import Span
from storage.instants import instant, micros

NO_HOURS = Schedule("UTC")


def _window(opens: str, closes: str) -> Window:
    return Window(time.fromisoformat(opens), time.fromisoformat(closes))


def _written(window: Window) -> list[str]:
    return [window.opens.isoformat("auto"), window.closes.isoformat("auto")]


def _weekly(written: list[tuple[int, list[str]]]) -> tuple[WeeklyWindow, ...]:
    return tuple(_on(day, opens, closes) for day, (opens, closes) in written)


# Most of a roster's hours are the same few, and a list of what is free reads all of them.
@lru_cache(maxsize=4096)
def _on(day: int, opens: str, closes: str) -> WeeklyWindow:
    return WeeklyWindow(day, _window(opens, closes))


def _week(weekly: Sequence[WeeklyWindow]) -> list[Any]:
    return [[one.weekday, _written(one.window)] for one in weekly]


def schedule_of(row: Row[Any]) -> Schedule:
    return Schedule(
        zone=row.zone,
        weekly=_weekly(row.weekly),
        exceptions=tuple(
            DateException(date.fromisoformat(day), tuple(_window(*window) for window in windows))
            for day, windows in row.exceptions
        ),
        time_off=tuple(Span(instant(start), instant(end)) for start, end in row.time_off),
        imported=None if row.imported is None else _weekly(row.imported),
    )


def schedule_values(schedule: Schedule) -> dict[str, Any]:
    return {
        "zone": schedule.zone,
        "weekly": _week(schedule.weekly),
        "exceptions": [[e.day.isoformat(), [_written(w) for w in e.windows]] for e in schedule.exceptions],
        "time_off": [[micros(off.starts_at), micros(off.ends_at)] for off in schedule.time_off],
        "imported": None if schedule.imported is None else _week(schedule.imported),
    }
