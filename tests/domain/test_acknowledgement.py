"""Until when a cancellation should have been seen: by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.acknowledgement import due
from domain.rules import BookingRules

ZONE = ZoneInfo("Asia/Makassar")
RULES = BookingRules()
TEN = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""In the morning, at the studio."""


@pytest.mark.parametrize(
    ("left", "wait"),
    [
        (48 * 60, 30),
        (12 * 60, 30),
        (60, 30),
        (59, 29.5),
        (40, 20),
        (10, 5),
        (8, 5),
        (0, 5),  # somebody may be standing at the door
        (-20, 5),
    ],
)
def test_sooner_for_a_near_visit(left: float, wait: float) -> None:
    """Both in minutes."""
    assert due(TEN + timedelta(minutes=left), TEN, RULES, ZONE) - TEN == timedelta(minutes=wait)


def test_nobody_is_woken_for_a_visit_that_is_far() -> None:
    night = TEN + timedelta(hours=13)  # 23:00
    assert due(night + timedelta(days=2), night, RULES, ZONE) == night + timedelta(hours=9, minutes=30)
    assert due(night + timedelta(hours=9), night, RULES, ZONE) == night + timedelta(minutes=30)


def test_the_studio_may_ask_for_less() -> None:
    rules = replace(RULES, cancel_ack=timedelta(minutes=2))
    assert due(TEN + timedelta(hours=3), TEN, rules, ZONE) == TEN + timedelta(minutes=2)
