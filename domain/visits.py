"""A visit by the therapist's taps: which one is in order now, and what it makes of the booking."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, BookingStatus
from domain.rules import BookingRules


class Tap(StrEnum):
    ON_THE_WAY = "on_the_way"
    ARRIVED = "arrived"
    START = "start"
    FINISH = "finish"


class OutOfOrder(StrEnum):
    """Why a tap changes nothing: how things stand."""

    TOO_EARLY = "too_early"
    ON_THE_WAY = "on_the_way"
    ARRIVED = "arrived"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    NOT_AGREED = "not_agreed"


_S = BookingStatus
_OVER = {
    _S.COMPLETED: OutOfOrder.COMPLETED,
    _S.CANCELLED: OutOfOrder.CANCELLED,
    _S.NO_SHOW: OutOfOrder.NO_SHOW,
}
_BEFORE = frozenset({_S.CONFIRMED, _S.ON_THE_WAY})


def tapped(booking: Booking, tap: Tap, now: datetime, rules: BookingRules) -> Booking | OutOfOrder:
    """Arriving is a time and no status, and may be left out, as the way there may be: nobody drives to
    their own studio."""
    if booking.status in _OVER:
        return _OVER[booking.status]
    if booking.status not in {*_BEFORE, _S.IN_PROGRESS}:
        return OutOfOrder.NOT_AGREED
    if tap is Tap.FINISH:
        return _finished(booking, now)
    if booking.status is _S.IN_PROGRESS:
        return OutOfOrder.IN_PROGRESS
    if booking.status is _S.CONFIRMED and now < booking.span.starts_at - rules.taps_from:
        return OutOfOrder.TOO_EARLY
    if tap is Tap.START:
        return booking.to(_S.IN_PROGRESS)
    if booking.arrived_at is not None:
        return OutOfOrder.ARRIVED
    if tap is Tap.ARRIVED:
        return replace(booking, arrived_at=now, version=booking.version + 1)
    return OutOfOrder.ON_THE_WAY if booking.status is _S.ON_THE_WAY else booking.to(_S.ON_THE_WAY)


def _finished(booking: Booking, now: datetime) -> Booking | OutOfOrder:
    if booking.status in _BEFORE:
        return OutOfOrder.NOT_STARTED
    return replace(booking.to(_S.COMPLETED), finished_at=now)


def next_taps(booking: Booking) -> tuple[Tap, ...]:
    """What there is to tap, the likeliest first, whatever the hour."""
    if booking.status is _S.IN_PROGRESS:
        return (Tap.FINISH,)
    if booking.status not in _BEFORE:
        return ()
    if not booking.place.kind.visit or booking.arrived_at is not None:
        return (Tap.START,)
    if booking.status is _S.ON_THE_WAY:
        return (Tap.ARRIVED, Tap.START)
    return (Tap.ON_THE_WAY, Tap.ARRIVED, Tap.START)
