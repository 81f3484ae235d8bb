"""Strikes, and consents to share numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from domain.ids import BookingId, PersonId
from domain.standing import Consent, Strike
from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import consents as c
from storage.tables import strikes as s

STRIKE = Query("identity.strike", "One more unmistakable find.", insert(s))
STRIKES = Query(
    "identity.strikes",
    "What counts against a person since then, in order.",
    select(s)
    .where(s.c.person_id == bindparam("person"), s.c.at > bindparam("since"))
    .order_by(s.c.at, s.c.id),
)
FORGIVE = Query(
    "identity.forgive", "Nothing counts any more.", delete(s).where(s.c.person_id == bindparam("person"))
)
CONSENT = Query("identity.consent", "To share numbers for a visit.", upsert(c, ["booking_id", "person_id"]))
TAKE_BACK = Query(
    "identity.take_back",
    "Either takes it back for both.",
    delete(c).where(c.c.booking_id == bindparam("booking")),
)
CONSENTS = Query(
    "identity.consents", "Who agreed, for a visit.", select(c).where(c.c.booking_id == bindparam("booking"))
)
CONSENTS_OF = Query(
    "identity.consents_of",
    "A person's own.",
    select(c).where(c.c.person_id == bindparam("person")).order_by(c.c.at, c.c.booking_id),
)


class SqlIdentity:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    def strike(self, person: PersonId, strike: Strike) -> None:
        self._do.write(STRIKE, person_id=person, find=strike.find, at=strike.at)

    async def strikes(self, person: PersonId, since: datetime) -> Sequence[Strike]:
        return [Strike(row.find, row.at) for row in await self._do.rows(STRIKES, person=person, since=since)]

    def forgive(self, person: PersonId) -> None:
        self._do.write(FORGIVE, person=person)

    def consent(self, consent: Consent) -> None:
        self._do.write(CONSENT, booking_id=consent.booking, person_id=consent.person, at=consent.at)

    def take_back(self, booking: BookingId) -> None:
        self._do.write(TAKE_BACK, booking=booking)

    async def consents(self, booking: BookingId) -> Sequence[Consent]:
        rows = await self._do.rows(CONSENTS, booking=booking)
        return [Consent(BookingId(row.booking_id), PersonId(row.person_id), row.at) for row in rows]

    async def consents_of(self, person: PersonId) -> Sequence[Consent]:
        rows = await self._do.rows(CONSENTS_OF, person=person)
        return [Consent(BookingId(row.booking_id), PersonId(row.person_id), row.at) for row in rows]
