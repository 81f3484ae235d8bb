"""What a customer thought of a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.ids import BookingId, PersonId, TherapistId

STARS = range(1, 6)
LONGEST_COMMENT = 1000
"""Characters: what an operator reads at a glance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One per booking, given by its customer once it is completed."""

    booking: BookingId
    therapist: TherapistId
    customer: PersonId
    stars: int
    comment: str = ""
    rated_at: datetime
