"""A therapist's week: visits, requests that wait, what is free, breaks and time off, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.agenda import Agenda, agenda
from domain.ids import TherapistId
from domain.time import Span
from domain.wallclock import day_span
from services.booking_lines import lines_for_therapist
from services.desk import Desk, show
from services.ports import Clock, UnitOfWork, Words

DAYS = 7
SHOWN = 40
"""Visits of a week with a button each; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class ShowWeek:
    """Weeks begin as the reader's calendar does; days are the studio's."""

    clock: Clock
    zone: ZoneInfo
    words: Words

    async def __call__(self, unit: UnitOfWork, desk: Desk, day: date | None = None) -> None:
        now = self.clock.now()
        today = now.astimezone(self.zone).date()
        starts, _ = self.words.week(desk.person.language)[0]
        first = _week_of(day or today, starts)
        days = [first + timedelta(days=number) for number in range(DAYS)]
        window = Span(day_span(days[0], self.zone).starts_at, day_span(days[-1], self.zone).ends_at)
        claims = await unit.bookings.claims(desk.therapist.id, window)
        lines = await lines_for_therapist(unit, claims[:SHOWN])
        sheets = await self._agendas(unit, desk.therapist.id, days, window, now)
        values = {
            "first": first.isoformat(),
            "today": today.isoformat(),
            "this": first <= today <= days[-1],
            "readiness": desk.therapist.readiness.value,
            "days": [_values(sheet, self._of_day(lines, sheet.day)) for sheet in sheets],
            "more": len(claims[SHOWN:]),
        }
        await show(unit, desk, now, code="schedule", values=values)

    async def _agendas(
        self, unit: UnitOfWork, therapist: TherapistId, days: Sequence[date], window: Span, now: datetime
    ) -> list[Agenda]:
        schedule = await unit.therapists.schedule(therapist)
        # The last day's hours may run into the day after.
        wide = Span(window.starts_at - timedelta(days=1), window.ends_at + timedelta(days=1))
        held = (await unit.occupancy.busy([therapist], wide, now))[therapist]
        busy = [one.after for one in held]
        return [agenda(day, schedule, busy, now, self.zone) for day in days]

    def _of_day(self, lines: Sequence[dict[str, Any]], day: date) -> list[dict[str, Any]]:
        """Those that begin on it."""
        starts = [datetime.fromtimestamp(one["starts_at"], self.zone).date() for one in lines]
        return [line for line, on in zip(lines, starts, strict=True) if on == day]


def _week_of(day: date, starts: int) -> date:
    return day - timedelta(days=(day.weekday() - starts) % DAYS)


def _values(sheet: Agenda, visits: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """`items` in order of time: visits, and everything else as a pair of instants."""
    items = [one | {"item": "visit"} for one in visits]
    spans = {"free": sheet.free, "break": sheet.breaks, "off": [] if sheet.off_all_day else sheet.off}
    items += [_item(kind, span) for kind, found in spans.items() for span in found]
    return {
        "day": sheet.day.isoformat(),
        "hours": bool(sheet.hours),
        "off": sheet.off_all_day,
        "items": sorted(items, key=lambda item: (item["starts_at"], item["ends_at"])),
    }


def _item(kind: str, span: Span) -> dict[str, Any]:
    starts_at, ends_at = int(span.starts_at.timestamp()), int(span.ends_at.timestamp())
    return {"item": kind, "starts_at": starts_at, "ends_at": ends_at}
