"""Proves at start-up that this database refuses two of one resource at once; leaves nothing behind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table, Text, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import Instant
from storage.dialect import slot_refused
from storage.instants import instant
from storage.tables import bookings, occupancy, people

NOBODY = RESOURCE = 0
"""Ids are counted from 1."""
Side = tuple[int, int]


class GuardMissing(Exception):
    """The database would let a therapist be booked twice: nothing may be started on it."""


async def prove_guard(connection: AsyncConnection) -> None:
    """In a transaction of the caller's. Raises GuardMissing."""
    scratch = await connection.begin_nested()
    try:
        booking = await _a_booking(connection)
        await _hold(connection, booking, (100, 200), (90, 150))
        for after, before in (((199, 300), (180, 250)), ((200, 300), (149, 250))):
            if not await _refused(connection, booking, after, before):
                raise GuardMissing(
                    "an overlapping time was accepted: the guard of the occupancy table is missing"
                )
        if not await _refused(connection, booking, (300, 300), (290, 300)):
            raise GuardMissing("an empty time was accepted: the check of the occupancy table is missing")
        if await _refused(connection, booking, (200, 300), (150, 250)):
            raise GuardMissing("a time that begins as another ends was refused: the guard is not ours")
    finally:
        await scratch.rollback()


async def _a_booking(connection: AsyncConnection) -> int:
    customer = await _blank_row(connection, people)
    return await _blank_row(connection, bookings, customer_id=customer)


async def _blank_row(connection: AsyncConnection, table: Table, **values: int) -> int:
    needed = (c for c in table.columns if not c.nullable and not c.primary_key and c.name not in values)
    # An id of its own choosing: real ones are not used up by looking.
    row = {c.name: _blank(c) for c in needed} | values | {"id": NOBODY}
    return int((await connection.execute(insert(table).returning(table.c.id), row)).scalar_one())


def _blank(column: Column[Any]) -> object:
    if isinstance(column.type, Instant):
        return instant(0)
    return "selfcheck" if isinstance(column.type, Text) else 0


async def _refused(connection: AsyncConnection, booking: int, after: Side, before: Side) -> bool:
    try:
        async with connection.begin_nested():
            await _hold(connection, booking, after, before)
    except IntegrityError as error:
        return slot_refused(error) or after[0] == after[1]
    return False


async def _hold(connection: AsyncConnection, booking: int, after: Side, before: Side) -> None:
    values = {"booking_id": booking, "resource": RESOURCE, "hold": ""}
    sides = zip(("starts_at", "ends_at", "before_starts_at", "before_ends_at"), after + before, strict=True)
    values |= dict(sides)
    await connection.execute(insert(occupancy), values)
