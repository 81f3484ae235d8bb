"""Persons, by id and by address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from domain.ids import PersonId
from domain.people import Address, Person
from domain.quiet import QuietHours
from storage.query import Query
from storage.statements import Statements
from storage.tables import people as t

BY_ID = Query("people.get", "One person by our id.", select(t).where(t.c.id == bindparam("person")))
BY_ADDRESS = Query(
    "people.at",
    "One person by where their chat is.",
    select(t).where(t.c.chat_kind == bindparam("kind"), t.c.chat_id == bindparam("chat")),
)
OPERATORS = Query(
    "people.operators",
    "All operators, in the order they were made known.",
    select(t).where(t.c.operator, ~t.c.probe).order_by(t.c.id),
)
ADD = Query("people.add", "A new person; answers the id.", insert(t).returning(t.c.id))
SAVE = Query("people.save", "Everything about one person.", update(t).where(t.c.id == bindparam("person")))


def person_of(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        address=Address(row.chat_kind, row.chat_id),
        name=row.name,
        language=row.language,
        operator=row.operator,
        therapist=row.therapist_id,
        reachable=row.reachable,
        probe=row.probe,
        started_at=row.started_at,
        quiet=None if row.quiet_from is None else QuietHours(row.quiet_from, row.quiet_until),
    )


def _values(person: Person) -> dict[str, Any]:
    return {
        "chat_kind": person.address.kind,
        "chat_id": person.address.id,
        "name": person.name,
        "language": person.language,
        "operator": person.operator,
        "therapist_id": person.therapist,
        "reachable": person.reachable,
        "probe": person.probe,
        "started_at": person.started_at,
        "quiet_from": person.quiet.begins if person.quiet else None,
        "quiet_until": person.quiet.ends if person.quiet else None,
    }


class SqlPeople:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def get(self, person: PersonId) -> Person | None:
        row = await self._do.row(BY_ID, person=person)
        return person_of(row) if row else None

    async def at(self, address: Address) -> Person | None:
        row = await self._do.row(BY_ADDRESS, kind=address.kind, chat=address.id)
        return person_of(row) if row else None

    async def add(self, person: Person) -> Person:
        made = await self._do.execute(ADD, **_values(person))
        return replace(person, id=PersonId(made.scalar_one()))

    def save(self, person: Person) -> None:
        self._do.write(SAVE, person=person.id, **_values(person))
        if person.reachable:
            # What waited for their return can go.
            self._do.marks.add("delivery")

    async def operators(self) -> Sequence[Person]:
        return [person_of(row) for row in await self._do.rows(OPERATORS)]
