"""The door: all or nothing for each unit, several units in one commit, nobody answered before it."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from domain.ids import PersonId, TherapistId
from services.outgoing import Notice, OutState
from services.ports import SlotTaken, Stale, StorageUnavailable, UnitOfWork
from services.queues import RawUpdate
from storage import engine
from storage.opening import Place, Storage
from storage.telling import Telling
from storage.unit import SqlUnit
from storage.units import SqlUnits
from storage.writer import Writer
from tests.storage import postgres, samples
from tests.storage.opened import NOW, Tasks, Woken, opened, writing
from tests.storage.samples import at

Work = Callable[[UnitOfWork], Awaitable[Any]]


def said(name: str) -> Work:
    async def work(unit: UnitOfWork) -> str:
        unit.events.add("test", name, {}, NOW)
        return name

    return work


async def events(place: Place) -> list[str]:
    """What anybody else sees: committed, and nothing else."""
    query = "SELECT kind FROM events ORDER BY id"
    if isinstance(place, str):
        return [row[0] for row in await postgres.query(place, query)]
    with closing(sqlite3.connect(place, timeout=0)) as connection:
        return [row[0] for row in connection.execute(query)]


@asynccontextmanager
async def locked_by_another(path: Path) -> AsyncIterator[None]:
    """Another process holds the lock of the one who writes."""
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print(flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", program, str(path)]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert process.stdout is not None
    await process.stdout.readline()
    yield
    await process.communicate(b"enough\n")


async def commits(storage: Storage) -> list[frozenset[str]]:
    seen: list[frozenset[str]] = []
    storage.telling.hooks.append(seen.append)
    return seen


async def test_units_that_wait_together_are_committed_together(file_storage: Storage, path: Path) -> None:
    seen = await commits(file_storage)
    names = [f"e{n}" for n in range(20)]
    assert await asyncio.gather(*(file_storage.units.run(said(name)) for name in names)) == names
    assert await events(path) == names
    assert len(seen) < 20, "every unit had a commit of its own"


async def test_a_batch_ends_in_time_although_units_keep_coming(storage: Storage) -> None:
    """Each answer brings the next unit in; without an end to the batch, none would be answered."""

    async def chatter(name: str) -> None:
        for n in range(30):
            await storage.units.run(said(f"{name}{n}"))

    await asyncio.wait_for(asyncio.gather(*(chatter(name) for name in "abcdef")), 20)


async def test_nobody_is_answered_before_the_commit(file_storage: Storage, path: Path) -> None:
    gate, begun = asyncio.Event(), asyncio.Event()

    async def slow(unit: UnitOfWork) -> None:
        begun.set()
        await gate.wait()

    first = asyncio.create_task(file_storage.units.run(said("first")))
    second = asyncio.create_task(file_storage.units.run(slow))
    await begun.wait()
    assert first.done() is (await events(path) == ["first"])
    gate.set()
    await asyncio.gather(first, second)
    assert await events(path) == ["first"]


async def test_an_error_undoes_its_own_unit_only(storage: Storage, place: Place) -> None:
    async def breaks(unit: UnitOfWork) -> None:
        unit.events.add("test", "broken", {}, NOW)
        await unit.people.add(samples.person())
        raise ZeroDivisionError("mine")

    results: list[object] = await asyncio.gather(
        storage.units.run(said("one")),
        storage.units.run(breaks),
        storage.units.run(said("two")),
        return_exceptions=True,
    )
    assert (results[0], results[2], sorted(await events(place))) == ("one", "two", ["one", "two"])
    assert isinstance(results[1], ZeroDivisionError)
    async with writing(storage) as unit:
        assert await unit.people.at(samples.person().address) is None


async def test_a_taken_slot_undoes_only_the_unit_that_does_not_catch_it(
    storage: Storage, place: Place
) -> None:
    async with writing(storage) as unit:
        booking, _, maya, _ = await samples.booked(unit)
        await unit.occupancy.hold(booking.id, maya.id, samples.held(at(1), at(2)), NOW)

    async def careless(unit: UnitOfWork) -> None:
        unit.events.add("test", "careless", {}, NOW)
        await unit.occupancy.hold(booking.id, maya.id, samples.held(at(1), at(2)), NOW)

    async def careful(unit: UnitOfWork) -> str:
        with suppress(SlotTaken):
            await unit.occupancy.hold(booking.id, maya.id, samples.held(at(1), at(2)), NOW)
        unit.events.add("test", "careful", {}, NOW)
        return "careful"

    results = await asyncio.gather(
        storage.units.run(careless), storage.units.run(careful), return_exceptions=True
    )
    assert isinstance(results[0], SlotTaken)
    assert (results[1], await events(place)) == ("careful", ["careful"])


async def test_a_stale_unit_is_undone_and_runs_again(storage: Storage, place: Place) -> None:
    runs = 0

    async def stale_twice(unit: UnitOfWork) -> int:
        nonlocal runs
        runs += 1
        unit.events.add("test", f"run {runs}", {}, NOW)
        if runs < 3:
            raise Stale("not yet")
        return runs

    assert await storage.units.run(stale_twice) == 3
    assert await events(place) == ["run 3"]


async def test_a_unit_that_is_stale_for_ever_is_told_so(storage: Storage, place: Place) -> None:
    runs = 0

    async def hopeless(unit: UnitOfWork) -> None:
        nonlocal runs
        runs += 1
        unit.events.add("test", "hopeless", {}, NOW)
        raise Stale("for ever")

    with pytest.raises(Stale, match="for ever"):
        await storage.units.run(hopeless)
    assert (1 < runs < 20, await events(place)) == (True, [])


async def test_a_compare_and_set_late_in_the_unit_undoes_what_came_before(
    storage: Storage, place: Place
) -> None:
    async with writing(storage) as unit:
        await unit.journal.append([RawUpdate("b", 1, "chat", "raw")], NOW)
        entry = await unit.journal.next_in("chat", NOW)
        assert entry is not None
        unit.journal.done(entry, NOW)

    async def twice(unit: UnitOfWork) -> None:
        unit.events.add("test", "second effect", {}, NOW)
        unit.journal.done(entry, NOW)

    with pytest.raises(Stale):
        await storage.units.run(twice)
    assert await events(place) == []


async def test_a_failed_commit_makes_each_unit_run_again_alone(file_storage: Storage, path: Path) -> None:
    """A foreign key whose check is put off fails the COMMIT that everybody shares."""

    async def poisoned(unit: UnitOfWork) -> None:
        assert isinstance(unit, SqlUnit)
        await unit.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        unit.invites.add(TherapistId(999), "hash", NOW)
        unit.events.add("test", "poisoned", {}, NOW)

    results = await asyncio.gather(
        *(file_storage.units.run(work) for work in (said("a"), poisoned, said("b"))), return_exceptions=True
    )
    assert (results[0], results[2]) == ("a", "b")
    assert isinstance(results[1], IntegrityError)
    assert await events(path) == ["a", "b"]


async def test_a_locked_database_answers_soon_and_works_when_it_is_free(
    file_storage: Storage, path: Path
) -> None:
    """Forty units, one wait: nobody queues behind the others' timeouts."""
    async with locked_by_another(path):
        loop = asyncio.get_running_loop()
        began = loop.time()
        results = await asyncio.gather(
            *(file_storage.units.run(said(f"e{n}")) for n in range(40)), return_exceptions=True
        )
        assert all(isinstance(one, StorageUnavailable) for one in results)
        assert "locked" in str(results[0])
        assert loop.time() - began < 40 * engine.BUSY_TIMEOUT / 2
        assert await file_storage.units.look(lambda unit: unit.people.operators()) == []
    assert await events(path) == []
    assert await file_storage.units.run(said("after")) == "after"


