"""A whole chat that waits: its line is held by its head."""

from __future__ import annotations

from sqlalchemy import bindparam, func, or_, select, text, update

from storage.query import Query
from storage.tables import outbox as t

_behind = t.alias("behind")
_head = (
    select(func.min(_behind.c.id))
    .where(_behind.c.person_id == bindparam("person"), text("behind.state = 'queued'"))
    .scalar_subquery()
)
REST = Query(
    "outbox.rest",
    "A person's line waits at least until then, where anything stands in it.",
    update(t)
    .where(t.c.id == _head, or_(t.c.not_before.is_(None), t.c.not_before < bindparam("until")))
    .values(not_before=bindparam("until")),
)
