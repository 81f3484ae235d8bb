"""APScheduler triggers that are given a distance, so that nothing here has to know what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger


class In(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Once, that long after it was added."""

    def __init__(self, delay: timedelta) -> None:
        self._delay = delay

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        return now + self._delay if previous_fire_time is None else None


def every(interval: timedelta) -> Any:
    return IntervalTrigger(seconds=interval.total_seconds(), timezone=UTC)
