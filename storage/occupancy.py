"""Whose time is held by what. The engine's guard decides; nothing here looks first and inserts then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from domain.ids import BookingId, TherapistId
from domain.time import Span
from services.ports import SlotTaken
from storage.dialect import slot_refused
from storage.instants import ceil_seconds, floor_seconds, from_seconds
from storage.query import Query, given
from storage.statements import Statements
from storage.tables import occupancy as t

HOLD = Query("occupancy.hold", "Takes a span of one resource, unless the guard refuses.", insert(t))
RELEASE = Query(
    "occupancy.release",
    "Gives back everything a booking holds.",
    delete(t).where(t.c.booking_id == bindparam("booking")),
)
BUSY = Query(
    "occupancy.busy",
    "What is held of some resources within a window, in order.",
    select(t)
    .where(
        t.c.resource.in_(given("resources")),
        t.c.ends_at > bindparam("opens"),
        t.c.starts_at < bindparam("closes"),
    )
    .order_by(t.c.resource, t.c.starts_at),
)


class SqlOccupancy:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def hold(self, booking: BookingId, therapist: TherapistId, span: Span) -> None:
        await self._do.flush()
        try:
            # PostgreSQL gives up a whole transaction after an error: the savepoint keeps the unit usable.
            async with self._do.connection.begin_nested():
                await self._do.execute(
                    HOLD,
                    booking_id=booking,
                    resource=therapist,
                    starts_at=floor_seconds(span.starts_at),
                    ends_at=ceil_seconds(span.ends_at),
                )
        except IntegrityError as error:
            if slot_refused(error):
                raise SlotTaken(f"therapist {therapist}, {span.starts_at} to {span.ends_at}") from error
            raise

    async def release(self, booking: BookingId) -> None:
        await self._do.execute(RELEASE, booking=booking)

    async def busy(self, therapists: Sequence[TherapistId], window: Span) -> Mapping[TherapistId, list[Span]]:
        rows = await self._do.rows(
            BUSY,
            resources=list(therapists),
            opens=floor_seconds(window.starts_at),
            closes=ceil_seconds(window.ends_at),
        )
        held: dict[TherapistId, list[Span]] = {therapist: [] for therapist in therapists}
        for row in rows:
            held[row.resource].append(Span(from_seconds(row.starts_at), from_seconds(row.ends_at)))
        return held
