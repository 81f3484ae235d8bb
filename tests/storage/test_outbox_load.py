"""Ten thousand rows in line: a claim looks at the heads of lanes, not at all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from services.outgoing import Notice, Priority
from services.ports import UnitOfWork
from storage.opening import Storage
from storage.unit import SqlUnit
from tests.storage import samples
from tests.storage.opened import NOW, writing

LANES, DEPTH = 200, 50


@contextmanager
def recorded(unit: UnitOfWork) -> Iterator[list[tuple[str, Any]]]:
    """The statements that really run."""
    assert isinstance(unit, SqlUnit)
    seen: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        seen.append((statement, parameters))

    engine = unit.connection.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def plan(unit: UnitOfWork, seen: list[tuple[str, Any]]) -> list[str]:
    """How SQLite goes about the one statement that ran."""
    assert isinstance(unit, SqlUnit)
    assert len(seen) == 1
    statement, parameters = seen[0]
    rows = await unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [str(row.detail) for row in rows]


async def test_a_claim_from_ten_thousand_rows_reads_indexes_only(file_storage: Storage) -> None:
    async with writing(file_storage) as unit:
        people = [await unit.people.add(samples.person(str(n))) for n in range(LANES)]
        for depth in range(DEPTH):
            for person in people:
                await unit.outbox.add(Notice(to=person.id, code=str(depth), priority=Priority.BULK), NOW)
    async with writing(file_storage) as unit:
        with recorded(unit) as seen:
            claimed = await unit.outbox.claim(LANES, NOW, busy=[people[0].id])
        assert {row.item.code for row in claimed if isinstance(row.item, Notice)} == {"0"}
        assert len({row.item.to for row in claimed}) == LANES - 1
        steps = await plan(unit, seen)
    assert any("ix_outbox_queued" in step for step in steps), steps
    assert any("uq_outbox_sending" in step for step in steps), steps
    whole = [step for step in steps if step.startswith("SCAN") and "INDEX" not in step]
    assert whole == ["SCAN lanes", "SCAN heads"], steps  # what was found, not what there is


async def test_the_heads_of_journal_and_deadlines_are_found_by_index(file_storage: Storage) -> None:
    async with writing(file_storage) as unit:
        with recorded(unit) as seen:
            await unit.journal.pending(10, busy=["a"], now=NOW)
        steps = await plan(unit, seen)
        assert any("ix_updates_pending" in step for step in steps), steps
        with recorded(unit) as seen:
            await unit.deadlines.claim(NOW, samples.HOUR, 10)
        steps = await plan(unit, seen)
        assert any("ix_deadlines_due" in step for step in steps), steps


async def test_what_a_line_is_looked_up_by_does_not_grow_with_what_was_written(file_storage: Storage) -> None:
    """Asked for every line that anybody writes."""
    async with writing(file_storage) as unit:
        customer, _, _ = await samples.pair(unit)
        with recorded(unit) as seen:
            await unit.messages.held_of(customer.id)
        assert any("ix_messages_held" in step for step in await plan(unit, seen))
        with recorded(unit) as seen:
            await unit.messages.at(customer.id, 7)
        assert any("sender_person=? AND source=?" in step for step in await plan(unit, seen))
        with recorded(unit) as seen:
            await unit.outbox.left_behind()
        assert any("uq_outbox_sending" in step for step in await plan(unit, seen))
