"""Erasing a person: what storage is asked to do, in the unit of `Forget`."""

from __future__ import annotations

from typing import Protocol

from domain.ids import PersonId
from domain.people import Address, Person

NAMELESS = "—"
"""Stands for a name that was erased: the same in every language."""
KIND = "forgotten"
"""The kind of chat of somebody who was erased: no messenger knows it."""


class Erasure(Protocol):
    async def blank(self, person: Person) -> None:
        """Their name, and the private words of their bookings; and what waits for others, or was told them,
        about these. What is told from here on holds none of it."""
        ...

    async def erase(self, person: Person) -> None:
        """Everything else; only bare records stay, of somebody who has neither name nor address. After the
        commit it is removed from the database's own log, too, where the engine lets us."""
        ...

    async def farewell_is_over(self, person: PersonId, chat: Address) -> None:
        """Removes the last traces of where their chat was."""
        ...
