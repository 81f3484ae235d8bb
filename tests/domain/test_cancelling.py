"""Whether a booking can be cancelled, and at what: by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.booking import BookingStatus
from domain.cancelling import Cancelling, cancellable, cancelling
from domain.rules import BookingRules
from tests.domain.test_visits import START, VISIT

RULES = BookingRules()
S, C = BookingStatus, Cancelling
MINUTE = timedelta(minutes=1)
ACCEPTED = START - 60 * MINUTE
END = START + 60 * MINUTE


@pytest.mark.parametrize(
    ("status", "minutes", "state"),
    [
        (S.REQUESTED, 0, C.FREE),
        (S.REQUESTED, 500, C.FREE),
        (S.CONFIRMED, 0, C.FREE),
        (S.CONFIRMED, 9.99, C.FREE),
        (S.CONFIRMED, 10, C.LATE),
        (S.CONFIRMED, 90, C.LATE),  # it should have begun, and nobody has come
        (S.CONFIRMED, 119.99, C.LATE),
        (S.CONFIRMED, 120, C.OVER),
        (S.ON_THE_WAY, 5, C.FREE),
        (S.ON_THE_WAY, 50, C.LATE),
        (S.ON_THE_WAY, 120, C.OVER),
        (S.IN_PROGRESS, 50, C.BEGUN),
        (S.IN_PROGRESS, 500, C.BEGUN),
        (S.COMPLETED, 50, C.OVER),
        (S.CANCELLED, 50, C.CANCELLED),
        (S.UNANSWERED, 50, C.ENDED),
        (S.NO_SHOW, 50, C.ENDED),
    ],
)
def test_every_state(status: BookingStatus, minutes: float, state: Cancelling) -> None:
    """`minutes` since it was accepted, an hour before a visit of an hour."""
    booking = replace(VISIT, status=status, confirmed_at=ACCEPTED)
    now = ACCEPTED + minutes * MINUTE
    assert cancelling(booking, now, RULES) is state
    assert cancellable(booking, now) is (state in {C.FREE, C.LATE})
