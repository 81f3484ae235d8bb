"""What is kept, page by page: for exports, and for a person who asks what is kept about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.booking import Booking
from domain.ids import BookingId, ConversationId, PersonId, RoomId
from domain.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is left open is no condition. `since` is included, `until` is not: of messages when they were
    written, of bookings when the visit starts. Nothing of a probe's is ever wanted."""

    since: datetime | None = None
    until: datetime | None = None
    room: RoomId | None = None
    conversation: ConversationId | None = None
    booking: BookingId | None = None
    reference: str | None = None
    person: PersonId | None = None
    """Of messages, who wrote or received them; of bookings, whose they are, as customer or therapist."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking with the names of its two."""

    booking: Booking
    customer: str
    therapist: str


class Archive(Protocol):
    """In the order in which things came to be; a page begins behind the id `after`."""

    async def messages(self, wanted: Wanted, *, after: int, limit: int) -> Sequence[Message]: ...

    async def bookings(self, wanted: Wanted, *, after: int, limit: int) -> Sequence[Booked]: ...

    async def count_messages(self, wanted: Wanted) -> int: ...

    async def count_bookings(self, wanted: Wanted) -> int: ...

    async def last_told(self, person: PersonId, code: str) -> datetime | None:
        """When they were last to be told that, whatever became of it."""
        ...
