"""Deadlines: one per kind and subject, claimed with a lease, ended by whoever holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, delete, func, or_, select, text, update

from services.queues import Deadline
from storage.columns import Instant
from storage.epochs import FREE
from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import deadlines as t

_waiting = text("state = 'waiting'")
_it = (t.c.kind == bindparam("of_kind"), t.c.subject == bindparam("of_subject"))
_mine = and_(t.c.epoch == bindparam("held_by"), t.c.leased_until == bindparam("held_until"))
_now = bindparam("now", type_=Instant())
_c = t.alias("candidate")


def _due(of: Any) -> Any:
    return and_(of.c.due_at <= _now, or_(of.c.leased_until.is_(None), of.c.leased_until <= _now))


SET = Query(
    "deadlines.set", "The one of this kind and subject, new or moved.", upsert(t, ["kind", "subject"])
)
CANCEL_IDLE = Query(
    "deadlines.cancel_idle",
    "Nobody works on it: it is gone.",
    delete(t).where(*_it, t.c.epoch == 0),
)
CANCEL_HELD = Query(
    "deadlines.cancel_held",
    "Somebody works on it: they still have to find it, to end it.",
    update(t).where(*_it).values(state="cancelled", epoch=0, leased_until=None),
)
# By itself, so that it is found once: looked for again for each row, it would each time pass over what it has
# locked, and find more than was asked for.
_candidates = (
    select(_c.c.id)
    .where(text("candidate.state = 'waiting'"), _due(_c))
    .order_by(_c.c.due_at, _c.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=_c, skip_locked=True)
    .cte("candidates")
)
CLAIM = Query(
    "deadlines.claim",
    "What is due and nobody's, the longest overdue first. The guard stands outside, too: claimers meet.",
    update(t)
    .where(
        t.c.id.in_(select(_candidates.c.id)),
        t.c.state == "waiting",
        _due(t),
    )
    .values(epoch=bindparam("mine"), leased_until=bindparam("until"))
    .returning(t),
)
# A deadline that its own handling has moved (epoch 0) or cancelled is not lost to somebody else.
END = Query(
    "deadlines.end",
    "Handled: finds the row held, or moved or cancelled since; else somebody else has it.",
    update(t)
    .where(t.c.id == bindparam("deadline"), or_(_mine, t.c.epoch == 0))
    .values(state=case((or_(_mine, t.c.state == "cancelled"), "ended"), else_=t.c.state)),
)
REMOVE_ENDED = Query(
    "deadlines.remove_ended",
    "What was handled needs no row.",
    delete(t).where(t.c.id == bindparam("deadline"), t.c.state == "ended"),
)
FAILED = Query(
    "deadlines.failed",
    "One try used up; while it waits it is nobody's.",
    update(t).where(t.c.id == bindparam("deadline"), _mine).values(tries=t.c.tries + 1),
)
NEXT = Query(
    "deadlines.next_due",
    "When the next one can be claimed.",
    select(
        func.min(case((t.c.leased_until > t.c.due_at, t.c.leased_until), else_=t.c.due_at)).label("next")
    ).where(_waiting),
)
SWEEP = Query(
    "deadlines.sweep",
    "Cancelled while somebody held it who is no more.",
    delete(t).where(t.c.state == "cancelled"),
)


def _deadline(row: Row[Any]) -> Deadline:
    return Deadline(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        version=row.version,
        due_at=row.due_at,
        valid_until=row.valid_until,
        epoch=row.epoch,
        tries=row.tries,
        leased_until=row.leased_until,
    )


class SqlDeadlines:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    def set(
        self,
        kind: str,
        subject: int,
        due_at: datetime,
        *,
        version: int = 0,
        valid_until: datetime | None = None,
    ) -> None:
        appointment = {"version": version, "due_at": due_at, "valid_until": valid_until}
        untouched = {"state": "waiting", "epoch": 0, "leased_until": None, "tries": 0, "error": ""}
        self._do.write(SET, kind=kind, subject=subject, **appointment, **untouched)
        self._do.marks.add("deadlines")

    def cancel(self, kind: str, subject: int) -> None:
        self._do.write(CANCEL_IDLE, of_kind=kind, of_subject=subject)
        self._do.write(CANCEL_HELD, of_kind=kind, of_subject=subject)

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Deadline]:
        rows = await self._do.rows(CLAIM, now=now, until=now + lease, most=limit, mine=self._do.epoch)
        return [_deadline(row) for row in sorted(rows, key=lambda row: (row.due_at, row.id))]

    def done(self, deadline: Deadline) -> None:
        self._do.swap(END, **_held(deadline))
        self._do.write(REMOVE_ENDED, deadline=deadline.id)

    def failed(self, deadline: Deadline, error: str, retry_at: datetime | None) -> None:
        state = "failed" if retry_at is None else "waiting"
        self._do.write(FAILED, **_held(deadline), error=error, leased_until=retry_at, state=state)
        self._do.marks.add("deadlines")

    async def next_due(self) -> datetime | None:
        row = await self._do.row(NEXT)
        return row.next if row else None


def _held(deadline: Deadline) -> dict[str, Any]:
    return {"deadline": deadline.id, "held_by": deadline.epoch, "held_until": deadline.leased_until}


async def take_back(do: Statements) -> None:
    """At the start of one who works alone, after all before it are over."""
    await do.execute(FREE)
    await do.execute(SWEEP)
