"""Pages of what is kept. Conditions differ from question to question, so statements are put together here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, or_, select

from domain.ids import PersonId
from domain.message import Message
from services.archive import Booked, Wanted
from storage.bookings import booking_of
from storage.messages import message_of
from storage.query import Query
from storage.statements import Statements
from storage.tables import bookings, messages, outbox, people, room_bookings, therapists

LAST_TOLD = Query(
    "archive.last_told",
    "When a person was last to be told something.",
    select(func.max(outbox.c.created_at).label("at")).where(
        outbox.c.person_id == bindparam("person"), outbox.c.code == bindparam("told")
    ),
)


def _messages(wanted: Wanted) -> Select[Any]:
    t = messages
    of_booking = select(bookings.c.id).where(bookings.c.reference == wanted.reference)
    return select(t).where(
        ~t.c.probe,
        *_when(t.c.created_at, wanted),
        *_equal((t.c.room_id, wanted.room), (t.c.conversation, wanted.conversation)),
        *_equal((t.c.booking_id, wanted.booking)),
        *([t.c.booking_id.in_(of_booking)] if wanted.reference is not None else []),
        *_of(wanted, t.c.sender_person, t.c.receiver_person),
    )


def _bookings(wanted: Wanted) -> Select[Any]:
    t = bookings
    in_room = select(room_bookings.c.booking_id).where(room_bookings.c.room_id == wanted.room)
    return (
        select(t, people.c.name.label("customer_name"), therapists.c.name.label("therapist_name"))
        .join(people, people.c.id == t.c.customer_id)
        .outerjoin(therapists, therapists.c.id == t.c.therapist_id)
        .where(
            ~t.c.probe,
            *_when(t.c.starts_at, wanted),
            *_equal((t.c.id, wanted.booking), (t.c.reference, wanted.reference)),
            *([t.c.id.in_(in_room)] if wanted.room is not None else []),
            *_of(wanted, t.c.customer_id, therapists.c.person_id),
        )
    )


def _when(at: ColumnElement[Any], wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [at >= wanted.since] if wanted.since is not None else []
    return [*found, at < wanted.until] if wanted.until is not None else found


def _equal(*pairs: tuple[ColumnElement[Any], object]) -> list[ColumnElement[bool]]:
    return [column == value for column, value in pairs if value is not None]


def _of(wanted: Wanted, *columns: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    return [] if wanted.person is None else [or_(*(column == wanted.person for column in columns))]


def _page(about: str, rows: Select[Any], table: Table, after: int, limit: int) -> Query:
    return Query(
        "archive.page", about, rows.where(and_(table.c.id > after)).order_by(table.c.id).limit(limit)
    )


class SqlArchive:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def messages(self, wanted: Wanted, *, after: int, limit: int) -> Sequence[Message]:
        query = _page("Messages, a page.", _messages(wanted), messages, after, limit)
        return [message_of(row) for row in await self._do.rows(query)]

    async def bookings(self, wanted: Wanted, *, after: int, limit: int) -> Sequence[Booked]:
        query = _page("Bookings, a page.", _bookings(wanted), bookings, after, limit)
        return [
            Booked(booking_of(row), row.customer_name, row.therapist_name or "")
            for row in await self._do.rows(query)
        ]

    async def count_messages(self, wanted: Wanted) -> int:
        return await self._count(_messages(wanted))

    async def count_bookings(self, wanted: Wanted) -> int:
        return await self._count(_bookings(wanted))

    async def last_told(self, person: PersonId, code: str) -> datetime | None:
        row = await self._do.row(LAST_TOLD, person=person, told=code)
        return row.at if row else None

    async def _count(self, rows: Select[Any]) -> int:
        number = select(func.count().label("number")).select_from(rows.subquery())
        row = await self._do.row(Query("archive.count", "How many there are.", number))
        return int(row.number) if row else 0
