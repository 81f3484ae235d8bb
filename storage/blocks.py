"""Who wants nothing more to do with whom."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, or_, select

from domain.ids import PersonId, RoomId
from domain.people import Block
from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import blocks as t

ADD = Query("blocks.add", "One blocks the other; once is enough.", upsert(t, ["blocker", "blocked"]))
REMOVE = Query(
    "blocks.remove",
    "Taken back by the one who blocked.",
    delete(t).where(t.c.blocker == bindparam("by"), t.c.blocked == bindparam("whom")),
)
BY = Query(
    "blocks.by",
    "Whom a person has blocked, the latest first.",
    select(t).where(t.c.blocker == bindparam("by")).order_by(t.c.at.desc(), t.c.blocked),
)
APART = Query(
    "blocks.apart",
    "Both ways: whom a person blocks and by whom they are blocked.",
    select(t).where(or_(t.c.blocker == bindparam("person"), t.c.blocked == bindparam("person"))),
)


class SqlBlocks:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    def add(self, block: Block) -> None:
        self._do.write(ADD, blocker=block.by, blocked=block.whom, room_id=block.room, at=block.at)

    def remove(self, by: PersonId, whom: PersonId) -> None:
        self._do.write(REMOVE, by=by, whom=whom)

    async def by(self, person: PersonId) -> Sequence[Block]:
        rows = await self._do.rows(BY, by=person)
        return [
            Block(PersonId(row.blocker), PersonId(row.blocked), RoomId(row.room_id), row.at) for row in rows
        ]

    async def apart(self, person: PersonId) -> frozenset[PersonId]:
        rows = await self._do.rows(APART, person=person)
        both = {PersonId(one) for row in rows for one in (row.blocker, row.blocked)}
        return frozenset(both - {person})
