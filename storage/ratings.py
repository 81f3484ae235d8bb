"""Ratings, one per booking, and the mean that each therapist has of theirs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from domain.ids import BookingId, TherapistId
from domain.rating import Rating
from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import ratings as t
from storage.tables import therapists

GET = Query(
    "ratings.get", "What a booking was given.", select(t).where(t.c.booking_id == bindparam("booking"))
)
PUT = Query("ratings.put", "What a booking is given, in place of what it was.", upsert(t, ["booking_id"]))
MEAN = Query(
    "ratings.mean",
    "A therapist's ratings in one figure, and how many they are.",
    select(func.avg(t.c.stars).label("mean"), func.count().label("rated")).where(
        t.c.therapist_id == bindparam("therapist")
    ),
)
FOLLOW = Query(
    "ratings.follow",
    "The therapist's own figure, by which offers are ordered, is the mean of theirs.",
    update(therapists)
    .where(therapists.c.id == bindparam("therapist"))
    .values(
        rating=select(func.avg(t.c.stars)).where(t.c.therapist_id == bindparam("therapist")).scalar_subquery()
    ),
)


def _rating(row: Row[Any]) -> Rating:
    return Rating(
        booking=row.booking_id,
        therapist=row.therapist_id,
        customer=row.customer_id,
        stars=row.stars,
        comment=row.comment,
        rated_at=row.rated_at,
    )


class SqlRatings:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def get(self, booking: BookingId) -> Rating | None:
        row = await self._do.row(GET, booking=booking)
        return _rating(row) if row else None

    def put(self, rating: Rating) -> None:
        self._do.write(
            PUT,
            booking_id=rating.booking,
            therapist_id=rating.therapist,
            customer_id=rating.customer,
            stars=rating.stars,
            comment=rating.comment,
            rated_at=rating.rated_at,
        )
        self._do.write(FOLLOW, therapist=rating.therapist)

    async def mean(self, therapist: TherapistId) -> tuple[float | None, int]:
        row = await self._do.row(MEAN, therapist=therapist)
        if row is None or row.mean is None:
            return None, 0
        return float(row.mean), row.rated