async def test_a_full_database_refuses_whole_units_and_goes_on_with_more_room(
    file_storage: Storage, path: Path
) -> None:
    async def limit(unit: SqlUnit, pages: int) -> int:
        return int((await unit.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")).scalar_one())

    async def large(unit: UnitOfWork) -> None:
        unit.events.add("test", "large", {"x": "x" * 400_000}, NOW)
        unit.events.add("test", "after the large one", {}, NOW)

    await file_storage.run_sql(lambda unit: limit(unit, 1))  # SQLite makes of it what is used now
    results: list[object] = await asyncio.gather(
        file_storage.units.run(said("small")),
        file_storage.units.run(large),
        file_storage.units.run(said("again")),
        return_exceptions=True,
    )
    assert isinstance(results[1], StorageUnavailable) and "full" in str(results[1])
    assert (results[0], results[2]) == ("small", "again")
    assert await events(path) == ["small", "again"]
    await file_storage.run_sql(lambda unit: limit(unit, 1 << 30))
    await file_storage.units.run(large)
    assert (await events(path))[-2:] == ["large", "after the large one"]


async def test_whoever_stops_waiting_harms_nobody(storage: Storage, place: Place) -> None:
    gate, begun = asyncio.Event(), asyncio.Event()

    async def slow(unit: UnitOfWork) -> None:
        begun.set()
        await unit.people.add(samples.person())
        await gate.wait()

    impatient = asyncio.create_task(storage.units.run(slow))
    others = [asyncio.create_task(storage.units.run(said(name))) for name in "ab"]
    never_begun = asyncio.create_task(storage.units.run(said("not begun")))
    await begun.wait()
    impatient.cancel()
    never_begun.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    gate.set()
    assert await asyncio.gather(*others) == ["a", "b"]
    seen = await events(place)
    # Where several work at once, it had begun.
    assert sorted(seen) == ["a", "b"] or (isinstance(place, str) and sorted(seen) == ["a", "b", "not begun"])


async def test_a_unit_that_gives_up_within_a_statement_harms_nobody(storage: Storage, place: Place) -> None:
    async def hasty(unit: UnitOfWork) -> None:
        unit.events.add("test", "hasty", {}, NOW)
        async with asyncio.timeout(0):
            await unit.people.get(PersonId(1))

    results = await asyncio.gather(
        *(storage.units.run(work) for work in (said("a"), hasty, said("b"))), return_exceptions=True
    )
    assert (results[0], results[2]) == ("a", "b")
    assert isinstance(results[1], TimeoutError)
    assert sorted(await events(place)) == ["a", "b"]


async def test_looking_sees_one_state_and_never_writes(storage: Storage) -> None:
    seen: list[object] = []

    async def look(unit: UnitOfWork) -> None:
        seen.append(await unit.people.at(samples.person().address))
        async with writing(storage) as other:
            await other.people.add(samples.person())
        seen.append(await unit.people.at(samples.person().address))
        unit.events.add("test", "written", {}, NOW)

    with pytest.raises(RuntimeError, match="does not write"):
        await storage.units.look(look)
    assert seen == [None, None]
    found = await storage.units.look(lambda unit: unit.people.at(samples.person().address))
    assert found is not None


async def test_a_look_given_up_does_not_spoil_the_next(storage: Storage) -> None:
    async def hasty(unit: UnitOfWork) -> None:
        async with asyncio.timeout(0):
            await unit.people.operators()

    with pytest.raises(TimeoutError):
        await storage.units.look(hasty)
    assert await storage.units.look(lambda unit: unit.people.operators()) == []


async def test_a_unit_inside_a_unit_is_refused_instead_of_waiting_for_itself(storage: Storage) -> None:
    async def outer(unit: UnitOfWork) -> None:
        await storage.units.run(said("inner"))

    with pytest.raises(RuntimeError, match="inside a unit"):
        await storage.units.run(outer)


async def test_a_commit_wakes_whom_it_made_something_ready_for(place: Place) -> None:
    woken = Woken()
    async with opened(place, woken=woken) as storage:
        async with writing(storage) as unit:
            customer = await unit.people.add(samples.person())
        assert woken.calls == []
        cases: list[tuple[Work, str]] = [
            (lambda unit: unit.journal.append([RawUpdate("b", 1, "l", "")], NOW), "lanes"),
            (lambda unit: unit.outbox.add(Notice(to=customer.id, code="x"), NOW), "delivery"),
            (_set_deadline, "deadlines"),
        ]
        for work, who in cases:
            await storage.units.run(work)
            assert woken.calls == [who]
            woken.calls.clear()

        async def fails(unit: UnitOfWork) -> None:
            await _set_deadline(unit)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await storage.units.run(fails)
        async with writing(storage) as unit:
            assert await unit.journal.append([RawUpdate("b", 1, "l", "")], NOW) == 0
        assert woken.calls == []


async def _set_deadline(unit: UnitOfWork) -> None:
    unit.deadlines.set("k", 1, NOW)


async def test_a_listener_that_fails_does_not_stop_the_writer(storage: Storage) -> None:
    def fails(marks: frozenset[str]) -> None:
        raise ZeroDivisionError(marks)

    storage.telling.hooks.append(fails)
    seen = await commits(storage)
    await storage.units.run(said("one"))
    await storage.units.run(said("two"))
    assert seen == [frozenset({"events"})] * 2


class Broken(Telling):
    """Stands for whatever nobody thought of: it fails behind the COMMIT, in the writer's own hands."""

    faults = 1

    def __call__(self, marks: Set[str]) -> None:
        if self.faults:
            self.faults -= 1
            raise ZeroDivisionError
        super().__call__(marks)


async def test_the_writer_outlives_a_fault_of_its_own(path: Path) -> None:
    tasks = Tasks()
    writer = Writer(engine.writer(path), Broken(Woken()), epoch=1)
    tasks.start(writer.serve(), name="writer")
    reading = engine.reader(path)
    units = SqlUnits(writer, lambda: engine.connected(reading))
    try:
        asked = [asyncio.create_task(units.run(said(text))) for text in ("one", "two")]
        await asyncio.gather(*asked, return_exceptions=True)
        assert await units.run(said("three")) == "three"
    finally:
        await units.close()
    assert (await events(path))[-1] == "three"


async def test_a_closed_database_says_so(place: Place) -> None:
    async with opened(place) as storage:
        pass
    with pytest.raises(StorageUnavailable, match="closed"):
        await storage.units.run(said("late"))


async def test_closing_finishes_what_was_asked(path: Path) -> None:
    async with opened(path) as storage:
        asked = [asyncio.create_task(storage.units.run(said(f"e{n}"))) for n in range(5)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*asked) == [f"e{n}" for n in range(5)]
    assert not path.with_name(f"{path.name}-wal").exists(), "the last to close did not checkpoint"


async def test_a_writer_that_is_stopped_leaves_nobody_waiting(place: Place) -> None:
    tasks = Tasks()
    async with opened(place, tasks=tasks) as storage:
        begun = asyncio.Event()

        async def endless(unit: UnitOfWork) -> None:
            begun.set()
            await asyncio.Event().wait()

        in_hand = asyncio.create_task(storage.units.run(endless))
        waiting = asyncio.create_task(storage.units.run(said("waiting")))
        await begun.wait()
        for task in set(tasks.running):
            task.cancel()
        results = await asyncio.gather(in_hand, waiting, return_exceptions=True)
        assert [type(one) for one in results] == [StorageUnavailable] * 2
    assert await events(place) == []


async def test_each_opening_is_a_new_epoch_and_takes_over_what_the_last_one_held(place: Place) -> None:
    async with opened(place) as storage, writing(storage) as unit:
        customer = await unit.people.add(samples.person())
        await unit.outbox.add(Notice(to=customer.id, code="x"), NOW)
        unit.deadlines.set("k", 1, NOW)
        (row,) = await unit.outbox.claim(1, NOW, busy=[])
        (due,) = await unit.deadlines.claim(NOW, samples.HOUR, 1)
        assert await unit.outbox.left_behind() == []
    async with opened(place) as again:
        assert again.epoch > storage.epoch
        async with writing(again) as unit:
            assert await unit.outbox.claim(1, NOW, busy=[]) == []
            (left,) = await unit.outbox.left_behind()
            assert left == replace(row, epoch=again.epoch)
            (due_again,) = await unit.deadlines.claim(NOW, samples.HOUR, 1)
            assert due_again.id == due.id
        with pytest.raises(Stale):
            async with writing(again) as unit:
                unit.outbox.settle(row, OutState.SENT, NOW)
        with pytest.raises(Stale):
            async with writing(again) as unit:
                unit.deadlines.done(due)
        async with writing(again) as unit:
            unit.outbox.settle(left, OutState.SENT, NOW)
            unit.deadlines.done(due_again)


async def test_what_people_write_is_nobody_elses_on_this_machine(tmp_path: Path) -> None:
    made = tmp_path / "new.db"
    async with opened(made) as storage:
        await storage.write_and_read()
        modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.glob("new.db*")}
    assert modes == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}
