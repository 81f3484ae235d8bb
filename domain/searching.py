"""Who may be asked for a booking, by what became of those who were.

A search is the asking for one booking until somebody says yes; when that one calls it off, another begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ids import TherapistId
from domain.offer import Offer, OfferStatus

_NEVER_AGAIN = {OfferStatus.DECLINED, OfferStatus.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Asked:
    """All offers of one booking."""

    offers: Sequence[Offer]

    @property
    def open(self) -> Sequence[Offer]:
        return [one for one in self._in_order if one.status is OfferStatus.OPEN]

    @property
    def refused(self) -> frozenset[TherapistId]:
        """Said no, or said yes and called it off: nobody asks them for it again."""
        return frozenset(one.therapist for one in self.offers if one.status in _NEVER_AGAIN)

    @property
    def silent(self) -> frozenset[TherapistId]:
        """Let the time run out, in this search or an earlier one."""
        return frozenset(one.therapist for one in self.offers if one.status is OfferStatus.TIMED_OUT)

    @property
    def lately(self) -> frozenset[TherapistId]:
        """Asked in the search that goes on, whatever they said: in turn nobody is asked twice."""
        search: list[Offer] = []
        for one in self._in_order:
            search = [] if one.status is OfferStatus.ACCEPTED else [*search, one]
        return frozenset(one.therapist for one in search)

    @property
    def _in_order(self) -> Sequence[Offer]:
        return sorted(self.offers, key=lambda one: one.id)
