"""Two real processes on one database, with no lock between them: what the database itself keeps apart."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from services.outgoing import Notice
from storage.opening import Place
from tests.storage import postgres, samples
from tests.storage.opened import NOW, opened, writing

REQUESTS = 25
"""By each of the two."""
COUNTS = 100
"""By each of the two."""
ALLOWED = 0.05
"""The share that may be refused: on a busy machine a lock can be held for longer than anybody waits."""
UNGUARD = (
    "DROP TRIGGER occupancy_guard_INSERT",
    "ALTER TABLE occupancy DROP CONSTRAINT occupancy_guard, DROP CONSTRAINT occupancy_guard_before",
)


async def start(place: Place, job: str, name: str, *rest: str) -> Process:
    command = [sys.executable, "-m", "tests.storage.racer", str(place), job, name, *rest]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


async def race(
    place: Place, job: str, *rest: str, unguard: bool = False, replicas: bool = False
) -> list[Any]:
    """What each of the two answers, once both have been let go at once."""
    names = ("a replica", "b replica") if replicas else ("a", "b")
    processes = [await start(place, job, name, *rest) for name in names]
    if unguard:
        await asked(place, UNGUARD[type(place) is str])
    answers = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0, 0]
    return [json.loads(out) for out, _ in answers]


async def asked(place: Place, query: str) -> list[Any]:
    if isinstance(place, str):
        return await postgres.query(place, query)
    with closing(sqlite3.connect(place)) as connection, connection:
        return connection.execute(query).fetchall()


async def overlaps(place: Place) -> int:
    ((count,),) = await asked(
        place,
        "SELECT count(*) FROM occupancy a JOIN occupancy b ON a.resource = b.resource AND a.id < b.id"
        " AND (a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
        " OR a.before_starts_at < b.before_ends_at AND b.before_starts_at < a.before_ends_at)",
    )
    return int(count)


async def holds(place: Place) -> tuple[int, int]:
    """Rows of occupancy, and of bookings: whoever was refused has left neither."""
    counts = [(await asked(place, f"SELECT count(*) FROM {t}"))[0][0] for t in ("occupancy", "bookings")]
    return counts[0], counts[1]


async def with_people(place: Place) -> None:
    async with opened(place) as storage, writing(storage) as unit:
        customer, maya, _ = await samples.pair(unit)
        assert (customer.id, maya.id) == (1, 1)


async def test_each_deadline_is_claimed_once(place: Place) -> None:
    async with opened(place) as storage, writing(storage) as unit:
        for subject in range(100):
            unit.deadlines.set("k", subject, NOW)
    answers = await race(place, "claims")
    assert sorted(answers[0] + answers[1]) == list(range(100))


async def test_each_row_is_sent_once_and_in_its_readers_order(place: Place) -> None:
    async with opened(place) as storage, writing(storage) as unit:
        people = [await unit.people.add(samples.person(str(n))) for n in range(4)]
        for n in range(25):
            for person in people:
                await unit.outbox.add(Notice(to=person.id, code=f"{n:02}"), NOW)
    answers = await race(place, "deliveries")
    assert sorted(answers[0] + answers[1]) == sorted(
        f"{person.id}:{n:02}" for person in people for n in range(25)
    )
    for answer in answers:
        for person in people:
            mine = [line for line in answer if line.startswith(f"{person.id}:")]
            assert mine == sorted(mine)


@pytest.mark.parametrize("round_", range(3))
async def test_a_killed_writer_leaves_whole_units_and_all_it_answered_for(path: Path, round_: int) -> None:
    """kill -9 at a random moment: every update has its event, and what was answered is there."""
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    process = await start(path, "pairs", "w")
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(b"go\n")
    await process.stdout.readline()
    await asyncio.sleep(random.Random(seed).uniform(0.05, 0.5))
    os.kill(process.pid, signal.SIGKILL)
    out, _ = await process.communicate()
    answered = 1 + len(out.splitlines())
    with closing(sqlite3.connect(path)) as connection:
        updates = connection.execute("SELECT update_id FROM updates ORDER BY update_id").fetchall()
        events = connection.execute("SELECT CAST(kind AS INTEGER) FROM events ORDER BY 1").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert updates == events
    assert len(updates) >= answered
