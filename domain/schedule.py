"""When a therapist works: the only place where wall-clock times live."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from domain.time import Span


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Wall-clock hours of one day in the schedule's zone. An end at or before the start is the next day's."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, order=True)
class WeeklyWindow:
    weekday: int
    """Monday is 0."""
    window: Window


@dataclass(frozen=True, slots=True, order=True)
class DateException:
    """What holds on that date instead of the weekly hours; no windows means not at all."""

    day: date
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """`zone` is an IANA name."""

    zone: str
    weekly: tuple[WeeklyWindow, ...] = ()
    exceptions: tuple[DateException, ...] = ()
    time_off: tuple[Span, ...] = ()
    imported: tuple[WeeklyWindow, ...] | None = field(default=None, compare=False)
    """The weekly hours as the roster's file had them last; None where none ever had. What differs from them
    was changed in the chat."""
