"""A schedule as JSON: wall-clock times as written (`09:30`), dates as ISO, time off as instants."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import Row

from domain.schedule import DateException, Schedule, WeeklyWindow, Window
from domain.time import Span
from storage.instants import instant, micros

NO_HOURS = Schedule("UTC")


def _window(written: list[str]) -> Window:
    opens, closes = written
    return Window(time.fromisoformat(opens), time.fromisoformat(closes))


def _written(window: Window) -> list[str]:
    return [window.opens.isoformat("auto"), window.closes.isoformat("auto")]


def schedule_of(row: Row[Any]) -> Schedule:
    return Schedule(
        zone=row.zone,
        weekly=tuple(WeeklyWindow(day, _window(window)) for day, window in row.weekly),
        exceptions=tuple(
            DateException(date.fromisoformat(day), tuple(map(_window, windows)))
            for day, windows in row.exceptions
        ),
        time_off=tuple(Span(instant(start), instant(end)) for start, end in row.time_off),
    )


def schedule_values(schedule: Schedule) -> dict[str, Any]:
    return {
        "zone": schedule.zone,
        "weekly": [[weekly.weekday, _written(weekly.window)] for weekly in schedule.weekly],
        "exceptions": [[e.day.isoformat(), [_written(w) for w in e.windows]] for e in schedule.exceptions],
        "time_off": [[micros(off.starts_at), micros(off.ends_at)] for off in schedule.time_off],
    }
