"""The repository of what somebody's identity needs: strikes, and consents to share numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.ids import BookingId, PersonId
from domain.standing import Consent, Strike


class Identity(Protocol):
    def strike(self, person: PersonId, strike: Strike) -> None: ...

    async def strikes(self, person: PersonId, since: datetime) -> Sequence[Strike]:
        """Later than that, in order."""
        ...

    def forgive(self, person: PersonId) -> None:
        """None of them counts any more."""
        ...

    def consent(self, consent: Consent) -> None: ...

    def take_back(self, booking: BookingId) -> None:
        """Both consents: one without the other allows nothing."""
        ...

    async def consents(self, booking: BookingId) -> Sequence[Consent]: ...

    async def consents_of(self, person: PersonId) -> Sequence[Consent]: ...
