"""Therapists' calendars: what is in them, and the addresses under which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, or_, select

from domain.booking import AGREED, BookingStatus
from domain.calendar_link import CalendarLink
from domain.ids import BookingId, TherapistId
from services.agendas import Dated, Window
from storage.bookings import booking_of
from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import bookings as b
from storage.tables import calendar_links as t
from storage.tables import people

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_changed = func.coalesce(b.c.changed_at, b.c.confirmed_at, b.c.requested_at, type_=b.c.requested_at.type)
_dated = select(b, _changed.label("last_changed"), people.c.name.label("customer_name")).join(
    people, people.c.id == b.c.customer_id
)
_standing = b.c.status.in_(sorted(AGREED | {BookingStatus.REQUESTED}))
OF = Query(
    "calendars.of",
    "What a therapist has in her calendar, and what has lately gone out of it.",
    _dated.where(
        b.c.therapist_id == bindparam("therapist"),
        b.c.ends_at > bindparam("since"),
        or_(_standing, and_(b.c.status == BookingStatus.CANCELLED, _changed > bindparam("dropped"))),
        or_(
            b.c.starts_at > bindparam("start"),
            and_(b.c.starts_at == bindparam("start"), b.c.id > bindparam("last")),
        ),
    )
    .order_by(b.c.starts_at, b.c.id)
    .limit(bindparam("most")),
)
BOOKING = Query("calendars.booking", "One booking, for a calendar.", _dated.where(b.c.id == bindparam("id")))
_theirs = t.c.therapist_id == bindparam("therapist")
LINK = Query("calendars.link", "A therapist's address.", select(t).where(_theirs))
FIND = Query("calendars.find", "Whose address it is.", select(t).where(t.c.token_hash == bindparam("hash")))
LINKS = Query("calendars.links", "Every address there is.", select(t).order_by(t.c.therapist_id))
PUT = Query("calendars.put", "A therapist's only address from now on.", upsert(t, ["therapist_id"]))
DROP = Query("calendars.drop", "Her address is dead.", delete(t).where(_theirs))


def _link(row: Row[Any]) -> CalendarLink:
    return CalendarLink(TherapistId(row.therapist_id), row.nonce, row.token_hash, row.made_at)


def _booking(row: Row[Any]) -> Dated:
    return Dated(booking_of(row), row.last_changed, row.customer_name)


class SqlCalendars:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def of(self, wanted: Window, after: Dated | None, limit: int) -> Sequence[Dated]:
        rows = await self._do.rows(
            OF,
            therapist=wanted.therapist,
            since=wanted.since,
            dropped=wanted.dropped,
            start=after.booking.span.starts_at if after else FIRST,
            last=after.booking.id if after else 0,
            most=limit,
        )
        return [_booking(row) for row in rows]

    async def booking(self, booking: BookingId) -> Dated | None:
        row = await self._do.row(BOOKING, id=booking)
        return _booking(row) if row else None

    async def link(self, therapist: TherapistId) -> CalendarLink | None:
        row = await self._do.row(LINK, therapist=therapist)
        return _link(row) if row else None

    async def find(self, digest: str) -> CalendarLink | None:
        row = await self._do.row(FIND, hash=digest)
        return _link(row) if row else None

    async def links(self) -> Sequence[CalendarLink]:
        return [_link(row) for row in await self._do.rows(LINKS)]

    async def put(self, link: CalendarLink) -> None:
        await self._do.execute(
            PUT,
            therapist_id=link.therapist,
            nonce=link.nonce,
            token_hash=link.digest,
            made_at=link.made_at,
        )

    async def drop(self, therapist: TherapistId) -> bool:
        return bool((await self._do.execute(DROP, therapist=therapist)).rowcount)
