"""Each tap in each state of a booking: what it makes of it, or why nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.booking import Booking, BookingStatus, Mode, Place, PlaceKind, Wish
from domain.catalogue import Money
from domain.ids import BookingId, PersonId, ServiceCode, TherapistId
from domain.rules import BookingRules
from domain.time import Span
from domain.visits import OutOfOrder, Tap, next_taps, tapped

RULES = BookingRules()
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
S, T, Out = BookingStatus, Tap, OutOfOrder
VISIT = Booking(
    id=BookingId(1),
    reference="RL-7K2M",
    token="t",
    customer=PersonId(1),
    therapist=TherapistId(2),
    service=ServiceCode("relax"),
    service_name="Massage",
    span=Span(START, START + timedelta(hours=1)),
    price=Money(1, "IDR"),
    place=Place(kind=PlaceKind.HOME),
    wish=Wish(),
    mode=Mode.SCHEDULED,
    notes="",
    status=S.CONFIRMED,
    version=3,
    requested_at=START,
)


def visit(status: BookingStatus, *, arrived: bool = False) -> Booking:
    return replace(VISIT, status=status, arrived_at=START if arrived else None)


@pytest.mark.parametrize(
    ("status", "arrived", "answers"),
    [
        (S.CONFIRMED, False, (S.ON_THE_WAY, S.CONFIRMED, S.IN_PROGRESS, Out.NOT_STARTED)),
        (S.CONFIRMED, True, (Out.ARRIVED, Out.ARRIVED, S.IN_PROGRESS, Out.NOT_STARTED)),
        (S.ON_THE_WAY, False, (Out.ON_THE_WAY, S.ON_THE_WAY, S.IN_PROGRESS, Out.NOT_STARTED)),
        (S.ON_THE_WAY, True, (Out.ARRIVED, Out.ARRIVED, S.IN_PROGRESS, Out.NOT_STARTED)),
        (S.IN_PROGRESS, True, (Out.IN_PROGRESS, Out.IN_PROGRESS, Out.IN_PROGRESS, S.COMPLETED)),
        (S.COMPLETED, True, (Out.COMPLETED,) * 4),
        (S.CANCELLED, False, (Out.CANCELLED,) * 4),
        (S.NO_SHOW, False, (Out.NO_SHOW,) * 4),
        (S.REQUESTED, False, (Out.NOT_AGREED,) * 4),
        (S.UNANSWERED, False, (Out.NOT_AGREED,) * 4),
    ],
)
def test_every_tap_in_every_state(
    status: BookingStatus, arrived: bool, answers: tuple[BookingStatus | OutOfOrder, ...]
) -> None:
    for tap, answer in zip(T, answers, strict=True):
        before = visit(status, arrived=arrived)
        after = tapped(before, tap, START, RULES)
        if isinstance(after, Booking):
            assert (after.status, after.version) == (answer, before.version + 1)
            assert (after.arrived_at is not None) == (arrived or tap is T.ARRIVED)
            assert after.finished_at == (START if tap is T.FINISH else None)
        else:
            assert after is answer


def test_what_is_to_be_tapped_is_what_can_be() -> None:
    for status in S:
        for arrived in (False, True):
            for kind in PlaceKind:
                one = replace(visit(status, arrived=arrived), place=Place(kind=kind))
                for tap in next_taps(one):
                    assert isinstance(tapped(one, tap, START, RULES), Booking), (status, arrived, tap)
    assert next_taps(replace(VISIT, place=Place(kind=PlaceKind.STUDIO))) == (T.START,)
    assert next_taps(VISIT)[0] is T.ON_THE_WAY


def test_days_before_it_is_a_slip() -> None:
    early = START - RULES.taps_from - timedelta(seconds=1)
    for tap in (T.ON_THE_WAY, T.ARRIVED, T.START):
        assert tapped(VISIT, tap, early, RULES) is Out.TOO_EARLY
        assert isinstance(tapped(VISIT, tap, START - RULES.taps_from, RULES), Booking)


def test_it_ends_as_agreed_or_later() -> None:
    going = visit(S.IN_PROGRESS)
    for minutes, ends in ((30, 60), (60, 60), (95, 95)):
        done = tapped(going, T.FINISH, START + timedelta(minutes=minutes), RULES)
        assert isinstance(done, Booking)
        assert done.ends_at == START + timedelta(minutes=ends)
