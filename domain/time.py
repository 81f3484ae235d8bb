"""Instants and spans. Everything is aware UTC; wall-clock time exists only in weekly hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open: it holds `starts_at` and not `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError(f"a span needs aware instants, got {self.starts_at} and {self.ends_at}")
        if self.ends_at <= self.starts_at:
            raise ValueError(f"a span ends after it starts, got {self.starts_at} to {self.ends_at}")

    def overlaps(self, other: Span) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def within(self, other: Span) -> bool:
        return other.starts_at <= self.starts_at and self.ends_at <= other.ends_at


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Since the epoch: what thousands of instants are compared and counted by."""
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(count: int) -> datetime:
    return _EPOCH + timedelta(microseconds=count)


def round_up(instant: datetime, step: timedelta) -> datetime:
    """The first multiple of `step` since the epoch at or after `instant`."""
    seconds = int(step.total_seconds())
    since = instant.timestamp()
    return datetime.fromtimestamp(-(-since // seconds) * seconds, UTC)
