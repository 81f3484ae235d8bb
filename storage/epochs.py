"""Lives of programs, seen from a unit: what those that are over had in hand."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, exists, select, text, union_all, update

from storage.query import Query
from storage.statements import Statements
from storage.tables import deadlines, epochs, outbox


def orphaned(table: Table) -> ColumnElement[bool]:
    """The row's epoch is over."""
    return ~exists().where(epochs.c.id == table.c.epoch, epochs.c.ended_at.is_(None)).correlate(table)


_claimed = (text("state = 'waiting'"), deadlines.c.epoch > 0, deadlines.c.leased_until.is_not(None))
LEFT_OVER = Query(
    "epochs.left_over",
    "Something that is in the hands of a life that is over.",
    union_all(
        select(outbox.c.id).where(text("state = 'sending'"), orphaned(outbox)),
        select(deadlines.c.id).where(*_claimed, orphaned(deadlines)),
    ).limit(1),
)
FREE = Query(
    "epochs.free_deadlines",
    "What such a one had claimed can be claimed at once.",
    update(deadlines).where(*_claimed, orphaned(deadlines)).values(leased_until=None),
)


class SqlEpochs:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def left_over(self) -> bool:
        return await self._do.row(LEFT_OVER) is not None

    def free_deadlines(self) -> None:
        self._do.write(FREE)
        self._do.marks.add("deadlines")
