"""Counts for the operator, in one look at one state of the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.figures import Figures
from storage import figures_queries as q
from storage.facts import Facts
from storage.migrations import HEAD
from storage.query import Query
from storage.statements import Statements

RECENT = timedelta(hours=24)
"""How long a refused row or a parked update is news: nobody can undo it, and yellow for ever says nothing."""


async def measure(do: Statements, facts: Facts, now: datetime) -> Figures:
    updates = await _counted(do, q.UPDATES, since=now - RECENT)
    deadlines = await do.rows(q.OVERDUE, now=now)
    rooms = await _counted(do, q.ROOMS, now=now)
    revision = await do.row(q.REVISION)
    return Figures(
        backlog=updates["backlog"],
        oldest_pending=_age(updates["oldest"], now),
        parked=updates["parked"],
        uncertain=(await _counted(do, q.UNCERTAIN))["uncertain"],
        refused=(await _counted(do, q.REFUSED, since=now - RECENT))["refused"],
        overdue=sum(row.overdue for row in deadlines),
        latest_overdue=max((_age(row.oldest, now) for row in deadlines), default=0.0),
        overdue_by_kind={row.kind: row.overdue for row in deadlines},
        failed_deadlines=(await _counted(do, q.FAILED))["failed"],
        live_rooms=rooms["live"],
        overdue_rooms=rooms["overdue"],
        waits=(await _counted(do, q.WAITS))["waits"],
        silent_operators=[row.name or row.chat_id for row in await do.rows(q.SILENT_OPERATORS)],
        database_bytes=facts.bytes,
        revision=revision.version_num if revision else "",
        migrated=revision is not None and revision.version_num == HEAD,
        database_version=facts.version,
        warning=facts.warning,
        **await _delivery(do, now),
    )


async def _delivery(do: Statements, now: datetime) -> dict[str, Any]:
    """Lane by lane: what can go, what waits its time, what waits for its reader."""
    counts = {"outbox": 0, "delayed": 0, "waiting": 0}
    oldest = 0.0
    for lane in await do.rows(q.LANES):
        if not lane.reachable:
            counts["waiting"] += lane.queued
        elif lane.waits_until is not None and lane.waits_until > now:
            counts["delayed"] += lane.queued
        else:
            counts["outbox"] += lane.queued
            could_go = max(lane.oldest, lane.waits_until or lane.oldest)
            oldest = max(oldest, _age(could_go, now))
    in_flight = (await _counted(do, q.IN_FLIGHT))["in_flight"]
    return {**counts, "oldest_queued": oldest, "in_flight": in_flight}


async def _counted(do: Statements, query: Query, **values: Any) -> dict[str, Any]:
    row = await do.row(query, **values)
    assert row is not None, "a count always answers"
    return row._asdict()


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
