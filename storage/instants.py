"""Instants as integers: microseconds since the epoch; whole seconds where the occupancy guard compares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)


def micros(instant: datetime) -> int:
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a zone, got {instant}")
    return (instant - _EPOCH) // _MICROSECOND


def span_micros(span: timedelta) -> int:
    return span // _MICROSECOND


def instant(count: int) -> datetime:
    """Back from microseconds, in UTC."""
    return _EPOCH + count * _MICROSECOND


def floor_seconds(at: datetime) -> int:
    return (at - _EPOCH) // _SECOND


def ceil_seconds(at: datetime) -> int:
    return -((_EPOCH - at) // _SECOND)


def from_seconds(count: int) -> datetime:
    return _EPOCH + count * _SECOND
