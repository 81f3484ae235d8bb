"""Questions about unfinished visits, and who is said not to have come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select, update

from domain.absence import Absence, AbsenceStatus
from domain.ids import BookingId
from domain.overdue import Check, CheckStatus
from domain.people import Role
from storage.query import Query
from storage.statements import Statements
from storage.tables import absences as a
from storage.tables import checks as c

_booking: BindParameter[int] = bindparam("booking")
_version: BindParameter[int] = bindparam("was_version")

CHECK = Query("checks.get", "The question about a booking.", select(c).where(c.c.booking_id == _booking))
ADD_CHECK = Query("checks.add", "The first question about a booking.", insert(c))
SAVE_CHECK = Query(
    "checks.save",
    "As it is now, if nobody answered meanwhile.",
    update(c).where(c.c.booking_id == _booking, c.c.version == _version),
)
ABSENCE = Query("absences.get", "Who did not come to a booking.", select(a).where(a.c.booking_id == _booking))
ADD_ABSENCE = Query("absences.add", "The first to say so.", insert(a))
SAVE_ABSENCE = Query(
    "absences.save",
    "As it is now, if nobody answered meanwhile.",
    update(a).where(a.c.booking_id == _booking, a.c.version == _version),
)


def _of_check(check: Check) -> dict[str, Any]:
    return {
        "booking_id": check.booking,
        "status": check.status,
        "version": check.version,
        "asked_at": check.asked_at,
        "alerted_at": check.alerted_at,
        "customer": check.customer,
    }


def _of_absence(absence: Absence) -> dict[str, Any]:
    return {
        "booking_id": absence.booking,
        "said_by": absence.said_by,
        "status": absence.status,
        "version": absence.version,
        "said_at": absence.said_at,
        "answer_by": absence.answer_by,
    }


class SqlChecks:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def get(self, booking: BookingId) -> Check | None:
        row = await self._do.row(CHECK, booking=booking)
        if row is None:
            return None
        return Check(
            booking=row.booking_id,
            status=CheckStatus(row.status),
            version=row.version,
            asked_at=row.asked_at,
            alerted_at=row.alerted_at,
            customer=row.customer,
        )

    async def add(self, check: Check) -> None:
        await self._do.execute(ADD_CHECK, **_of_check(check))

    def save(self, before: Check, after: Check) -> None:
        self._do.swap(SAVE_CHECK, booking=before.booking, was_version=before.version, **_of_check(after))


class SqlAbsences:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def get(self, booking: BookingId) -> Absence | None:
        row = await self._do.row(ABSENCE, booking=booking)
        if row is None:
            return None
        return Absence(
            booking=row.booking_id,
            said_by=Role(row.said_by),
            status=AbsenceStatus(row.status),
            version=row.version,
            said_at=row.said_at,
            answer_by=row.answer_by,
        )

    async def add(self, absence: Absence) -> None:
        await self._do.execute(ADD_ABSENCE, **_of_absence(absence))

    def save(self, before: Absence, after: Absence) -> None:
        self._do.swap(SAVE_ABSENCE, booking=before.booking, was_version=before.version, **_of_absence(after))
