"""Working hours and slots as somebody would find them who looks at the clock on the wall every minute.

Slow and plain on purpose: nothing here is shared with what it is compared to. When the clocks go back, the
person has seen the hour already and goes by the latest time seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.schedule import Schedule, Window
from domain.time import Span

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Shift:
    """One window of one date, on the wall."""

    opens: datetime
    closes: datetime


def shifts(schedule: Schedule, first: date, days: int) -> Iterator[Shift]:
    for offset in range(days):
        day = first + timedelta(days=offset)
        for window in hours_of(schedule, day):
            until = day + timedelta(days=1) if window.closes <= window.opens else day
            yield Shift(datetime.combine(day, window.opens), datetime.combine(until, window.closes))


def hours_of(schedule: Schedule, day: date) -> Sequence[Window]:
    for exception in schedule.exceptions:
        if exception.day == day:
            return exception.windows
    return [one.window for one in schedule.weekly if one.weekday == day.weekday()]


def readings(
    zone: str, first: datetime, minutes: int, tick: timedelta = MINUTE
) -> Iterator[tuple[datetime, datetime]]:
    """Each instant with the latest time that the wall has shown by then."""
    latest = datetime(1, 1, 1)  # noqa: DTZ001 - what a wall shows has no zone
    for number in range(-4 * 24 * 60, minutes):
        instant = first + number * tick
        latest = max(latest, instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
        if number >= 0:
            yield instant, latest


@dataclass
class MinuteModel:
    """All in whole minutes. `behind` are the treatments with their turn-around, `before` the treatments with
    the way to them."""

    schedule: Schedule
    behind: Sequence[Span]
    before: Sequence[Span]
    first: datetime
    minutes: int

    def slots(
        self, duration: int, turn_around: int, way: int, step: int, earliest: datetime, latest: datetime
    ) -> list[datetime]:
        worked: set[datetime] = set()
        grid: set[datetime] = set()
        day = self.first.date() - timedelta(days=3)
        seen = list(readings(self.schedule.zone, self.first, self.minutes))
        for shift in shifts(self.schedule, day, self.minutes // 1440 + 7):
            inside = [instant for instant, wall in seen if shift.opens <= wall < shift.closes]
            worked.update(inside)
            if inside and inside[0] > self.first:
                grid.update(inside[::step])
        worked -= set(self._minutes_of(self.schedule.time_off))
        behind, before = set(self._minutes_of(self.behind)), set(self._minutes_of(self.before))
        return sorted(
            start
            for start in grid
            if earliest <= start <= latest
            and all(start + n * MINUTE in worked for n in range(duration))
            and not any(start + n * MINUTE in behind for n in range(duration + turn_around))
            and not any(start + n * MINUTE in before for n in range(-way, duration))
        )

    def _minutes_of(self, spans: Sequence[Span]) -> Iterator[datetime]:
        for span in spans:
            instant = span.starts_at.astimezone(UTC)
            while instant < span.ends_at:
                yield instant
                instant += MINUTE
