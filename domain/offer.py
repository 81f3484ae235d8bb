"""An offer: one therapist asked to take one booking, for a while."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import IllegalTransition
from domain.ids import BookingId, OfferId, RoomId, TherapistId


class OfferStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    id: OfferId
    booking: BookingId
    therapist: TherapistId
    room: RoomId | None
    turn: int
    """1 for the first therapist asked, 2 for the second, …; from 1 again when anyone is asked for, or one has
    called off. All of a broadcast have the same."""
    status: OfferStatus
    version: int
    opened_at: datetime
    answer_by: datetime
    ended_at: datetime | None = None
    broadcast: bool = False
    """One of several that ask for the same booking at once: without time held or a room before its yes."""

    def end(self, status: OfferStatus, at: datetime) -> Offer:
        """Every end is reached from `open` and only from there. Raises IllegalTransition otherwise."""
        if self.status is not OfferStatus.OPEN or status is OfferStatus.OPEN:
            raise IllegalTransition(f"offer {self.id}", self.status, status)
        return replace(self, status=status, version=self.version + 1, ended_at=at)
