"""Proposals: other times for a booking, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from domain.ids import BookingId, ProposalId
from domain.people import Role
from domain.proposal import Proposal, ProposalStatus
from domain.time import Span
from services.repositories import Change
from storage.changes import record
from storage.query import Query
from storage.statements import Statements
from storage.tables import proposals as t

ADD = Query("proposals.add", "A new one, if the booking has none that is open.", insert(t).returning(t.c.id))
BY_ID = Query("proposals.get", "One by our id.", select(t).where(t.c.id == bindparam("proposal")))
OF_BOOKING = Query(
    "proposals.of_booking",
    "Every other time put for a booking, in order.",
    select(t).where(t.c.booking_id == bindparam("booking")).order_by(t.c.id),
)
OPEN_OF = Query(
    "proposals.open_of",
    "The one of a booking that waits for an answer.",
    select(t).where(t.c.booking_id == bindparam("booking"), t.c.status == ProposalStatus.OPEN),
)
SAVE = Query(
    "proposals.save",
    "One as it is now, if nobody ended it meanwhile.",
    update(t).where(t.c.id == bindparam("proposal"), t.c.status == bindparam("was_status")),
)


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        id=row.id,
        booking=row.booking_id,
        therapist=row.therapist_id,
        offer=row.offer_id,
        by=Role(row.by),
        was=Span(row.was_from, row.was_until),
        span=Span(row.starts_at, row.ends_at),
        status=ProposalStatus(row.status),
        opened_at=row.opened_at,
        answer_by=row.answer_by,
        booking_version=row.booking_version,
        ended_at=row.ended_at,
    )


def _values(proposal: Proposal) -> dict[str, Any]:
    return {
        "booking_id": proposal.booking,
        "therapist_id": proposal.therapist,
        "offer_id": proposal.offer,
        "by": proposal.by,
        "was_from": proposal.was.starts_at,
        "was_until": proposal.was.ends_at,
        "starts_at": proposal.span.starts_at,
        "ends_at": proposal.span.ends_at,
        "status": proposal.status,
        "opened_at": proposal.opened_at,
        "answer_by": proposal.answer_by,
        "booking_version": proposal.booking_version,
        "ended_at": proposal.ended_at,
    }


class SqlProposals:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def add(self, proposal: Proposal, change: Change) -> Proposal:
        result = await self._do.execute(ADD, **_values(proposal))
        made = replace(proposal, id=ProposalId(result.scalar_one()))
        record(self._do, "proposal", made.id, "", made.status, change)
        return made

    async def get(self, proposal: ProposalId) -> Proposal | None:
        row = await self._do.row(BY_ID, proposal=proposal)
        return _proposal(row) if row else None

    async def open_of(self, booking: BookingId) -> Proposal | None:
        row = await self._do.row(OPEN_OF, booking=booking)
        return _proposal(row) if row else None

    async def of_booking(self, booking: BookingId) -> Sequence[Proposal]:
        return [_proposal(row) for row in await self._do.rows(OF_BOOKING, booking=booking)]

    def save(self, before: Proposal, after: Proposal, change: Change) -> None:
        self._do.swap(SAVE, proposal=before.id, was_status=before.status, **_values(after))
        record(self._do, "proposal", before.id, before.status, after.status, change)
