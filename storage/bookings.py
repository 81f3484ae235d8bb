"""Bookings and every change of their status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, insert, or_, select, update

from domain.booking import AGREED, LIVE, Booking, BookingStatus, Mode, Place, PlaceKind, Request, Wish
from domain.catalogue import Money
from domain.ids import BookingId, PersonId, TherapistId
from domain.people import Gender
from domain.time import Span
from services.repositories import Change
from storage.changes import record
from storage.query import Query
from storage.statements import Statements
from storage.tables import bookings as t

_live = t.c.status.in_(sorted(LIVE))

ADD = Query(
    "bookings.add",
    "A new booking; the unique draft token and reference refuse a second.",
    insert(t).returning(t.c.id),
)
BY_ID = Query("bookings.get", "One booking by our id.", select(t).where(t.c.id == bindparam("booking")))
BY_TOKEN = Query(
    "bookings.by_token",
    "The booking a draft has become, if it has.",
    select(t).where(t.c.token == bindparam("token")),
)
BY_REFERENCE = Query(
    "bookings.by_reference",
    "The booking that people call so.",
    select(t).where(t.c.reference == bindparam("reference")),
)
LIVE_OF_CUSTOMER = Query(
    "bookings.live_of_customer",
    "What a customer has ahead, the next first.",
    select(t).where(t.c.customer_id == bindparam("customer"), _live).order_by(t.c.starts_at, t.c.id),
)
LIVE_OF_PAIR = Query(
    "bookings.live_of_pair",
    "What a customer has ahead with one therapist, the next first.",
    select(t)
    .where(t.c.customer_id == bindparam("customer"), t.c.therapist_id == bindparam("therapist"), _live)
    .order_by(t.c.starts_at, t.c.id),
)
PAST_OF_CUSTOMER = Query(
    "bookings.past_of_customer",
    "What is over for a customer, the latest first.",
    select(t)
    .where(t.c.customer_id == bindparam("customer"), or_(~_live, t.c.ends_at <= bindparam("now")))
    .order_by(t.c.starts_at.desc(), t.c.id.desc())
    .limit(bindparam("most")),
)
LAST_VISIT = Query(
    "bookings.last_visit",
    "The latest visit of a customer that began.",
    select(t)
    .where(
        t.c.customer_id == bindparam("customer"),
        or_(
            t.c.status.in_([BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED]),
            and_(
                t.c.status.in_([BookingStatus.CONFIRMED, BookingStatus.ON_THE_WAY]),
                t.c.starts_at <= bindparam("now"),
            ),
        ),
    )
    .order_by(t.c.starts_at.desc(), t.c.id.desc())
    .limit(1),
)
DAY_OF = Query(
    "bookings.day_of",
    "A therapist's agreed visits within some hours, in order.",
    select(t)
    .where(
        t.c.therapist_id == bindparam("therapist"),
        t.c.status.in_(sorted(AGREED)),
        t.c.starts_at < bindparam("until"),
        t.c.ends_at > bindparam("since"),
    )
    .order_by(t.c.starts_at, t.c.id),
)
CLAIMS = Query(
    "bookings.claims",
    "What a therapist has agreed to or still has to answer, within some hours, in order.",
    select(t)
    .where(
        t.c.therapist_id == bindparam("therapist"),
        t.c.status.in_(sorted({*AGREED, BookingStatus.REQUESTED})),
        t.c.starts_at < bindparam("until"),
        t.c.ends_at > bindparam("since"),
    )
    .order_by(t.c.starts_at, t.c.id),
)
NEWEST = Query(
    "bookings.list",
    "The newest bookings of people (never a probe's).",
    select(t).where(~t.c.probe).order_by(t.c.id.desc()).limit(bindparam("most")),
)
NEWEST_WITH_STATUS = Query(
    "bookings.list_status",
    "The newest bookings of people in one status.",
    select(t)
    .where(~t.c.probe, t.c.status == bindparam("status"))
    .order_by(t.c.id.desc())
    .limit(bindparam("most")),
)
SAVE = Query(
    "bookings.save",
    "A booking as it is now, if nobody moved it meanwhile.",
    update(t).where(
        t.c.id == bindparam("booking"),
        t.c.status == bindparam("was_status"),
        t.c.version == bindparam("was_version"),
    ),
)


def booking_of(row: Row[Any]) -> Booking:
    return Booking(
        id=row.id,
        reference=row.reference,
        token=row.token,
        customer=row.customer_id,
        therapist=row.therapist_id,
        service=row.service,
        service_name=row.service_name,
        span=Span(row.starts_at, row.ends_at),
        price=Money(row.price_minor, row.currency),
        place=_place(row),
        wish=Wish(row.wish_therapist, Gender(row.wish_gender) if row.wish_gender else None),
        mode=Mode(row.mode),
        notes=row.notes,
        status=BookingStatus(row.status),
        version=row.version,
        requested_at=row.requested_at,
        confirmed_at=row.confirmed_at,
        cancelled_by=row.cancelled_by,
        probe=row.probe,
        arrived_at=row.arrived_at,
        finished_at=row.finished_at,
        cancelled_late=row.cancelled_late,
        most=None if row.most_minor is None else Money(row.most_minor, row.currency),
        no_show=row.no_show,
    )


def _place(row: Row[Any]) -> Place:
    return Place(
        kind=PlaceKind(row.place_kind),
        address=row.place_address,
        district=row.place_district,
        room=row.place_room,
        latitude=row.place_latitude,
        longitude=row.place_longitude,
    )


def _values(booking: Booking) -> dict[str, Any]:
    place = booking.place
    return {
        "reference": booking.reference,
        "token": booking.token,
        "customer_id": booking.customer,
        "therapist_id": booking.therapist,
        "service": booking.service,
        "service_name": booking.service_name,
        "starts_at": booking.span.starts_at,
        "ends_at": booking.span.ends_at,
        "price_minor": booking.price.minor,
        "currency": booking.price.currency,
        "place_kind": place.kind,
        "place_address": place.address,
        "place_district": place.district,
        "place_room": place.room,
        "place_latitude": place.latitude,
        "place_longitude": place.longitude,
        "wish_therapist": booking.wish.therapist,
        "wish_gender": booking.wish.gender,
        "mode": booking.mode,
        "notes": booking.notes,
        "status": booking.status,
        "version": booking.version,
        "requested_at": booking.requested_at,
        "confirmed_at": booking.confirmed_at,
        "cancelled_by": booking.cancelled_by,
        "probe": booking.probe,
        "arrived_at": booking.arrived_at,
        "finished_at": booking.finished_at,
        "cancelled_late": booking.cancelled_late,
        "most_minor": booking.most.minor if booking.most else None,
        "no_show": booking.no_show,
    }


class SqlBookings:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def add(self, request: Request, booking: Booking, change: Change) -> Booking:
        """`request` is what was asked; the booking holds all of it that is kept."""
        made = replace(booking, token=request.token)
        result = await self._do.execute(ADD, changed_at=change.at, **_values(made))
        made = replace(made, id=BookingId(result.scalar_one()))
        record(self._do, "booking", made.id, BookingStatus.DRAFT, made.status, change)
        return made

    async def get(self, booking: BookingId) -> Booking | None:
        row = await self._do.row(BY_ID, booking=booking)
        return booking_of(row) if row else None

    async def by_token(self, token: str) -> Booking | None:
        row = await self._do.row(BY_TOKEN, token=token)
        return booking_of(row) if row else None

    async def by_reference(self, reference: str) -> Booking | None:
        row = await self._do.row(BY_REFERENCE, reference=reference)
        return booking_of(row) if row else None

    async def live_of_customer(self, customer: PersonId) -> Sequence[Booking]:
        return [booking_of(row) for row in await self._do.rows(LIVE_OF_CUSTOMER, customer=customer)]

    async def live_of_pair(self, customer: PersonId, therapist: TherapistId) -> Sequence[Booking]:
        rows = await self._do.rows(LIVE_OF_PAIR, customer=customer, therapist=therapist)
        return [booking_of(row) for row in rows]

    async def past_of_customer(self, customer: PersonId, now: datetime, limit: int) -> Sequence[Booking]:
        rows = await self._do.rows(PAST_OF_CUSTOMER, customer=customer, now=now, most=limit)
        return [booking_of(row) for row in rows]

    async def last_visit(self, customer: PersonId, now: datetime) -> Booking | None:
        row = await self._do.row(LAST_VISIT, customer=customer, now=now)
        return booking_of(row) if row else None

    async def day_of(self, therapist: TherapistId, window: Span) -> Sequence[Booking]:
        hours = {"since": window.starts_at, "until": window.ends_at}
        return [booking_of(row) for row in await self._do.rows(DAY_OF, therapist=therapist, **hours)]

    async def claims(self, therapist: TherapistId, window: Span) -> Sequence[Booking]:
        hours = {"since": window.starts_at, "until": window.ends_at}
        return [booking_of(row) for row in await self._do.rows(CLAIMS, therapist=therapist, **hours)]

    async def list(self, *, status: BookingStatus | None = None, limit: int = 50) -> Sequence[Booking]:
        if status is None:
            rows = await self._do.rows(NEWEST, most=limit)
        else:
            rows = await self._do.rows(NEWEST_WITH_STATUS, status=status, most=limit)
        return [booking_of(row) for row in rows]

    def save(self, before: Booking, after: Booking, change: Change) -> None:
        self._do.swap(
            SAVE,
            booking=before.id,
            was_status=before.status,
            was_version=before.version,
            changed_at=change.at,
            **_values(after),
        )
        if before.status is not after.status:
            record(self._do, "booking", before.id, before.status, after.status, change)
