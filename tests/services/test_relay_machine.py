"""The relay under whatever people, Telegram and death do, in whatever order (see `relay_machine`)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.relay_machine import Relay

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

# A run that fails is short enough to read; shrinking it would take minutes.
_PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


def test_right_person_once_or_visibly_not_and_in_order() -> None:
    few = settings(
        max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=_SLOW, phases=_PHASES
    )
    run_state_machine_as_test(Relay, settings=few)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_same_for_longer() -> None:
    many = settings(
        max_examples=80, stateful_step_count=50, deadline=None, suppress_health_check=_SLOW, phases=_PHASES
    )
    run_state_machine_as_test(Relay, settings=many)
