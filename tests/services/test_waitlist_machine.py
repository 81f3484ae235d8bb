"""The waitlist under whatever people and time do, in whatever order (see `waitlist_machine`)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.waitlist_machine import Waitlist

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
# A run that fails is short enough to read; shrinking it would take minutes.
_PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


@pytest.mark.slow
def test_one_at_a_time_in_order_and_never_for_longer() -> None:
    few = settings(
        max_examples=6, stateful_step_count=20, deadline=None, suppress_health_check=_SLOW, phases=_PHASES
    )
    run_state_machine_as_test(Waitlist, settings=few)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_same_for_longer() -> None:
    many = settings(
        max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=_SLOW, phases=_PHASES
    )
    run_state_machine_as_test(Waitlist, settings=many)
