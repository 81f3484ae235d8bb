"""The journal: every update as it came, handled one after another within its lane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, bindparam, delete, func, or_, select, text, update

from services.queues import Entry, Parked, RawUpdate
from storage.dialect import InsertMaker
from storage.erasure import ERASED
from storage.query import Query, given
from storage.statements import Statements
from storage.tables import updates as t

# Written out, not bound: only then do the engines use the partial indexes.
_pending = text("state = 'pending'")
_heads = select(func.min(t.c.seq).label("seq")).where(_pending).group_by(t.c.lane).subquery()
_its_time = or_(t.c.retry_at.is_(None), t.c.retry_at <= bindparam("now"))
_still_pending = (t.c.seq == bindparam("entry"), t.c.state == "pending")


NEWEST = 200
"""So many are always kept: a batch that Telegram has not heard to be stored can come again, whatever a clock
says of its age."""


def _append(insert: InsertMaker) -> Executable:
    made = insert(t).on_conflict_do_nothing(index_elements=["source", "update_id"])
    return made.returning(t.c.seq)


APPEND = Query("journal.append", "What is new of a batch; what is there already is skipped.", _append)
PENDING = Query(
    "journal.pending",
    "The head of each lane whose time has come, the oldest first: fair between lanes.",
    select(t)
    .join(_heads, t.c.seq == _heads.c.seq)
    .where(_its_time, t.c.lane.not_in(given("busy")))
    .order_by(t.c.seq)
    .limit(bindparam("most")),
)
HEAD = Query(
    "journal.head",
    "The oldest unhandled entry of one lane.",
    select(t).where(_pending, t.c.lane == bindparam("in_lane")).order_by(t.c.seq).limit(1),
)
HOLD = Query(
    "journal.hold",
    "An entry that nobody else has in hand; nobody waits for whoever has.",
    select(t.c.seq).where(*_still_pending).with_for_update(skip_locked=True),
)
DONE = Query("journal.done", "Handled, once.", update(t).where(*_still_pending).values(state="done"))
RETRY = Query(
    "journal.retry",
    "One try of its own is used up; there will be another.",
    update(t).where(*_still_pending).values(tries=t.c.tries + 1),
)
PARK = Query(
    "journal.park",
    "Given up, with its error; the lane goes on.",
    update(t).where(*_still_pending).values(tries=t.c.tries + 1, state="parked"),
)
_done = select(t.c.seq, t.c.ended_at).where(text("state = 'done'")).order_by(t.c.seq)
_oldest = _done.limit(bindparam("most")).subquery()
_newest = select(func.max(t.c.seq)).scalar_subquery()
FORGET = Query(
    "journal.forget",
    "The oldest of what was done, if it is old; looks at no more than it may remove.",
    delete(t).where(
        t.c.seq.in_(select(_oldest.c.seq).where(_oldest.c.ended_at < bindparam("before"))),
        t.c.seq <= _newest - NEWEST,
    ),
)
ANY_LEFT = Query(
    "journal.any_left",
    "An unhandled entry with this error, or one that was tried since.",
    select(t.c.seq).where(_pending, or_(t.c.error == bindparam("error"), t.c.tries > 0)).limit(1),
)
EMPTY = Query(
    "journal.empty",
    "Of those that stay to be known again, what is old keeps its number and loses its words.",
    update(t)
    .where(t.c.seq > _newest - NEWEST, t.c.ended_at < bindparam("before"), t.c.raw != "{}")
    .values(raw="{}"),
)
PARKED = Query(
    "journal.parked",
    "What was given up, the newest first.",
    select(t).where(text("state = 'parked'")).order_by(t.c.seq.desc()).limit(bindparam("most")),
)


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.seq, row.lane, row.raw, row.received_at, row.tries)


def _values(update: RawUpdate, at: datetime) -> dict[str, Any]:
    return {
        "source": update.source,
        "update_id": update.id,
        "lane": update.lane,
        "raw": update.raw,
        "received_at": at,
        "state": "pending",
        "tries": 0,
        "retry_at": None,
        "error": "",
        "ended_at": None,
    }


class SqlJournal:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def append(self, updates: Sequence[RawUpdate], at: datetime) -> int:
        if not updates:
            return 0
        made = await self._do.execute_many(APPEND, [_values(update, at) for update in updates])
        new = len(made.all())
        if new:
            self._do.marks.add("lanes")
        return new

    async def pending(self, limit: int, *, busy: Sequence[str], now: datetime) -> Sequence[Entry]:
        return [_entry(row) for row in await self._do.rows(PENDING, most=limit, busy=list(busy), now=now)]

    async def next_in(self, lane: str, now: datetime) -> Entry | None:
        row = await self._do.row(HEAD, in_lane=lane)
        return _entry(row) if row and (row.retry_at is None or row.retry_at <= now) else None

    async def hold(self, entry: Entry) -> bool:
        # One program alone has its lanes apart already.
        return self._do.alone or await self._do.row(HOLD, entry=entry.seq) is not None

    def done(self, entry: Entry, at: datetime) -> None:
        self._do.swap(DONE, entry=entry.seq, ended_at=at)

    def failed(self, entry: Entry, error: str, retry_at: datetime | None) -> None:
        query = PARK if retry_at is None else RETRY
        self._do.swap(query, entry=entry.seq, error=error, retry_at=retry_at)
        self._do.marks.add("lanes")

    async def any_left(self, error: str) -> bool:
        return await self._do.row(ANY_LEFT, error=error) is not None

    async def forget(self, before: datetime, limit: int) -> int:
        gone = (await self._do.execute(FORGET, before=before, most=limit)).rowcount
        if (await self._do.execute(EMPTY, before=before)).rowcount + gone:
            self._do.marks.add(ERASED)
        return gone

    async def parked(self, limit: int) -> Sequence[Parked]:
        return [Parked(_entry(row), row.error) for row in await self._do.rows(PARKED, most=limit)]
