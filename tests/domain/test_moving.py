"""Whether a visit can be moved, until when it may be answered, and what is held of a new time meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.availability import Held
from domain.booking import Booking, BookingStatus
from domain.moving import Moving, answer_by, moved_by, moving, new_part
from domain.people import Role
from domain.rules import BookingRules
from domain.time import Span
from tests.domain.test_visits import START, VISIT

RULES, ZONE = BookingRules(), ZoneInfo("Asia/Makassar")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MORNING = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""10:00 in the studio."""


def visit(status: BookingStatus) -> Booking:
    return replace(VISIT, status=status)


@pytest.mark.parametrize(
    ("status", "before", "customer", "therapist"),
    [
        (BookingStatus.CONFIRMED, 24 * HOUR, Moving.MAY, Moving.MAY),
        (BookingStatus.CONFIRMED, 24 * HOUR - timedelta(seconds=1), Moving.TOO_LATE, Moving.MAY),
        (BookingStatus.CONFIRMED, MINUTE, Moving.TOO_LATE, Moving.MAY),
        (BookingStatus.CONFIRMED, timedelta(0), Moving.BEGUN, Moving.BEGUN),
        (BookingStatus.CONFIRMED, -10 * HOUR, Moving.OVER, Moving.OVER),
        (BookingStatus.REQUESTED, 48 * HOUR, Moving.REQUESTED, Moving.REQUESTED),
        (BookingStatus.ON_THE_WAY, 48 * HOUR, Moving.BEGUN, Moving.BEGUN),
        (BookingStatus.IN_PROGRESS, 48 * HOUR, Moving.BEGUN, Moving.BEGUN),
        (BookingStatus.COMPLETED, 48 * HOUR, Moving.OVER, Moving.OVER),
        (BookingStatus.CANCELLED, 48 * HOUR, Moving.CANCELLED, Moving.CANCELLED),
        (BookingStatus.UNANSWERED, 48 * HOUR, Moving.ENDED, Moving.ENDED),
        (BookingStatus.NO_SHOW, 48 * HOUR, Moving.ENDED, Moving.ENDED),
    ],
)
def test_who_may_ask_when(
    status: BookingStatus, before: timedelta, customer: Moving, therapist: Moving
) -> None:
    now = START - before
    assert moving(visit(status), Role.CUSTOMER, now, RULES) is customer
    assert moving(visit(status), Role.THERAPIST, now, RULES) is therapist


def test_arrived_is_begun() -> None:
    there = replace(visit(BookingStatus.CONFIRMED), arrived_at=START - 30 * HOUR)
    assert moving(there, Role.CUSTOMER, START - 25 * HOUR, RULES) is Moving.BEGUN


@pytest.mark.parametrize(
    ("now", "was", "wanted", "by"),
    [
        (MORNING, 48 * HOUR, 50 * HOUR, 30 * MINUTE),
        (MORNING + 11 * HOUR + 45 * MINUTE, 48 * HOUR, 50 * HOUR, 10 * HOUR + 30 * MINUTE),  # 21:45 → 08:15
        (MORNING + 13 * HOUR, 48 * HOUR, 50 * HOUR, 9 * HOUR + 30 * MINUTE),  # 23:00 → 08:30
        (MORNING + 13 * HOUR, 48 * HOUR, 12 * HOUR, 30 * MINUTE),  # the new time is near: by night, too
        (MORNING, 2 * HOUR, 50 * HOUR, 30 * MINUTE),
        (MORNING, 20 * MINUTE, 50 * HOUR, 20 * MINUTE),  # never after the start
    ],
)
def test_until_when_it_may_be_answered(
    now: datetime, was: timedelta, wanted: timedelta, by: timedelta
) -> None:
    assert answer_by(now + was, now + wanted, now, RULES, ZONE) == now + by


@given(
    minutes=st.integers(30, 180),
    turn=st.integers(0, 90),
    gap=st.integers(0, 90),
    by=st.integers(-400, 400).filter(bool),
)
def test_old_and_new_part_together_are_both_times_and_overlap_nowhere(
    minutes: int, turn: int, gap: int, by: int
) -> None:
    end = START + minutes * MINUTE
    own = Held(Span(START, end + turn * MINUTE), Span(START - gap * MINUTE, end))
    wanted = moved_by(own, by * MINUTE)
    part = new_part(own, wanted)
    for side in ("after", "before"):
        mine, new, moved = (points(getattr(one, side)) for one in (own, part, wanted))
        assert new == moved - mine
    # What the table of held times asks of every row.
    assert part.before.starts_at <= part.after.starts_at
    assert part.before.ends_at <= part.after.ends_at


def points(span: Span) -> set[int]:
    return set(range(int(span.starts_at.timestamp()), int(span.ends_at.timestamp()), 60))
