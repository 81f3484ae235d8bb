"""Help asked for by one side of a visit, unseen by the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

from domain.booking import Booking, BookingStatus
from domain.ids import BookingId, PersonId
from domain.people import Role
from domain.rules import BookingRules

HelpId = NewType("HelpId", int)


class HelpStatus(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCall:
    """`facts` is what operators need (who, where, when), kept until it is resolved: nobody's erasure in the
    meantime takes the address from those who are on their way."""

    id: HelpId
    booking: BookingId
    person: PersonId
    role: Role
    status: HelpStatus
    version: int
    called_at: datetime
    alerted_at: datetime
    alerts: int = 1
    """How often the operators have been told."""
    taken_by: PersonId | None = None
    taken_at: datetime | None = None
    resolved_by: PersonId | None = None
    resolved_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def again(self, now: datetime) -> HelpCall:
        return replace(self, alerts=self.alerts + 1, alerted_at=now, version=self.version + 1)

    def taken(self, by: PersonId, now: datetime) -> HelpCall:
        return replace(self, status=HelpStatus.TAKEN, taken_by=by, taken_at=now, version=self.version + 1)

    def resolved(self, by: PersonId, now: datetime) -> HelpCall:
        return replace(
            self,
            status=HelpStatus.RESOLVED,
            resolved_by=by,
            resolved_at=now,
            facts={},
            version=self.version + 1,
        )


_S = BookingStatus
BEGUN = frozenset({_S.ON_THE_WAY, _S.IN_PROGRESS, _S.COMPLETED})
AGREED = BEGUN | {_S.CONFIRMED, _S.NO_SHOW, _S.CANCELLED}


def offered(booking: Booking, now: datetime, rules: BookingRules) -> bool:
    """Whether help can be asked for: from half an hour before (or *on the way*) until two hours after. What
    ended early, or badly, may need it most; a visit under way always may."""
    if booking.status is BookingStatus.IN_PROGRESS:
        return True
    if booking.therapist is None or booking.status not in AGREED:
        return False
    if now >= booking.ends_at + rules.help_after:
        return False
    before = timedelta(0) if booking.status is _S.CANCELLED else rules.help_before
    return booking.status in BEGUN or now >= booking.span.starts_at - before
