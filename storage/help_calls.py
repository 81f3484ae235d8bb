"""Help that was asked for in a visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from domain.help import HelpCall, HelpId, HelpStatus
from domain.ids import BookingId, PersonId
from domain.people import Role
from storage.query import Query
from storage.statements import Statements
from storage.tables import help_calls as t

_theirs = t.c.person_id == bindparam("person")
ADD = Query("help_calls.add", "Somebody asks for help.", insert(t).returning(t.c.id))
BY_ID = Query("help_calls.get", "One by our id.", select(t).where(t.c.id == bindparam("call")))
LIVE_OF = Query(
    "help_calls.live_of",
    "A person's own of one visit that is not resolved.",
    select(t).where(_theirs, t.c.booking_id == bindparam("booking"), t.c.status != HelpStatus.RESOLVED.value),
)
OF_PERSON = Query(
    "help_calls.of_person", "A person's own, in order.", select(t).where(_theirs).order_by(t.c.id)
)
OPEN = Query(
    "help_calls.open",
    "All that nobody has taken, in order.",
    select(t).where(t.c.status == HelpStatus.OPEN.value).order_by(t.c.id),
)
SAVE = Query(
    "help_calls.save",
    "As it is now, if no operator did anything meanwhile.",
    update(t).where(t.c.id == bindparam("call"), t.c.version == bindparam("was_version")),
)


def _call(row: Row[Any]) -> HelpCall:
    return HelpCall(
        id=row.id,
        booking=row.booking_id,
        person=row.person_id,
        role=Role(row.role),
        status=HelpStatus(row.status),
        version=row.version,
        called_at=row.called_at,
        alerted_at=row.alerted_at,
        alerts=row.alerts,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
        resolved_by=row.resolved_by,
        resolved_at=row.resolved_at,
        facts=row.facts,
    )


def _values(call: HelpCall) -> dict[str, Any]:
    return {
        "booking_id": call.booking,
        "person_id": call.person,
        "role": call.role,
        "status": call.status,
        "version": call.version,
        "called_at": call.called_at,
        "alerted_at": call.alerted_at,
        "alerts": call.alerts,
        "taken_by": call.taken_by,
        "taken_at": call.taken_at,
        "resolved_by": call.resolved_by,
        "resolved_at": call.resolved_at,
        "facts": dict(call.facts),
    }


class SqlHelpCalls:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def get(self, call: HelpId) -> HelpCall | None:
        row = await self._do.row(BY_ID, call=call)
        return _call(row) if row else None

    async def live_of(self, booking: BookingId, person: PersonId) -> HelpCall | None:
        row = await self._do.row(LIVE_OF, booking=booking, person=person)
        return _call(row) if row else None

    async def open(self) -> Sequence[HelpCall]:
        return [_call(row) for row in await self._do.rows(OPEN)]

    async def of_person(self, person: PersonId) -> Sequence[HelpCall]:
        return [_call(row) for row in await self._do.rows(OF_PERSON, person=person)]

    async def add(self, call: HelpCall) -> HelpCall:
        result = await self._do.execute(ADD, **_values(call))
        return replace(call, id=HelpId(result.scalar_one()))

    def save(self, before: HelpCall, after: HelpCall) -> None:
        self._do.swap(SAVE, call=before.id, was_version=before.version, **_values(after))
