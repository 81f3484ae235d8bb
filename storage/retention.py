"""What is thrown away by age, some rows at a time, so that nobody waits long for the writer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Table, bindparam, delete, exists, or_, select

from domain.message import MessageState
from services.outgoing import OutState
from services.retention import AT_ONCE
from storage import tables as t
from storage.columns import metadata
from storage.erasure import ERASED
from storage.query import Query, given
from storage.statements import Statements

LOOKED_AT = 4 * AT_ONCE
"""Of a table's oldest rows, and no further: to look through all of it takes as long as it is large."""
_ENDED = [OutState.SENT, OutState.REFUSED, OutState.UNCERTAIN, OutState.CANCELLED]


def _oldest_messages() -> Query:
    """A message that is still to be delivered stays, however old: nothing that was accepted is dropped."""
    first = select(t.messages).order_by(t.messages.c.id).limit(LOOKED_AT).subquery()
    waiting = [MessageState.QUEUED, MessageState.HELD]
    return Query(
        "retention.messages",
        "The oldest messages that are settled and past their time.",
        select(first.c.id)
        .where(first.c.created_at < bindparam("before"), first.c.state.not_in(waiting))
        .order_by(first.c.id)
        .limit(AT_ONCE),
    )


def _oldest_notices() -> Query:
    """Of a card that stands in a chat the newest version stays: it is what the card is made of again."""
    first = select(t.outbox).order_by(t.outbox.c.id).limit(LOOKED_AT).subquery()
    newer = t.outbox.alias("newer")
    replaced = exists().where(
        newer.c.person_id == first.c.person_id, newer.c.card == first.c.card, newer.c.id > first.c.id
    )
    return Query(
        "retention.notices",
        "The oldest notices that are settled and past their time.",
        select(first.c.id)
        .where(
            first.c.changed_at < bindparam("before"),
            first.c.kind == "notice",
            first.c.state.in_(_ENDED),
            or_(first.c.card == "", replaced),
        )
        .order_by(first.c.id)
        .limit(AT_ONCE),
    )


MESSAGES, NOTICES = _oldest_messages(), _oldest_notices()
EVENTS = Query(
    "retention.events",
    "The oldest facts past their time.",
    select(t.events.c.id)
    .where(
        t.events.c.id.in_(select(t.events.c.id).order_by(t.events.c.id).limit(AT_ONCE)),
        t.events.c.at < bindparam("before"),
    )
    .order_by(t.events.c.id),
)


def _dropping(name: str, table: Table, column: str = "id") -> Query:
    told = f"What belongs to them, in {table.name}."
    return Query(f"retention.drop_{name}", told, delete(table).where(table.c[column].in_(given("ids"))))


def _about_messages() -> Iterator[Query]:
    """Whatever refers to a message goes before it."""
    for table in metadata.sorted_tables[::-1]:
        for column in table.columns:
            if any(key.column.table is t.messages for key in column.foreign_keys):
                yield _dropping(f"messages_{table.name}", table, column.name)
    yield _dropping("messages", t.messages)


DROP_MESSAGES = tuple(_about_messages())
DROP_NOTICES = _dropping("notices", t.outbox)
DROP_EVENTS = _dropping("events", t.events)


class SqlRetention:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def messages(self, before: datetime) -> int:
        return await self._drop(MESSAGES, before, *DROP_MESSAGES)

    async def notices(self, before: datetime) -> int:
        return await self._drop(NOTICES, before, DROP_NOTICES)

    async def events(self, before: datetime) -> int:
        return await self._drop(EVENTS, before, DROP_EVENTS)

    async def _drop(self, query: Query, before: datetime, *dropping: Query) -> int:
        ids = [row.id for row in await self._do.rows(query, before=before)]
        for drop in dropping if ids else ():
            await self._do.execute(drop, ids=ids)
        if ids:
            self._do.marks.add(ERASED)
        return len(ids)
