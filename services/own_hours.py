"""`/hours`: a therapist's weekly hours and single dates, shown and changed in the chat."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain import own_hours as own
from domain.own_hours import Day
from domain.schedule import Schedule, Window
from domain.time import Span
from domain.typed_hours import read_hours
from domain.typed_time import Problem
from domain.week import reach
from services.booking_lines import lines_for_therapist
from services.desk import Desk, changed, show, told
from services.freed import freed
from services.ports import Clock, UnitOfWork

AHEAD = timedelta(days=400)
"""How far ahead bookings are looked for that lie outside the new hours: beyond any horizon."""
_BREAK = re.compile(r"\s*(?:break|breaks|pause|istirahat|jeda)\b[\s:]*", re.IGNORECASE)

Change = Callable[[Schedule], Schedule | Problem]


@dataclass(frozen=True, slots=True)
class At:
    """What the card shows. `step`: week, day, add, break, copy or dates; `since`: the first of two times,
    once it is chosen; `month`: the calendar's."""

    step: str = "week"
    day: Day | None = None
    since: int | None = None
    month: date | None = None


WEEK = At()


@dataclass(frozen=True, slots=True)
class ShowHours:
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self,
        unit: UnitOfWork,
        desk: Desk,
        at: At = WEEK,
        *,
        note: str = "",
        problem: Problem | None = None,
        outside: Sequence[dict[str, Any]] = (),
    ) -> None:
        now = self.clock.now()
        schedule = await unit.therapists.schedule(desk.therapist.id)
        today = now.astimezone(self.zone).date()
        values = _values(schedule, at, today) | {
            "note": note,
            "problem": told(problem),
            "outside": list(outside),
        }
        await show(unit, desk, now, code="hours", values=values, asks=_asks(at))


def _asks(at: At) -> str:
    parts = ["hours", "" if at.day is None else str(at.day), at.step if at.step in {"add", "break"} else ""]
    return ":".join(parts)


def asked_at(what: str) -> At | None:
    """The place that a typed line answers; None for another question."""
    kind, *rest = what.split(":")
    if kind != "hours" or len(rest) != 2:
        return None
    on, step = rest
    day: Day | None = None
    if on:
        day = int(on) if on.isdecimal() else date.fromisoformat(on)
    return At(step or ("week" if day is None else "day"), day)


@dataclass(frozen=True, slots=True)
class ChangeHours:
    """In force from this commit on. What is agreed stays, and what of it lies outside is said."""

    clock: Clock
    zone: ZoneInfo

    async def __call__(self, unit: UnitOfWork, desk: Desk, change: Change, at: At) -> None:
        """Shows `at`, with what came of it."""
        now, therapist = self.clock.now(), desk.therapist
        show_hours = ShowHours(self.clock, self.zone)
        before = _based(await unit.therapists.schedule(therapist.id), self.zone)
        after = change(before)
        if isinstance(after, Problem):
            await show_hours(unit, desk, at, problem=after)
            return
        if after == before:
            await show_hours(unit, desk, at, note="same")
            return
        await self._put(unit, desk, _without_past(after, now.astimezone(self.zone).date()), now)
        lying = own.outside(after, await _ahead(unit, desk, now))
        lines = await lines_for_therapist(unit, [one for one in lying if one.live])
        await show_hours(unit, desk, at, note="saved", outside=lines)

    async def _put(self, unit: UnitOfWork, desk: Desk, schedule: Schedule, now: datetime) -> None:
        therapist = desk.therapist
        unit.therapists.set_schedule(therapist.id, schedule)
        changed(unit, therapist, now)
        await freed(unit, therapist.id, now)

    async def typed(self, unit: UnitOfWork, desk: Desk, text: str, at: At) -> None:
        """A line such as `mon-fri 9-13, 15-20`; where one day is asked about, `9-13, 15-20` does."""
        today = self.clock.now().astimezone(self.zone).date()
        pause = _BREAK.match(text)
        lines = read_hours(text[pause.end() :] if pause else text, today)
        if isinstance(lines, Problem):
            await ShowHours(self.clock, self.zone)(unit, desk, at, problem=lines)
            return
        kind = "break" if pause else at.step
        # Days that the line names are seen best all together.
        named = any(one.days or one.dates for one in lines)
        shown = WEEK if named or at.day is None else At("day", at.day)
        await self(unit, desk, lambda before: own.put(before, lines, at.day, kind), shown)


async def _ahead(unit: UnitOfWork, desk: Desk, now: datetime) -> Sequence[Any]:
    return await unit.bookings.claims(desk.therapist.id, Span(now, now + AHEAD))


def _based(schedule: Schedule, zone: ZoneInfo) -> Schedule:
    """Of somebody without hours as yet: in the studio's."""
    empty = not schedule.weekly and not schedule.exceptions
    return replace(schedule, zone=zone.key) if empty else schedule


def _without_past(schedule: Schedule, today: date) -> Schedule:
    """Yesterday's hours may still run."""
    kept = tuple(one for one in schedule.exceptions if one.day >= today - timedelta(days=1))
    return replace(schedule, exceptions=kept)


def _values(schedule: Schedule, at: At, today: date) -> dict[str, Any]:
    day = at.day
    shown = own.windows_on(schedule, day) if day is not None else ()
    usual = own.windows_on(schedule, day.weekday()) if isinstance(day, date) else ()
    return {
        "step": at.step,
        "on": "" if day is None else str(day),
        "since": at.since,
        "month": (at.month or today).replace(day=1).isoformat(),
        "today": today.isoformat(),
        "zone": schedule.zone,
        "weekly": [_minutes(own.windows_on(schedule, number)) for number in range(7)],
        "windows": _minutes(shown),
        "usual": _minutes(usual),
        "exception": isinstance(day, date) and own.exception_on(schedule, day) is not None,
        "exceptions": [
            {"day": one.day.isoformat(), "windows": _minutes(one.windows)}
            for one in schedule.exceptions
            if one.day >= today
        ],
    }


def _minutes(windows: Sequence[Window]) -> list[list[int]]:
    """Of their day; past 1,440 where one ends on the next."""
    return [list(reach(one)) for one in windows]
