"""What people have set under messages: the latest of each, and nothing for who took theirs back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from domain.ids import MessageId, PersonId
from storage.query import Query, given, upsert
from storage.statements import Statements
from storage.tables import reactions as t

PUT = Query(
    "reactions.put",
    "A person's, in place of their earlier ones under that message.",
    upsert(t, ["message_id", "person_id"]),
)
DROP = Query(
    "reactions.drop",
    "A person has taken theirs back.",
    delete(t).where(t.c.message_id == bindparam("message"), t.c.person_id == bindparam("person")),
)
OF = Query(
    "reactions.of",
    "Everybody's under these messages.",
    select(t).where(t.c.message_id.in_(given("messages"))),
)


class SqlReactions:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    def put(self, message: MessageId, person: PersonId, emojis: Sequence[str], at: datetime) -> None:
        if emojis:
            self._do.write(PUT, message_id=message, person_id=person, emojis=list(emojis), at=at)
        else:
            self._do.write(DROP, message=message, person=person)

    async def of(self, messages: Sequence[MessageId]) -> Mapping[MessageId, Mapping[PersonId, Sequence[str]]]:
        found: dict[MessageId, dict[PersonId, Sequence[str]]] = {}
        for row in await self._do.rows(OF, messages=list(messages)) if messages else ():
            found.setdefault(MessageId(row.message_id), {})[PersonId(row.person_id)] = tuple(row.emojis)
        return found
