"""Everything that people do to bookings, in any order (see `booking_machine`)."""

from __future__ import annotations

import pytest

from tests.services.booking_machine import play


async def test_nobody_twice_nothing_held_for_nothing_and_every_wait_has_an_end() -> None:
    await play(seed=7, steps=14)


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_the_same_for_longer() -> None:
    for seed in range(100, 130):
        await play(seed, steps=120)
