"""Who could take a booking, and what their time looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.availability import Diary, Opening, Want, may_start
from domain.dispatch import Need, fits, in_order
from domain.ids import BookingId, TherapistId
from domain.people import Therapist
from domain.time import Span
from services.ports import UnitOfWork
from services.prices import prices


async def fitting(unit: UnitOfWork, need: Need, *, named: bool = False) -> Sequence[Therapist]:
    """By name. A wish for one therapist leaves that one, or nobody. Who blocked whom is told to neither.
    `named`: also those who are asked only by name, because they take more than the catalogue says."""
    apart = await unit.blocks.apart(need.customer) if need.customer is not None else frozenset()
    roster = await unit.therapists.roster(probe=need.probe)
    able = [one for one in roster if fits(one, need) and one.person not in apart]
    at = await prices(unit, need)
    return [one for one in able if at.allows(one.id, named=named or need.wish.therapist is not None)]


async def diaries(
    unit: UnitOfWork,
    therapists: Sequence[Therapist],
    wanted: Want,
    within: Opening,
    now: datetime,
    *,
    but: BookingId | None = None,
) -> Mapping[TherapistId, Diary]:
    """As far as starts `within` can touch. The time of the booking `but` does not count as busy."""
    ids = [one.id for one in therapists]
    touched = Span(wanted.held(within.first).before.starts_at, wanted.held(within.last).after.ends_at)
    schedules = await unit.therapists.schedules(ids)
    busy = await unit.occupancy.busy(ids, touched, now, but=but)
    return {one.id: Diary(schedules[one.id], one.readiness, busy.get(one.id, ())) for one in therapists}


async def free_at(
    unit: UnitOfWork, therapists: Sequence[Therapist], wanted: Want, start: datetime, now: datetime
) -> Sequence[Therapist]:
    """Those of them who may begin at that instant."""
    time_of = await diaries(unit, therapists, wanted, Opening(start, start), now)
    return [one for one in therapists if may_start(time_of[one.id], wanted, start)]


async def best_first(
    unit: UnitOfWork,
    therapists: Sequence[Therapist],
    district: str,
    wanted: Want,
    start: datetime,
    now: datetime,
) -> Sequence[Therapist]:
    """Those of them who may begin at that instant, in the order in which they are asked."""
    districts = {one.name: one for one in await unit.catalogue.districts()}
    return in_order(await free_at(unit, therapists, wanted, start, now), district, districts)
