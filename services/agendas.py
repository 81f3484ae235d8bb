"""What calendars are made of, as storage gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.booking import Booking
from domain.calendar_link import CalendarLink
from domain.ids import BookingId, TherapistId


@dataclass(frozen=True, slots=True)
class Dated:
    """A booking, when it was last changed, and its customer's name."""

    booking: Booking
    changed_at: datetime
    customer: str


@dataclass(frozen=True, slots=True)
class Window:
    """A therapist's that end after `since`: live, agreed or done; of the cancelled, those changed after
    `dropped`."""

    therapist: TherapistId
    since: datetime
    dropped: datetime


class Calendars(Protocol):
    async def of(self, wanted: Window, after: Dated | None, limit: int) -> Sequence[Dated]:
        """In order, at most `limit` of those behind `after`."""
        ...

    async def booking(self, booking: BookingId) -> Dated | None: ...

    async def link(self, therapist: TherapistId) -> CalendarLink | None: ...

    async def find(self, digest: str) -> CalendarLink | None: ...

    async def links(self) -> Sequence[CalendarLink]: ...

    async def put(self, link: CalendarLink) -> None:
        """In place of an earlier one."""
        ...

    async def drop(self, therapist: TherapistId) -> bool:
        """Whether there was one."""
        ...
