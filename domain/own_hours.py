"""What a therapist makes of their own hours: a day's windows put, added to, parted by a break, copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from domain.booking import Booking
from domain.hours import at_work, working_windows
from domain.schedule import DateException, Schedule, WeeklyWindow, Window
from domain.typed_hours import Told, checked, shown
from domain.typed_time import Fault, Problem
from domain.week import at_minute, clash, reach

Day = int | date
"""A weekday (Monday is 0), or one date."""
Changed = Schedule | Problem
_DAY = 24 * 60


def windows_on(schedule: Schedule, day: Day) -> tuple[Window, ...]:
    """What holds there: of a date, its exception or else its weekday's."""
    if isinstance(day, date):
        found = exception_on(schedule, day)
        return found.windows if found is not None else windows_on(schedule, day.weekday())
    return tuple(sorted(one.window for one in schedule.weekly if one.weekday == day))


def exception_on(schedule: Schedule, day: date) -> DateException | None:
    return next((one for one in schedule.exceptions if one.day == day), None)


def without(schedule: Schedule, day: Day, window: Window) -> Changed:
    return put(schedule, [Told(tuple(one for one in windows_on(schedule, day) if one != window))], day)


def without_exception(schedule: Schedule, day: date) -> Schedule:
    return replace(schedule, exceptions=tuple(one for one in schedule.exceptions if one.day != day))


def put(schedule: Schedule, every: Iterable[Told], asked: Day | None, kind: str = "") -> Changed:
    """All of it, or the first problem. `kind`: add to what holds, make a break in it, or else stand in its
    place. Weekdays are put together: between them they may overlap on the way."""
    after, weekly = schedule, {day: windows_on(schedule, day) for day in range(7)}
    for one in every:
        days: Sequence[Day] = one.days or one.dates or ((asked,) if asked is not None else ())
        if not days:
            return Problem(Fault.NO_DAY, ", ".join(map(shown, one.windows)))
        for day in days:
            before = windows_on(after, day) if isinstance(day, date) else weekly[day]
            windows = _made(before, one.windows, kind)
            if isinstance(windows, Problem):
                return windows
            if isinstance(day, date):
                after = _dated(after, day, windows)
            else:
                weekly[day] = windows
    return _weekly(after, [WeeklyWindow(day, one) for day, windows in weekly.items() for one in windows])


def _made(before: Sequence[Window], told: Sequence[Window], kind: str) -> tuple[Window, ...] | Problem:
    match kind:
        case "add":
            return checked((*before, *told))
        case "break":
            found: tuple[Window, ...] | Problem = tuple(before)
            for one in told:
                if not isinstance(found, Problem):
                    found = parted(found, one)
            return found
    return checked(told)


def copied(schedule: Schedule, day: Day, to: Iterable[int]) -> Changed:
    windows = windows_on(schedule, day)
    return put(schedule, [Told(windows, days=tuple(to))], None)


def parted(windows: Sequence[Window], gap: Window) -> tuple[Window, ...] | Problem:
    """With a break in them, which lies within one of the windows and leaves something of it."""
    opens, ends = reach(gap)
    for window in windows:
        start, end = reach(window)
        for shift in (0, _DAY):
            begins, until = opens + shift, ends + shift
            if start <= begins and until <= end and (begins, until) != (start, end):
                parts = [(start, begins), (until, end)]
                kept = [one for one in windows if one != window]
                pieces = [Window(at_minute(a), at_minute(b)) for a, b in parts if a < b]
                return tuple(sorted([*kept, *pieces]))
    return Problem(Fault.NOT_WITHIN, shown(gap), ", ".join(map(shown, windows)))


def outside(schedule: Schedule, bookings: Iterable[Booking]) -> list[Booking]:
    """Those that the hours do not hold. Time off is another matter."""
    return [one for one in bookings if not _holds(schedule, one)]


def _holds(schedule: Schedule, booking: Booking) -> bool:
    worked = at_work(working_windows(schedule, booking.span), ())
    return any(booking.span.within(one) for one in worked)


def _dated(schedule: Schedule, day: date, windows: tuple[Window, ...]) -> Schedule:
    others = [one for one in schedule.exceptions if one.day != day]
    return replace(schedule, exceptions=tuple(sorted((*others, DateException(day, windows)))))


def _weekly(schedule: Schedule, weekly: Iterable[WeeklyWindow]) -> Changed:
    every = tuple(sorted(weekly))
    two = clash(every)
    if two is not None:
        return Problem(Fault.OVERLAP, shown(two[1].window), shown(two[0].window))
    return replace(schedule, weekly=every)
