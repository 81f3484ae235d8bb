"""Who was asked to take note of a cancellation, and whether they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from domain.acknowledgement import Acknowledgement
from domain.ids import AcknowledgementId, BookingId, PersonId
from storage.columns import Instant
from storage.query import Query
from storage.statements import Statements
from storage.tables import acknowledgements as t

_person = t.c.person_id == bindparam("person")
_was_given = bindparam("was_given", type_=Instant())
_was_told = bindparam("was_told", type_=Instant())

ADD = Query("acknowledgements.add", "One more to be given.", insert(t).returning(t.c.id))
BY_ID = Query("acknowledgements.get", "One by our id.", select(t).where(t.c.id == bindparam("asked")))
OPEN_FOR = Query(
    "acknowledgements.open_for",
    "What a person has yet to take note of, of one booking.",
    select(t)
    .where(t.c.booking_id == bindparam("booking"), _person, t.c.acknowledged_at.is_(None))
    .order_by(t.c.id),
)
OF_PERSON = Query("acknowledgements.of_person", "A person's own.", select(t).where(_person).order_by(t.c.id))
SAVE = Query(
    "acknowledgements.save",
    "Given or told, if neither happened meanwhile.",
    update(t).where(
        t.c.id == bindparam("asked"),
        t.c.acknowledged_at.is_not_distinct_from(_was_given),
        t.c.alerted_at.is_not_distinct_from(_was_told),
    ),
)


def _of(row: Row[Any]) -> Acknowledgement:
    return Acknowledgement(
        id=AcknowledgementId(row.id),
        booking=BookingId(row.booking_id),
        person=PersonId(row.person_id),
        by=row.by,
        asked_at=row.asked_at,
        due_at=row.due_at,
        acknowledged_at=row.acknowledged_at,
        alerted_at=row.alerted_at,
    )


def _values(asked: Acknowledgement) -> dict[str, Any]:
    return {
        "booking_id": asked.booking,
        "person_id": asked.person,
        "by": asked.by,
        "asked_at": asked.asked_at,
        "due_at": asked.due_at,
        "acknowledged_at": asked.acknowledged_at,
        "alerted_at": asked.alerted_at,
    }


class SqlAcknowledgements:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def add(self, asked: Acknowledgement) -> Acknowledgement:
        made = await self._do.execute(ADD, **_values(asked))
        return replace(asked, id=AcknowledgementId(made.scalar_one()))

    async def get(self, asked: AcknowledgementId) -> Acknowledgement | None:
        row = await self._do.row(BY_ID, asked=asked)
        return _of(row) if row else None

    async def open_for(self, booking: BookingId, person: PersonId) -> Sequence[Acknowledgement]:
        return [_of(row) for row in await self._do.rows(OPEN_FOR, booking=booking, person=person)]

    async def of_person(self, person: PersonId) -> Sequence[Acknowledgement]:
        return [_of(row) for row in await self._do.rows(OF_PERSON, person=person)]

    def save(self, before: Acknowledgement, after: Acknowledgement) -> None:
        was = {"was_given": before.acknowledged_at, "was_told": before.alerted_at}
        self._do.swap(SAVE, asked=before.id, **was, **_values(after))
