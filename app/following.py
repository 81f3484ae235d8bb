"""Which clock: the simulator's, where there is one behind the Bot API address; else the machine's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from app.clock import Follower, SystemClock, TrialClock
from app.settings import Settings
from app.tasks import Tasks

Advance = Callable[[float], Awaitable[dict[str, Any]]]
ASKING = 5.0
"""Seconds to find out whether a Bot API server that is named is a simulator."""


async def choose_clock(
    settings: Settings, session: aiohttp.ClientSession, tasks: Tasks
) -> tuple[SystemClock | TrialClock, Advance | None]:
    """Never a trial's clock with the real Telegram: without `telegram.api_base` nobody is even asked."""
    base = settings.telegram.api_base
    if base is None or not (settings.trial or await _is_simulator(session, base)):
        return SystemClock(), None
    follower = Follower(session, base.rstrip("/"))
    clock = await follower.begin()
    tasks.start(follower.follow(), name="follow the trial's clock")
    return clock, follower.advance


async def _is_simulator(session: aiohttp.ClientSession, base: str) -> bool:
    try:
        async with (
            asyncio.timeout(ASKING),
            session.get(f"{base.rstrip('/')}/world/clock") as answer,
        ):
            return answer.status == 200 and "offset" in await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False
