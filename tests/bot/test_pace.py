"""Our side of Telegram's limit for one bot. Lower bounds only: a busy machine is slower, never faster."""

from __future__ import annotations

import asyncio

from bot.pace import Pace


async def test_a_burst_and_then_no_faster_than_the_rate() -> None:
    pace, loop = Pace(per_second=50, burst=5), asyncio.get_running_loop()
    began = loop.time()
    assert await pace.some() == 5
    pace.spend(5)
    for _ in range(10):
        assert await pace.some() >= 1
        pace.spend(1)
    assert loop.time() - began >= 0.999 * 10 / 50


async def test_rest_fills_it_up_to_a_burst_and_no_more() -> None:
    pace = Pace(per_second=1000, burst=3)
    pace.spend(3)
    assert await pace.some() >= 1
    await asyncio.sleep(0.05)
    assert await pace.some() == 3
