"""Offers under whatever people and time do, in whatever order (see `offers_machine`)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.booking.offers_machine import Offers

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
# A run that fails is short enough to read; shrinking it would take minutes.
_PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


@pytest.mark.slow
def test_each_offer_ends_once_and_no_time_is_held_twice_or_left_held() -> None:
    few = settings(
        max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=_SLOW, phases=_PHASES
    )
    run_state_machine_as_test(Offers, settings=few)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_same_for_longer() -> None:
    many = settings(
        max_examples=100, stateful_step_count=60, deadline=None, suppress_health_check=_SLOW, phases=_PHASES
    )
    run_state_machine_as_test(Offers, settings=many)
