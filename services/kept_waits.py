"""The waitlist as it is kept: wishes in the order in which they came, and the times offered to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.ids import PersonId, WaitId, WaitOfferId
from domain.waitlist import Wait, WaitOffer
from services.repositories import Change


class Waits(Protocol):
    async def add(self, wait: Wait, change: Change) -> Wait:
        """`wait.id` is ignored; the answer carries the new one. Stale when the same wish stands already."""
        ...

    async def get(self, wait: WaitId) -> Wait | None: ...

    async def standing(self, customer: PersonId) -> Sequence[Wait]:
        """One person's, in the order in which they came."""
        ...

    async def anybody(self) -> bool:
        """Whether somebody waits at all."""
        ...

    async def line(self) -> Sequence[Wait]:
        """Everybody who can be offered something now, first come first: who is asked whether to stay, cannot
        be reached, or has an offer to answer is left out."""
        ...

    def save(self, before: Wait, after: Wait, change: Change) -> None:
        """Compare-and-set on (status, version); the change of status is recorded."""
        ...

    async def add_offer(self, offer: WaitOffer, change: Change) -> WaitOffer:
        """Stale while another one of that customer is open."""
        ...

    async def offer(self, offer: WaitOfferId) -> WaitOffer | None: ...

    async def offers(self, customer: PersonId) -> Sequence[WaitOffer]:
        """One person's, in the order in which they were made."""
        ...

    async def open_offer(self, customer: PersonId) -> WaitOffer | None: ...

    def save_offer(self, before: WaitOffer, after: WaitOffer, change: Change) -> None:
        """Compare-and-set on (status, version); the change of status is recorded."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[Wait]:
        """All there ever were, also those that are over."""
        ...
