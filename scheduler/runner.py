"""The ticker: APScheduler, in memory. It wakes; what is due is read from the database by whoever is woken.

Every moment here is measured as a distance from now and never kept as truth: a restart begins with nothing
and is told anew, and a clock that is moved (the trial's, or the machine's) makes every distance be
measured again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.distance import In, every
from services.ports import Clock, StorageUnavailable

log = logging.getLogger(__name__)
NUDGE = timedelta(seconds=1)
JUMP = 0.5
"""Seconds by which a clock and the machine's uptime may drift apart in one look before it counts as moved."""
MANY = 1000
"""A wake-up's turns are kept by the wake-up itself: APScheduler would drop the one that comes while one
runs."""
Work = Callable[[], Awaitable[object]]


def _nobody(span: timedelta) -> None:
    """Until somebody wants to know."""


class MovingClock(Clock, Protocol):
    def on_change(self, listener: Callable[[], None]) -> None: ...


class Ticker:
    def __init__(self, clock: MovingClock) -> None:
        self._clock = clock
        self._wakeups: dict[Work, Wakeup] = {}
        self._jobs: dict[str, tuple[timedelta, Work]] = {}
        self._look: asyncio.TimerHandle | None = None
        self.on_set_back: Callable[[timedelta], None] = _nobody
        """Told by how much, within a second of it."""
        self.last_tick: datetime | None = None
        """When the scheduler last did anything, by the clock it is given; None until the first second is
        over."""
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        clock.on_change(self._measure_again)

    def start(self) -> None:
        self._scheduler.start()
        self.each(NUDGE, self._tick, name="tick")
        self._look_at_the_clock(self._clock.now(), asyncio.get_running_loop().time())

    async def stop(self) -> None:
        """Nothing is woken any more; work that is running is cancelled."""
        if self._look is not None:
            self._look.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it does so in the loop's next turn

    def each(self, interval: timedelta, work: Work, *, name: str) -> None:
        """`work` once an interval, never two at a time; a second call with the same name replaces the
        first."""
        self._jobs[name] = (interval, work)
        self._add(name)

    def at(self, instant: datetime | None, work: Work) -> None:
        """`work` at that instant, or earlier if an earlier one is already asked for; None asks for nothing.

        Once woken, the work has to ask again. It never runs twice at a time: asked for while it runs, it
        runs once more afterwards.
        """
        if instant is not None:
            self._wakeups.setdefault(work, Wakeup(work, self._arm)).at(instant)

    def _add(self, name: str) -> None:
        interval, work = self._jobs[name]
        self._scheduler.add_job(_do, every(interval), args=[work], id=name, replace_existing=True)

    def _arm(self, wakeup: Wakeup) -> None:
        assert wakeup.instant is not None
        delay = max(timedelta(0), wakeup.instant - self._clock.now())
        self._scheduler.add_job(
            wakeup.ring, In(delay), id=wakeup.name, replace_existing=True, max_instances=MANY
        )

    def _measure_again(self) -> None:
        if not self._scheduler.running:
            return
        for wakeup in self._wakeups.values():
            if wakeup.instant is not None:
                self._arm(wakeup)
        for name in self._jobs:
            self._add(name)

    def _look_at_the_clock(self, then: datetime, uptime: float) -> None:
        """APScheduler waits for wall-clock instants: a machine set back an hour would sleep for it."""
        loop = asyncio.get_running_loop()
        now, up = self._clock.now(), loop.time()
        jump = (now - then).total_seconds() - (up - uptime)
        if abs(jump) > JUMP:
            self._measure_again()
        if jump < -JUMP:
            self.on_set_back(timedelta(seconds=-jump))
        self._look = loop.call_later(NUDGE.total_seconds(), self._look_at_the_clock, now, up)

    async def _tick(self) -> None:
        self.last_tick = self._clock.now()


async def _do(work: Work) -> None:
    """APScheduler takes anything but a plain coroutine function for blocking work and gives it a thread."""
    try:
        await work()
    except StorageUnavailable as error:
        log.warning("a job waits for its next turn, because the database is away: %s", error)


class Wakeup:
    """One piece of work, its next instant, and its turn."""

    def __init__(self, work: Work, arm: Callable[[Wakeup], None]) -> None:
        self._work, self._arm = work, arm
        self.instant: datetime | None = None
        self.name = f"wakeup {id(self)}"
        self._running = self._again = False

    def at(self, instant: datetime) -> None:
        if self.instant is None or instant < self.instant:
            self.instant = instant
            self._arm(self)

    async def ring(self) -> None:
        self.instant = None
        if self._running:
            self._again = True
            return
        self._running = True
        try:
            await self._work()
            while self._again:
                self._again = False
                await self._work()
        finally:
            self._running = self._again = False
