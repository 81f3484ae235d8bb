"""When a visit is asked about, help can be asked for, somebody is missing: on ordinary days, on days when the
clocks change, and on the leap day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from domain.absence import NotSayable, not_sayable
from domain.booking import Booking, BookingStatus
from domain.help import offered
from domain.overdue import Check, CheckStatus, ask_at, overdue
from domain.rules import BookingRules
from domain.time import Span
from domain.visit_times import next_change
from tests.domain.test_transitions import booking

RULES = BookingRules()
ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "Australia/Lord_Howe", "America/New_York")]
STARTS = [
    (2026, 3, 2, 10, 0),
    (2026, 3, 29, 1, 30),  # Berlin skips the hour after the next
    (2026, 10, 25, 1, 30),  # and has it twice
    (2026, 4, 5, 1, 15),  # Lord Howe goes back by half an hour
    (2026, 10, 4, 1, 15),
    (2028, 2, 29, 23, 30),
]
MINUTE = timedelta(minutes=1)


def visit(start: datetime, status: BookingStatus = BookingStatus.CONFIRMED, **more: object) -> Booking:
    made = replace(booking(status), span=Span(start, start + 60 * MINUTE))
    return replace(made, **more)  # type: ignore[arg-type]  # as the test names them


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("wall", STARTS)
def test_minutes_are_minutes_whatever_the_clocks_do(wall: tuple[int, ...], zone: ZoneInfo) -> None:
    start = datetime(*wall, tzinfo=zone).astimezone(UTC)  # type: ignore[misc, arg-type]
    made = visit(start)
    assert ask_at(made, RULES) == start + 90 * MINUTE
    asked = [at for at in range(200) if overdue(made, start + at * MINUTE, RULES)]
    assert asked == list(range(90, 200))
    open_for = [at for at in range(-60, 300) if offered(made, start + at * MINUTE, RULES)]
    assert open_for == list(range(-30, 180))
    missing = [at for at in range(-60, 300) if not_sayable(made, start + at * MINUTE, RULES) is None]
    assert missing == list(range(15, 300))


@pytest.mark.parametrize("status", BookingStatus)
def test_only_what_is_agreed_and_not_over_is_asked_about(status: BookingStatus) -> None:
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    late = start + timedelta(hours=5)
    open_ones = {BookingStatus.CONFIRMED, BookingStatus.ON_THE_WAY, BookingStatus.IN_PROGRESS}
    assert overdue(visit(start, status), late, RULES) is (status in open_ones)


@pytest.mark.parametrize(
    ("status", "minutes", "there"),
    [
        (BookingStatus.REQUESTED, 10, False),
        (BookingStatus.ON_THE_WAY, -120, True),
        (BookingStatus.IN_PROGRESS, 6000, True),
        (BookingStatus.COMPLETED, -120, True),
        (BookingStatus.COMPLETED, 179, True),
        (BookingStatus.COMPLETED, 180, False),
        (BookingStatus.NO_SHOW, 60, True),
        (BookingStatus.CANCELLED, -1, False),
        (BookingStatus.CANCELLED, 20, True),
    ],
)
def test_help_is_there_while_the_two_may_be_together(
    status: BookingStatus, minutes: int, there: bool
) -> None:
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert offered(visit(start, status), start + minutes * MINUTE, RULES) is there


def test_a_visit_that_ended_late_has_help_for_as_much_longer() -> None:
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    late = visit(start, BookingStatus.COMPLETED, finished_at=start + 120 * MINUTE)
    assert offered(late, start + 239 * MINUTE, RULES)
    assert not offered(late, start + 240 * MINUTE, RULES)


def test_nobody_is_missing_from_what_has_begun_or_is_over() -> None:
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    why = {one: not_sayable(visit(start, one), start + 20 * MINUTE, RULES) for one in BookingStatus}
    assert {one for one, reason in why.items() if reason is None} == {
        BookingStatus.CONFIRMED,
        BookingStatus.ON_THE_WAY,
    }
    assert why[BookingStatus.IN_PROGRESS] is NotSayable.BEGUN
    assert why[BookingStatus.REQUESTED] is NotSayable.NOT_AGREED


def test_the_cards_change_three_times_and_then_no_more() -> None:
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    made, at, seen = visit(start), start - timedelta(days=2), []
    while (following := next_change(made, at, RULES)) is not None:
        seen.append((following - start) / MINUTE)
        at = following
    assert seen == [-30, 15, 180]
    assert all(one < other for one, other in pairwise(seen))


def test_an_alert_keeps_when_it_was_first_given() -> None:
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    check = Check(
        booking=booking(BookingStatus.CONFIRMED).id, status=CheckStatus.ASKED, version=0, asked_at=start
    )
    told = check.told(start + 10 * MINUTE)
    again = told.to(CheckStatus.GOING).to(CheckStatus.ASKED, asked_at=start + 40 * MINUTE)
    assert again.told(start + 50 * MINUTE).alerted_at == start + 10 * MINUTE
    assert again.alert_at(RULES) == start + 50 * MINUTE
    assert again.version == 3
