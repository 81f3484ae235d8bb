"""A process of its own that works on one database: `python -m tests.storage.racer PLACE JOB …`.

It says `ready`, waits for a line, does its work and prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.clock import SystemClock
from bot.lanes import Afterwards, Lanes
from domain.availability import Held
from domain.ids import PersonId, TherapistId
from domain.time import Span
from services.outgoing import Notice, OutState
from services.ports import SlotTaken, Stale, StorageUnavailable, UnitOfWork
from services.queues import Entry, RawUpdate
from storage.opening import Place, Storage
from storage.unit import SqlUnit
from tests.storage import samples
from tests.storage.deferred import deferred
from tests.storage.opened import NOW, Tasks, opened
from tests.storage.samples import at

SPAN = Span(at(1), at(2))
HELD = samples.held(SPAN.starts_at, SPAN.ends_at)


async def taken(storage: Storage, name: str, held: Held = HELD) -> str:
    """As the product does it: the guard decides."""

    async def work(unit: UnitOfWork) -> str:
        wanted = samples.booking(PersonId(1), TherapistId(1), token=name, reference=name)
        made = await unit.bookings.add(samples.request_of(wanted), wanted, samples.CHANGE)
        await unit.occupancy.hold(made.id, TherapistId(1), held, NOW)
        return "held"

    while True:
        try:
            return await storage.units.run(work)
        except StorageUnavailable:
            await asyncio.sleep(0.01)
        except SlotTaken:
            return "taken"


async def overlapping(storage: Storage, name: str) -> str:
    """None at the same time, many within each other: every seven minutes, with half an hour around it."""
    number = int("".join(filter(str.isdigit, name))) * 2 + name.startswith("b")
    start = at(1) + number * timedelta(minutes=7)
    around = {"turn": samples.HOUR / 2} if number % 2 else {"gap": samples.HOUR / 2}
    return await taken(storage, name, samples.held(start, start + samples.HOUR, **around))


async def checked_then_taken(storage: Storage, name: str) -> str:
    """As it is often done: looks whether the time is free, and takes it then."""
    busy = await storage.units.look(lambda unit: unit.occupancy.busy([TherapistId(1)], SPAN, NOW))
    return "taken" if busy[TherapistId(1)] else await taken(storage, name)


async def requests(storage: Storage, name: str, count: int, how: str) -> dict[str, int]:
    """All at once."""
    ways = {"guarded": taken, "checked": checked_then_taken, "overlapping": overlapping}
    answers = await asyncio.gather(*(ways[how](storage, f"{name}{n}") for n in range(count)))
    return {answer: answers.count(answer) for answer in set(answers)}


async def counting(storage: Storage, how: str, count: int) -> dict[str, int]:
    """One after another: what is there is read, and one more is written. Nothing is asked twice."""
    tally = {"counted": 0, "refused": 0}

    async def work(unit: UnitOfWork) -> None:
        assert isinstance(unit, SqlUnit)
        found = await unit.connection.execute(text("SELECT max(beats) FROM epochs"))
        await asyncio.sleep(0)
        await unit.connection.execute(text("UPDATE epochs SET beats = :n"), {"n": found.scalar_one() + 1})

    async with deferred(storage) if how == "deferred" else nullcontext(storage.units) as units:
        for _ in range(count):
            try:
                await units.run(work)
                tally["counted"] += 1
            except StorageUnavailable:
                tally["refused"] += 1
    return tally


async def claims(storage: Storage, name: str) -> list[int]:
    """Deadlines, a few at a time, until none is left."""
    mine: list[int] = []
    while True:
        try:
            found = await storage.units.run(lambda unit: unit.deadlines.claim(NOW, samples.HOUR, 3))
        except StorageUnavailable:
            continue
        if not found:
            return mine
        mine += [one.subject for one in found]


async def deliveries(storage: Storage, name: str) -> list[str]:
    """Claims and settles until nothing is left to send."""
    sent: list[str] = []

    async def step(unit: UnitOfWork) -> list[str] | None:
        rows = await unit.outbox.claim(3, NOW, busy=[])
        for row in rows:
            unit.outbox.settle(row, OutState.SENT, NOW)
        assert isinstance(unit, SqlUnit)
        left = await unit.connection.execute(text("SELECT count(*) FROM outbox WHERE state = 'queued'"))
        if not rows and not left.scalar_one():
            return None
        return [f"{row.item.to}:{row.item.code}" for row in rows if isinstance(row.item, Notice)]

    while True:
        try:
            done = await storage.units.run(step)
        except (StorageUnavailable, Stale):
            continue
        if done is None:
            return sent
        sent += done


async def holds(storage: Storage, name: str) -> str:
    """Has the first entry in hand, says so, and is in no hurry; answers what became of it in the end."""
    entry = (await storage.units.look(lambda unit: unit.journal.pending(1, busy=[], now=NOW)))[0]

    async def work(unit: UnitOfWork) -> None:
        assert await unit.journal.hold(entry)
        unit.journal.done(entry, NOW)
        print("held", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        unit.events.add("late", name, {}, NOW)

    try:
        await storage.units.run(work)
    except StorageUnavailable:
        return "undone"
    return "done"


async def lanes(storage: Storage, name: str) -> list[int]:
    """The journal, as the program works on it, until nothing is left; answers what was its own."""
    mine: list[int] = []
    tasks = Tasks()

    async def feed(unit: UnitOfWork, entry: Entry) -> Afterwards:
        unit.events.add(entry.lane, str(entry.seq), {"by": name}, NOW)

        async def mark() -> None:
            mine.append(entry.seq)

        return mark

    async def park(unit: UnitOfWork, entry: Entry, error: str) -> None:
        raise AssertionError(f"{entry} was given up: {error}")

    worked = Lanes(storage.units, feed, park, SystemClock(), tasks)
    worked.start()
    while await storage.units.look(lambda unit: unit.journal.pending(1, busy=[], now=NOW)):
        pass
    await worked.stop()
    return mine


async def pairs(storage: Storage, name: str) -> None:
    """Writes an update and its event in one unit, again and again, until it is killed."""
    for n in range(1_000_000):

        async def work(unit: UnitOfWork, n: int = n) -> None:
            await unit.journal.append([RawUpdate(name, n, f"lane {n % 7}", "raw")], NOW)
            unit.events.add("pairs", str(n), {"padding": "x" * 500}, NOW)

        await storage.units.run(work)
        print(n, flush=True)


async def many_pairs(storage: Storage, name: str) -> None:
    await asyncio.gather(*(pairs(storage, f"{name}{lane}") for lane in range(8)))


async def main(place: Place, job: str, name: str, *rest: str) -> None:
    jobs: dict[str, Callable[[Storage], Awaitable[Any]]] = {
        "requests": lambda storage: requests(storage, name, int(rest[0]), rest[1]),
        "counting": lambda storage: counting(storage, rest[1], int(rest[0])),
        "claims": lambda storage: claims(storage, name),
        "holds": lambda storage: holds(storage, name),
        "lanes": lambda storage: lanes(storage, name),
        "deliveries": lambda storage: deliveries(storage, name),
        "pairs": lambda storage: many_pairs(storage, name),
    }
    replica = name if name.endswith("replica") else ""
    async with opened(place, sole=False, replica=replica) as storage:
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print(json.dumps(await jobs[job](storage)), flush=True)


if __name__ == "__main__":
    where = sys.argv[1]
    asyncio.run(main(where if where.startswith("postgresql:") else Path(where), *sys.argv[2:]))
