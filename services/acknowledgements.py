"""What has yet to be taken note of, as `storage` keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.acknowledgement import Acknowledgement
from domain.ids import AcknowledgementId, BookingId, PersonId


class Acknowledgements(Protocol):
    async def add(self, asked: Acknowledgement) -> Acknowledgement:
        """`asked.id` is ignored; the answer carries the new one."""
        ...

    async def get(self, asked: AcknowledgementId) -> Acknowledgement | None: ...

    async def open_for(self, booking: BookingId, person: PersonId) -> Sequence[Acknowledgement]: ...

    async def of_person(self, person: PersonId) -> Sequence[Acknowledgement]:
        """All that was ever asked of them, in order."""
        ...

    def save(self, before: Acknowledgement, after: Acknowledgement) -> None:
        """Compare-and-set on both times: given once, and told once."""
        ...
