"""Therapists' own durations and prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from domain.catalogue import Choice, Money
from domain.ids import ServiceCode, TherapistId
from domain.terms import Terms
from storage.query import Query
from storage.statements import Statements
from storage.tables import terms as t

OF_SERVICE = Query(
    "terms.of_service",
    "Whoever has terms of their own for a service, the shortest duration first.",
    select(t).where(t.c.service == bindparam("service")).order_by(t.c.therapist_id, t.c.minutes),
)
OF_THERAPIST = Query(
    "terms.of_therapist",
    "One therapist's own terms, the shortest duration first.",
    select(t).where(t.c.therapist_id == bindparam("therapist")).order_by(t.c.service, t.c.minutes),
)
DROP = Query(
    "terms.drop",
    "One therapist's own terms for a service go.",
    delete(t).where(t.c.therapist_id == bindparam("therapist"), t.c.service == bindparam("of")),
)
PUT = Query("terms.put", "One duration and price of a therapist's own.", insert(t))


class SqlTerms:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def of_service(self, service: ServiceCode) -> Mapping[TherapistId, Sequence[Choice]]:
        found: dict[TherapistId, list[Choice]] = defaultdict(list)
        for row in await self._do.rows(OF_SERVICE, service=service):
            found[row.therapist_id].append(_choice(row))
        return found

    async def of_therapist(self, therapist: TherapistId) -> Terms:
        found: dict[ServiceCode, tuple[Choice, ...]] = {}
        for row in await self._do.rows(OF_THERAPIST, therapist=therapist):
            found[row.service] = (*found.get(row.service, ()), _choice(row))
        return found

    async def put(self, therapist: TherapistId, service: ServiceCode, choices: Sequence[Choice]) -> None:
        await self._do.execute(DROP, therapist=therapist, of=service)
        for choice in choices:
            self._do.write(
                PUT,
                therapist_id=therapist,
                service=service,
                minutes=choice.minutes,
                price_minor=choice.price.minor,
                currency=choice.price.currency,
            )


def _choice(row: Row[Any]) -> Choice:
    return Choice(row.minutes, Money(row.price_minor, row.currency))
