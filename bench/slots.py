"""Free days of a month and free times of a day: 30 therapists, 5,000 bookings in that month, any therapist.

    ./run bench slots

Each figure is the whole use-case on an SQLite file: reading the roster, hours, prices and everything that is
held, and working out what is free; the day is one that has free times. Beside it, in the same run, the same
rows merely read by bare `sqlite3`.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.availability import want
from domain.booking import Mode, PlaceKind, Wish
from domain.catalogue import Choice, Money, Service
from domain.dispatch import Need
from domain.ids import PersonId, ServiceCode
from domain.people import Readiness, Therapist
from domain.rules import BookingRules
from domain.schedule import Schedule, WeeklyWindow, Window
from domain.time import Span
from domain.wallclock import day_span
from services.list_slots import ListSlots
from services.ports import UnitOfWork
from storage.opening import Storage
from tests.services.rooms_house import SetClock
from tests.storage import samples
from tests.storage.opened import opened

THERAPISTS, BOOKINGS, DAYS = 30, 5_000, 30
ROUNDS = 60
ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 3, 1, 16, tzinfo=UTC)
"""Midnight in the studio, as the month begins."""
MONTH = date(2026, 3, 1)
RULES = BookingRules()
SERVICE = Service(
    code=ServiceCode("back"), name="Back massage", choices=tuple(Choice(n, Money(n, "IDR")) for n in (60, 90))
)
NEED = Need(
    service=SERVICE.code, minutes=90, place=PlaceKind.HOME, district="Sanur", wish=Wish(), customer=None
)
HOURS = tuple(
    WeeklyWindow(day, Window(clock_time(opens), clock_time(closes)))
    for day in range(7)
    for opens, closes in ((8, 13), (14, 23))
)
Times = list[tuple[float, float]]
"""Seconds of the clock, and of CPU, for each round."""
ROWS = (
    "SELECT resource, starts_at, ends_at, before_starts_at, before_ends_at FROM occupancy"
    " WHERE ends_at > ? AND before_starts_at < ?"
)


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(_measure(Path(made) / "slots.db"))


async def _measure(path: Path) -> None:
    async with opened(path) as storage:
        await storage.units.run(_fill)
        lists = ListSlots(SetClock(NOW), RULES, ZONE)
        month = await _times(storage, lambda unit: lists.days(unit, NEED, month=MONTH))
        found = await storage.units.look(lambda unit: lists.days(unit, NEED, month=MONTH))
        chosen = found[len(found) // 2]
        day = await _times(storage, lambda unit: lists(unit, NEED, day=chosen))
        starts = await storage.units.look(lambda unit: lists(unit, NEED, day=chosen))
    bare_month = _bare(path, Span(NOW, NOW + timedelta(days=31)))
    bare_day = _bare(path, day_span(chosen, ZONE))
    print(f"{THERAPISTS} therapists, {BOOKINGS:,} bookings, {ROUNDS} rounds each")
    _say(f"free days of a month ({len(found)} found)", month, bare_month, 30)
    _say(f"free times of a day ({len(starts)} found)", day, bare_day, None)


async def _times(storage: Storage, work: Callable[[UnitOfWork], Awaitable[object]]) -> Times:
    """The first round, in which everything is made ready, is not among them."""
    found = []
    for _ in range(ROUNDS + 1):
        began, spent = time.perf_counter(), time.process_time()
        await storage.units.look(work)
        found.append((time.perf_counter() - began, time.process_time() - spent))
    return found[1:]


def _bare(path: Path, window: Span) -> Times:
    found = []
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(ROUNDS + 1):
            began, spent = time.perf_counter(), time.process_time()
            connection.execute(ROWS, (window.starts_at.timestamp(), window.ends_at.timestamp())).fetchall()
            found.append((time.perf_counter() - began, time.process_time() - spent))
    return found[1:]


def _say(what: str, times: Times, bare: Times, promised: float | None) -> None:
    (wall, cpu), (bare_wall, bare_cpu) = _middle(times), _middle(bare)
    worst = sorted(wall for wall, _ in times)[int(len(times) * 0.99)] * 1e3
    verdict = "" if promised is None else f"promised < {promised:.0f} ms: "
    if promised is not None:
        verdict += "held" if wall < promised else "NOT HELD on this machine as it is now"
    print(
        f"{what:36} p50 {wall:6.1f} ms  p99 {worst:6.1f} ms  of CPU {cpu:5.1f} ms  "
        f"bare reading {bare_wall:5.1f} ms, of CPU {bare_cpu:5.1f} ms: {cpu / bare_cpu:4.1f} x  {verdict}",
        flush=True,
    )


def _middle(times: Times) -> tuple[float, float]:
    """Milliseconds of the clock and of CPU."""
    wall, cpu = (statistics.median(each) * 1e3 for each in zip(*times, strict=True))
    return wall, cpu


async def _fill(unit: UnitOfWork) -> None:
    unit.catalogue.put_service(SERVICE)
    customer = await unit.people.add(samples.person("1"))
    for number in range(THERAPISTS):
        person = await unit.people.add(samples.person(str(100 + number)))
        made = await unit.therapists.add(
            samples.therapist(
                f"t{number}", person=person.id, readiness=Readiness.AVAILABLE, services=frozenset({"back"})
            )
        )
        unit.therapists.set_schedule(made.id, Schedule(ZONE.key, HOURS))
        if number % 5 == 0:
            await unit.terms.put(made.id, SERVICE.code, [Choice(90, Money(80 + number // 10, "IDR"))])
        await _occupy(unit, customer.id, made, number)


async def _occupy(unit: UnitOfWork, customer: PersonId, therapist: Therapist, number: int) -> None:
    """Spread over the month, a treatment in the studio after every two visits."""
    count = BOOKINGS // THERAPISTS + (number < BOOKINGS % THERAPISTS)
    for n in range(count):
        day, of_day = divmod(n * DAYS, count)[0], n % 6
        start = NOW + timedelta(days=day, hours=8 + 2.5 * of_day, minutes=5 * (number % 6))
        place = PlaceKind.STUDIO if of_day % 3 == 2 else PlaceKind.HOME
        wanted = want(60, place, Mode.SCHEDULED, RULES)
        key = f"{number}-{n}"
        asked = samples.booking(
            customer, therapist.id, token=key, reference=key,
            span=Span(start, start + timedelta(hours=1)),
        )  # fmt: skip
        booking = await unit.bookings.add(samples.request_of(asked), asked, samples.CHANGE)
        await unit.occupancy.hold(booking.id, therapist.id, wanted.held(start), NOW)
