"""When a visit's reminders come: by the clock on the wall the day before, by the hour on the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.reminders import Ahead, reminder
from domain.rules import BookingRules

RULES = BookingRules()
BERLIN = ZoneInfo("Europe/Berlin")


def local(zone: ZoneInfo, *when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=zone, fold=fold).astimezone(UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("start", "due", "hours"),
    [
        ((2026, 3, 3, 10), (2026, 3, 2, 10), 24),
        ((2026, 3, 29, 10), (2026, 3, 28, 10), 23),  # the clocks go forward between the two
        ((2026, 10, 25, 10), (2026, 10, 24, 10), 25),  # and back
        ((2026, 3, 30, 2, 30), (2026, 3, 29, 3), 23.5),  # half past two does not come that day
        ((2026, 3, 1, 0, 15), (2026, 2, 28, 0, 15), 24),
        ((2028, 3, 1, 9), (2028, 2, 29, 9), 24),  # a leap day
    ],
)
def test_the_day_before_at_the_same_hour(start: tuple[int, ...], due: tuple[int, ...], hours: float) -> None:
    at = local(BERLIN, *start)
    found = reminder(Ahead.DAY, at, BERLIN, RULES)
    assert found.due_at == local(BERLIN, *due)
    assert at - found.due_at == timedelta(hours=hours)
    assert found.valid_until == at - timedelta(hours=2)


def test_an_hour_that_comes_twice_is_reminded_of_once() -> None:
    twice = [local(BERLIN, 2026, 10, 25, 2, 30, fold=fold) for fold in (0, 1)]
    assert twice[1] - twice[0] == timedelta(hours=1)
    due = {reminder(Ahead.DAY, at, BERLIN, RULES).due_at for at in twice}
    assert due == {local(BERLIN, 2026, 10, 24, 2, 30)}


def test_two_hours_are_two_hours_whatever_the_clocks_do() -> None:
    at = local(BERLIN, 2026, 3, 29, 3, 30)
    found = reminder(Ahead.HOURS, at, BERLIN, RULES)
    assert (at - found.due_at, found.valid_until) == (timedelta(hours=2), at)
    assert found.due_at.astimezone(BERLIN).hour == 0
