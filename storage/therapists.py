"""The roster, and when each of it works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, true, update

from domain.ids import TherapistId
from domain.people import Gender, Readiness, Therapist
from domain.schedule import Schedule
from storage.query import Query, given, upsert
from storage.schedules import NO_HOURS, schedule_of, schedule_values
from storage.statements import Statements
from storage.tables import people, schedules
from storage.tables import therapists as t

_with_reach = select(t, func.coalesce(people.c.reachable, true()).label("reachable")).outerjoin(
    people, people.c.id == t.c.person_id
)
BY_ID = Query(
    "therapists.get", "One therapist by our id.", _with_reach.where(t.c.id == bindparam("therapist"))
)
BY_CODE = Query(
    "therapists.by_code",
    "One therapist by the roster's own short name.",
    _with_reach.where(t.c.code == bindparam("code")),
)
ROSTER = Query(
    "therapists.roster",
    "The whole active roster, by name: people's, or a probe's own.",
    _with_reach.where(t.c.active, t.c.probe == bindparam("of_probe")).order_by(t.c.name, t.c.id),
)
ADD = Query("therapists.add", "A new line of the roster; answers the id.", insert(t).returning(t.c.id))
SAVE = Query(
    "therapists.save", "Everything about one therapist.", update(t).where(t.c.id == bindparam("therapist"))
)
SET_READINESS = Query(
    "therapists.set_readiness",
    "What one therapist takes from now on.",
    update(t).where(t.c.id == bindparam("therapist")),
)
HOURS = Query(
    "therapists.schedules",
    "The hours of some therapists.",
    select(schedules).where(schedules.c.therapist_id.in_(given("therapists"))),
)
SET_HOURS = Query(
    "therapists.set_schedule",
    "One therapist's hours, exceptions and time off, whole.",
    upsert(schedules, ["therapist_id"]),
)


def therapist_of(row: Row[Any]) -> Therapist:
    return Therapist(
        id=row.id,
        code=row.code,
        name=row.name,
        gender=Gender(row.gender) if row.gender else None,
        person=row.person_id,
        services=frozenset(row.services),
        districts=frozenset(row.districts),
        home_district=row.home_district,
        rating=row.rating,
        readiness=Readiness(row.readiness),
        reachable=bool(row.reachable),
        active=row.active,
        sample=row.sample,
        probe=row.probe,
    )


def _values(therapist: Therapist) -> dict[str, Any]:
    return {
        "code": therapist.code,
        "name": therapist.name,
        "gender": therapist.gender,
        "person_id": therapist.person,
        "services": sorted(therapist.services),
        "districts": sorted(therapist.districts),
        "home_district": therapist.home_district,
        "rating": therapist.rating,
        "readiness": therapist.readiness,
        "active": therapist.active,
        "sample": therapist.sample,
        "probe": therapist.probe,
    }


class SqlTherapists:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def get(self, therapist: TherapistId) -> Therapist | None:
        row = await self._do.row(BY_ID, therapist=therapist)
        return therapist_of(row) if row else None

    async def by_code(self, code: str) -> Therapist | None:
        row = await self._do.row(BY_CODE, code=code)
        return therapist_of(row) if row else None

    async def roster(self, *, probe: bool = False) -> Sequence[Therapist]:
        return [therapist_of(row) for row in await self._do.rows(ROSTER, of_probe=probe)]

    async def add(self, therapist: Therapist) -> Therapist:
        made = await self._do.execute(ADD, **_values(therapist))
        return replace(therapist, id=TherapistId(made.scalar_one()))

    def save(self, therapist: Therapist) -> None:
        self._do.write(SAVE, therapist=therapist.id, **_values(therapist))

    def set_readiness(self, therapist: TherapistId, readiness: Readiness) -> None:
        self._do.write(SET_READINESS, therapist=therapist, readiness=readiness)

    async def schedule(self, therapist: TherapistId) -> Schedule:
        return (await self.schedules([therapist]))[therapist]

    async def schedules(self, therapists: Sequence[TherapistId]) -> Mapping[TherapistId, Schedule]:
        rows = await self._do.rows(HOURS, therapists=list(therapists))
        known = {TherapistId(row.therapist_id): schedule_of(row) for row in rows}
        return {therapist: known.get(therapist, NO_HOURS) for therapist in therapists}

    def set_schedule(self, therapist: TherapistId, schedule: Schedule) -> None:
        self._do.write(SET_HOURS, therapist_id=therapist, **schedule_values(schedule))
