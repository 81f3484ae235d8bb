"""What was recorded of a thing while it lived, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ids import BookingId
from domain.message import Message


@dataclass(frozen=True, slots=True)
class Step:
    """`what` is a state it came to (`at` None: when, nobody knows any more); `detail` and `by` (reasons,
    errors, keys of ours) are the operator's."""

    at: datetime | None
    what: str
    detail: str = ""
    by: str = ""


class History(Protocol):
    async def of_message(self, message: Message) -> Sequence[Step]:
        """Each change of its state, and where its copy stands in the outbox now; in order."""
        ...

    async def of_booking(self, booking: BookingId) -> Sequence[Step]:
        """Each change of its status, of its offers' (`offer.declined`) and of its proposals', in order."""
        ...
