"""A visit that is not finished though it should be long over: asked about, and then told to the studio."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.booking import Booking, BookingStatus
from domain.ids import BookingId
from domain.rules import BookingRules

UNFINISHED = frozenset({BookingStatus.CONFIRMED, BookingStatus.ON_THE_WAY, BookingStatus.IN_PROGRESS})
"""Agreed, and nobody has said how it ended. That nobody has said it began counts for nothing."""
USEFUL = timedelta(hours=24)
"""Later than that after the end nobody is asked any more: the program was off for days."""
REACHED_WITHIN = 3
"""Windows for an answer after which the studio is told though the question may not have arrived."""


class CheckStatus(StrEnum):
    ASKED = "asked"
    GOING = "going"
    """Answered: half an hour more, and then it is asked again."""
    ALERTED = "alerted"
    CLEAR = "clear"
    """Finished, or known not to have taken place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Whether everything is all right with a visit; one per booking."""

    booking: BookingId
    status: CheckStatus
    version: int
    asked_at: datetime
    alerted_at: datetime | None = None
    """When the operators were told; their cards follow from then on."""
    customer: str = ""
    """What the customer answered, asked as well: `well`."""

    def to(self, status: CheckStatus, *, asked_at: datetime | None = None) -> Check:
        return replace(self, status=status, version=self.version + 1, asked_at=asked_at or self.asked_at)

    def alert_at(self, rules: BookingRules) -> datetime:
        return self.asked_at + rules.overdue_alert

    def told(self, now: datetime) -> Check:
        return replace(self.to(CheckStatus.ALERTED), alerted_at=self.alerted_at or now)


def ask_at(booking: Booking, rules: BookingRules) -> datetime:
    return booking.span.ends_at + rules.overdue_ask


def useful_until(booking: Booking) -> datetime:
    return booking.span.ends_at + USEFUL


def overdue(booking: Booking, now: datetime, rules: BookingRules) -> bool:
    return booking.status in UNFINISHED and now >= ask_at(booking, rules)
