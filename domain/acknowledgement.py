"""A cancellation that the other side has yet to take note of: who relied on a visit must not wait in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.dispatch import by_day
from domain.ids import AcknowledgementId, BookingId, PersonId
from domain.rules import BookingRules

LEAST = timedelta(minutes=5)
"""Sooner than that nobody is taken to have missed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Asked of one person for one cancellation; a booking called off twice has two."""

    id: AcknowledgementId
    booking: BookingId
    person: PersonId
    by: str
    """Who cancelled, as in the record of changes: `customer_5`, `therapist_2`, `operator_1`."""
    asked_at: datetime
    due_at: datetime
    """When the operators hear that nobody has seen it."""
    acknowledged_at: datetime | None = None
    alerted_at: datetime | None = None

    @property
    def by_role(self) -> str:
        return self.by.partition("_")[0]


def due(starts_at: datetime, now: datetime, rules: BookingRules, zone: ZoneInfo) -> datetime:
    """The rule's time for a visit that is far; half of what is left until a near one, so that there is time
    to telephone; by day only, where the visit is so far away that offers rest at night, too."""
    left = starts_at - now
    if left > rules.night_far:
        return by_day(now, rules.cancel_ack, rules, zone)
    return now + min(rules.cancel_ack, max(left / 2, LEAST))
