"""Whose time is held by what. The engine's guard decides; nothing here looks first and inserts then."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, bindparam, cast, delete, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from domain.availability import Alike, Busy, Held
from domain.ids import BookingId, TherapistId
from domain.time import Span
from services.ports import SlotTaken
from storage.dialect import slot_refused
from storage.instants import ceil_seconds, floor_seconds, from_seconds
from storage.query import Query, given
from storage.statements import Statements
from storage.tables import occupancy as t

NOBODYS = 0
"""Bookings are counted from 1."""
_shape = (t.c.ends_at - t.c.starts_at, t.c.starts_at - t.c.before_starts_at, t.c.ends_at - t.c.before_ends_at)

HOLD = Query("occupancy.hold", "Takes a time of one resource, unless the guard refuses.", insert(t))
CLEAR = Query(
    "occupancy.clear",
    "Gives back what was held of one resource only until now.",
    delete(t).where(t.c.resource == bindparam("of"), t.c.expires_at <= bindparam("now")),
)
RELEASE = Query(
    "occupancy.release",
    "Gives back a booking's own time.",
    delete(t).where(t.c.booking_id == bindparam("booking"), t.c.hold == ""),
)
RELEASE_HOLD = Query(
    "occupancy.release_hold",
    "Gives back what was kept for one thing.",
    delete(t).where(t.c.hold == bindparam("name"), t.c.hold != ""),
)
OWN = Query(
    "occupancy.own",
    "A booking's own time.",
    select(t).where(t.c.booking_id == bindparam("booking"), t.c.hold == ""),
)
BUSY = Query(
    "occupancy.busy",
    "What is held of some resources within a window: the beginnings of all that are of one shape in a row.",
    # Thousands of a few shapes: a row for each would cost more to hand over than to find.
    select(t.c.resource, func.aggregate_strings(cast(t.c.starts_at, Text), ","), *_shape)
    .where(
        t.c.resource.in_(given("resources")),
        # The ends of the two sides are in this order; the table's check says so.
        t.c.ends_at > bindparam("opens"),
        t.c.before_starts_at < bindparam("closes"),
        or_(t.c.expires_at.is_(None), t.c.expires_at > bindparam("now")),
        or_(t.c.booking_id.is_(None), t.c.booking_id != bindparam("but")),
    )
    .group_by(t.c.resource, *_shape),
)


class SqlOccupancy:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def hold(
        self,
        booking: BookingId | None,
        therapist: TherapistId,
        held: Held,
        now: datetime,
        *,
        name: str = "",
        expires_at: datetime | None = None,
    ) -> None:
        values = {
            "booking_id": booking,
            "resource": therapist,
            "starts_at": floor_seconds(held.after.starts_at),
            "ends_at": ceil_seconds(held.after.ends_at),
            "before_starts_at": floor_seconds(held.before.starts_at),
            "before_ends_at": ceil_seconds(held.before.ends_at),
            "hold": name,
            "expires_at": expires_at,
        }
        if await self._held(values):
            return
        cleared = await self._do.execute(CLEAR, of=therapist, now=now)
        if not cleared.rowcount or not await self._held(values):
            raise SlotTaken(f"therapist {therapist}, {held.after.starts_at} to {held.after.ends_at}")

    async def _held(self, values: Mapping[str, object]) -> bool:
        await self._do.flush()
        try:
            # PostgreSQL gives up a whole transaction after an error: the savepoint keeps the unit usable.
            async with self._do.connection.begin_nested():
                await self._do.execute(HOLD, **values)
        except IntegrityError as error:
            if slot_refused(error):
                return False
            raise
        return True

    async def release(self, booking: BookingId) -> None:
        await self._do.execute(RELEASE, booking=booking)

    async def release_hold(self, name: str) -> None:
        await self._do.execute(RELEASE_HOLD, name=name)

    async def own(self, booking: BookingId) -> Held | None:
        row = await self._do.row(OWN, booking=booking)
        return None if row is None else _held(row)

    async def busy(
        self,
        therapists: Sequence[TherapistId],
        window: Span,
        now: datetime,
        *,
        but: BookingId | None = None,
    ) -> Mapping[TherapistId, Sequence[Held]]:
        found = await self._do.rows(
            BUSY,
            resources=list(therapists),
            opens=floor_seconds(window.starts_at),
            closes=ceil_seconds(window.ends_at),
            now=now,
            but=NOBODYS if but is None else but,
        )
        alike: dict[TherapistId, list[Alike]] = {therapist: [] for therapist in therapists}
        for row in found:
            resource, starts, length, way, turn = tuple(row)
            alike[resource].append(Alike(_numbers(starts), length, way, turn))
        return {therapist: Busy(each) for therapist, each in alike.items()}


def _numbers(listed: str) -> list[int]:
    return json.loads(f"[{listed}]")  # type: ignore[no-any-return]  # whole numbers and commas


def _held(row: Row[Any]) -> Held:
    after = Span(from_seconds(row.starts_at), from_seconds(row.ends_at))
    return Held(after, Span(from_seconds(row.before_starts_at), from_seconds(row.before_ends_at)))
