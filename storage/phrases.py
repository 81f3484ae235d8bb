"""Sentences that people keep at hand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select

from domain.ids import PersonId
from storage.query import Query
from storage.statements import Statements
from storage.tables import phrases as t

_theirs = t.c.person_id == bindparam("person")
OF = Query(
    "phrases.of", "A person's own, in order.", select(t.c.id, t.c.text).where(_theirs).order_by(t.c.id)
)
ADD = Query("phrases.add", "One more.", insert(t))
REMOVE = Query("phrases.remove", "One less.", delete(t).where(_theirs, t.c.id == bindparam("phrase")))


class SqlPhrases:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def of(self, person: PersonId) -> Sequence[tuple[int, str]]:
        return [(row.id, row.text) for row in await self._do.rows(OF, person=person)]

    async def add(self, person: PersonId, text: str) -> None:
        await self._do.execute(ADD, person_id=person, text=text)

    async def remove(self, person: PersonId, phrase: int) -> None:
        await self._do.execute(REMOVE, person=person, phrase=phrase)
