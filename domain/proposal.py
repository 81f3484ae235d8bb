"""A proposal: another time for a booking, put by one side and answered by the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, IllegalTransition
from domain.ids import BookingId, OfferId, ProposalId, TherapistId
from domain.people import Role
from domain.time import Span


class ProposalStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"
    """Taken back by who put it, or cancelled with the booking."""
    LOST = "lost"
    """It was accepted and could not be any more: the time went, or the booking is another one since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    id: ProposalId
    booking: BookingId
    therapist: TherapistId
    """Who is to come at that time."""
    offer: OfferId | None = None
    """The open offer that it answers; None where an agreed visit is to be moved."""
    by: Role
    """Who put it: the other one answers."""
    was: Span
    span: Span
    """The treatment as it is and as it would be, both without buffers."""
    status: ProposalStatus = ProposalStatus.OPEN
    opened_at: datetime
    answer_by: datetime
    booking_version: int
    """Of the booking that it was put for: of any other it says nothing."""
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.status is ProposalStatus.OPEN

    @property
    def answered_by(self) -> Role:
        return Role.THERAPIST if self.by is Role.CUSTOMER else Role.CUSTOMER

    @property
    def hold(self) -> str:
        """The name under which its time is held."""
        return f"proposal:{self.id}"

    def about(self, booking: Booking) -> bool:
        """Whether the booking is still the one that it was put for."""
        return booking.id == self.booking and booking.version == self.booking_version

    def end(self, status: ProposalStatus, at: datetime) -> Proposal:
        """Every end is reached from `open` and only from there. Raises IllegalTransition otherwise."""
        if not self.open or status is ProposalStatus.OPEN:
            raise IllegalTransition(f"proposal {self.id}", self.status, status)
        return replace(self, status=status, ended_at=at)
