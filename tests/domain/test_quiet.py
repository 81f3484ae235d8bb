"""Silent hours: what they cover, what sounds all the same, and how they are typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.quiet import QuietHours, quiet_hours, read_quiet_hours, sounds
from domain.time import Span

MAKASSAR = ZoneInfo("Asia/Makassar")
NIGHT = QuietHours(22 * 60, 7 * 60)
NAP = QuietHours(13 * 60, 14 * 60 + 30)


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=MAKASSAR)


@pytest.mark.parametrize(
    ("hours", "moment", "heard"),
    [
        (None, at(3), True),
        (NIGHT, at(21, 59), True),
        (NIGHT, at(22), False),
        (NIGHT, at(0), False),
        (NIGHT, at(6, 59), False),
        (NIGHT, at(7), True),
        (NAP, at(12, 59), True),
        (NAP, at(13), False),
        (NAP, at(14, 29), False),
        (NAP, at(14, 30), True),
    ],
)
def test_the_hours_are_the_studios(hours: QuietHours | None, moment: datetime, heard: bool) -> None:
    assert sounds(hours, moment.astimezone(ZoneInfo("UTC")), MAKASSAR, None) is heard


@pytest.mark.parametrize(
    ("moment", "begins", "heard"),
    [
        (at(6), at(9), True),
        (at(1), at(20), True),
        (at(23), at(9, day=3), False),
        (at(23), at(1, day=3), True),
        (at(23), at(2, 1, day=3), False),
        (at(0, 30, day=3), at(23, 30), True),
        (at(23), at(15), False),
    ],
    ids=["this morning", "this evening", "tomorrow", "past midnight", "later", "under way", "over"],
)
def test_todays_visit_sounds(moment: datetime, begins: datetime, heard: bool) -> None:
    visit = Span(begins, begins + timedelta(minutes=90))
    assert sounds(NIGHT, moment, MAKASSAR, visit) is heard


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:30-6:45", (1350, 405)),
        (" 22 7 ", (1320, 420)),
        ("22.00 – 07.00", (1320, 420)),
        ("0-1", (0, 60)),
        ("7-7", None),
        ("24-7", None),
        ("22:60-7", None),
        ("tonight", None),
        ("", None),
        ("22", None),
        ("２２-７", (1320, 420)),
    ],
)
def test_what_people_type(typed: str, hours: tuple[int, int] | None) -> None:
    assert read_quiet_hours(typed) == (QuietHours(*hours) if hours else None)


def test_an_empty_span_is_none() -> None:
    assert quiet_hours(0, 0) is None
    assert quiet_hours(0, 1440) is None
    assert quiet_hours(-1, 5) is None
