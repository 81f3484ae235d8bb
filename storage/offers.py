"""Offers: who was asked to take a booking, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from domain.ids import BookingId, OfferId
from domain.offer import Offer, OfferStatus
from services.repositories import Change
from storage.changes import record
from storage.query import Query
from storage.statements import Statements
from storage.tables import offers as t

ADD = Query("offers.add", "A new offer; answers the id.", insert(t).returning(t.c.id))
BY_ID = Query("offers.get", "One offer by our id.", select(t).where(t.c.id == bindparam("offer")))
OF_BOOKING = Query(
    "offers.of_booking",
    "Everybody asked for a booking, in the order they were asked.",
    select(t).where(t.c.booking_id == bindparam("booking")).order_by(t.c.id),
)
SAVE = Query(
    "offers.save",
    "An offer as it is now, if nobody ended it meanwhile.",
    update(t).where(
        t.c.id == bindparam("offer"),
        t.c.status == bindparam("was_status"),
        t.c.version == bindparam("was_version"),
    ),
)


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        id=row.id,
        booking=row.booking_id,
        therapist=row.therapist_id,
        room=row.room_id,
        turn=row.turn,
        status=OfferStatus(row.status),
        version=row.version,
        opened_at=row.opened_at,
        answer_by=row.answer_by,
        ended_at=row.ended_at,
        broadcast=row.broadcast,
    )


def _values(offer: Offer) -> dict[str, Any]:
    return {
        "booking_id": offer.booking,
        "therapist_id": offer.therapist,
        "room_id": offer.room,
        "turn": offer.turn,
        "status": offer.status,
        "version": offer.version,
        "opened_at": offer.opened_at,
        "answer_by": offer.answer_by,
        "ended_at": offer.ended_at,
        "broadcast": offer.broadcast,
    }


class SqlOffers:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def add(self, offer: Offer) -> Offer:
        made = await self._do.execute(ADD, **_values(offer))
        return replace(offer, id=OfferId(made.scalar_one()))

    async def get(self, offer: OfferId) -> Offer | None:
        row = await self._do.row(BY_ID, offer=offer)
        return _offer(row) if row else None

    async def of_booking(self, booking: BookingId) -> Sequence[Offer]:
        return [_offer(row) for row in await self._do.rows(OF_BOOKING, booking=booking)]

    def save(self, before: Offer, after: Offer, change: Change) -> None:
        self._do.swap(
            SAVE,
            offer=before.id,
            was_status=before.status,
            was_version=before.version,
            **_values(after),
        )
        if before.status is not after.status:
            record(self._do, "offer", before.id, before.status, after.status, change)
