"""What is kept of looking after people: one record each, changed by compare-and-set on its version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.absence import Absence
from domain.help import HelpCall, HelpId
from domain.ids import BookingId, PersonId
from domain.overdue import Check


class Checks(Protocol):
    async def get(self, booking: BookingId) -> Check | None: ...

    async def add(self, check: Check) -> None:
        """Stale when the booking has one."""
        ...

    def save(self, before: Check, after: Check) -> None: ...


class HelpCalls(Protocol):
    async def get(self, call: HelpId) -> HelpCall | None: ...

    async def live_of(self, booking: BookingId, person: PersonId) -> HelpCall | None:
        """The one that is not resolved; at most one per person and booking."""
        ...

    async def open(self) -> Sequence[HelpCall]:
        """All that nobody has taken."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[HelpCall]: ...

    async def add(self, call: HelpCall) -> HelpCall:
        """`call.id` is ignored. Stale when that person has a live one for that booking."""
        ...

    def save(self, before: HelpCall, after: HelpCall) -> None: ...


class Absences(Protocol):
    async def get(self, booking: BookingId) -> Absence | None: ...

    async def add(self, absence: Absence) -> None:
        """Stale when one has been said of that booking."""
        ...

    def save(self, before: Absence, after: Absence) -> None: ...
