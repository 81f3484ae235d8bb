"""A private room of one customer and one therapist: its life and who may speak in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.booking import Booking, IllegalTransition
from domain.ids import ConversationId, PersonId, RoomId, TherapistId, conversation_id
from domain.people import Role


class RoomStatus(StrEnum):
    PENDING = "pending"
    OPEN = "open"
    EXPIRED = "expired"
    CLOSED = "closed"


_TRANSITIONS = {
    RoomStatus.PENDING: {RoomStatus.OPEN, RoomStatus.CLOSED},
    RoomStatus.OPEN: {RoomStatus.EXPIRED, RoomStatus.CLOSED},
    RoomStatus.EXPIRED: set[RoomStatus](),
    RoomStatus.CLOSED: set[RoomStatus](),
}


class CloseReason(StrEnum):
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    CANCELLED = "cancelled"
    OPERATOR = "operator"
    EXPIRED = "expired"
    SETTLED = "settled"
    """A member: everything is said. The next two are a member's reasons, too."""
    NO_LONGER = "no_longer"
    OTHER = "other"
    BLOCKED = "blocked"
    REPORTED = "reported"
    FORGOTTEN = "forgotten"
    """One of the two had themselves erased."""


BY_MEMBER = frozenset({CloseReason.SETTLED, CloseReason.NO_LONGER, CloseReason.OTHER})
"""Reasons a member may give for closing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """`customer_person` and `therapist_person` are the two members; nobody else can ever be a recipient."""

    id: RoomId
    generation: int
    customer: PersonId
    therapist: TherapistId
    therapist_person: PersonId
    status: RoomStatus
    version: int
    created_at: datetime
    expires_at: datetime | None = None
    """None while pending: it lives as long as its offer."""
    ended_at: datetime | None = None
    reason: CloseReason | None = None
    extensions_left: int = 0
    """How often it can still be kept a day longer."""
    extended_until: datetime | None = None
    """However soon its bookings are over."""
    frozen_at: datetime | None = None
    """Since when one of the two cannot be reached; what is written meanwhile waits."""
    probe: bool = False

    @property
    def members(self) -> tuple[PersonId, PersonId]:
        return (self.customer, self.therapist_person)

    @property
    def conversation(self) -> ConversationId:
        return conversation_id(self.customer, self.therapist)

    @property
    def live(self) -> bool:
        return self.status in {RoomStatus.PENDING, RoomStatus.OPEN}

    def role_of(self, person: PersonId) -> Role | None:
        if person == self.customer:
            return Role.CUSTOMER
        return Role.THERAPIST if person == self.therapist_person else None

    def counterpart(self, person: PersonId) -> PersonId | None:
        """The other member; None for somebody who is not one."""
        if person == self.customer:
            return self.therapist_person
        return self.customer if person == self.therapist_person else None

    def kept_longer(self, by: timedelta, now: datetime) -> Room | None:
        """One extension used; None where there is nothing to extend, or none is left."""
        if self.status is not RoomStatus.OPEN or self.expires_at is None or self.extensions_left < 1:
            return None
        until = max(self.expires_at, now) + by
        left = self.extensions_left - 1
        return replace(
            self, expires_at=until, extended_until=until, extensions_left=left, version=self.version + 1
        )

    def to(self, status: RoomStatus, *, at: datetime, reason: CloseReason | None = None) -> Room:
        """One step on. Raises IllegalTransition for a step that is not in the table."""
        if status not in _TRANSITIONS[self.status]:
            raise IllegalTransition(f"room {self.conversation}", self.status, status)
        ended = at if status in {RoomStatus.EXPIRED, RoomStatus.CLOSED} else None
        return replace(self, status=status, version=self.version + 1, ended_at=ended, reason=reason)

    def subject(self, bookings: Sequence[Booking], now: datetime) -> Booking | None:
        """What the two are most likely talking about: the visit under way or next, else the last one."""
        in_order = sorted(bookings, key=lambda booking: booking.span.starts_at)
        live = [booking for booking in in_order if booking.live and booking.therapist == self.therapist]
        ahead = [booking for booking in live if booking.span.ends_at > now]
        best = ahead[:1] or live[-1:] or in_order[-1:]
        return best[0] if best else None
