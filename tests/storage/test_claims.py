"""What one of several takes the others pass over, and nobody waits for anybody: lanes, outbox, deadlines."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time

import pytest

from services.outgoing import Notice
from services.ports import UnitOfWork
from services.queues import Entry, RawUpdate
from storage.membership import LEASE
from storage.opening import Storage
from tests.storage import samples
from tests.storage.opened import NOW, opened, writing
from tests.storage.test_two_processes import asked, race, start

LANES, EACH = 40, 6
SOON = 1.9
"""Seconds in which one who waits for the other's unit has not come back: the server lets wait for 2."""


async def journal(storage: Storage) -> None:
    async with writing(storage) as unit:
        entries = [RawUpdate("b", n, f"lane {n % LANES}", "{}") for n in range(LANES * EACH)]
        await unit.journal.append(entries, NOW)


async def head(storage: Storage) -> Entry:
    return (await storage.units.look(lambda unit: unit.journal.pending(1, busy=[], now=NOW)))[0]


async def test_an_entry_in_hand_is_passed_over_at_once(url: str) -> None:
    async with opened(url, sole=False) as one, opened(url, sole=False) as other:
        await journal(one)
        entry = await head(one)

        async def held(storage: Storage) -> bool:
            async with asyncio.timeout(SOON):
                return await storage.units.run(lambda unit: unit.journal.hold(entry))

        async with writing(one) as unit:
            assert await unit.journal.hold(entry)
            assert not await held(other), "it is in the other's hand"
            unit.events.add("lane", "handled", {}, NOW)
        assert await held(other), "it was let go without having been handled"
        async with writing(one) as unit:
            assert await unit.journal.hold(entry)
            unit.journal.done(entry, NOW)
        assert not await held(other), "it was handled"


@pytest.mark.slow
async def test_rows_and_deadlines_in_hand_are_passed_over_at_once(url: str) -> None:
    async with opened(url, sole=False) as one, opened(url, sole=False) as other:
        async with writing(one) as unit:
            for n in range(4):
                reader = await unit.people.add(samples.person(str(n)))
                await unit.outbox.add(Notice(to=reader.id, code="x"), NOW)
                unit.deadlines.set("k", n, NOW)

        async def both(unit: UnitOfWork) -> tuple[set[int], set[int]]:
            rows = await unit.outbox.claim(2, NOW, busy=[])
            due = await unit.deadlines.claim(NOW, samples.HOUR, 2)
            return {int(row.id) for row in rows}, {one.subject for one in due}

        in_hand, told = asyncio.Event(), asyncio.Event()

        async def slowly(unit: UnitOfWork) -> tuple[set[int], set[int]]:
            """Each has read what the other has changed, so one of them is to run again; then it is alone."""
            claimed = await both(unit)
            in_hand.set()
            await told.wait()
            return claimed

        waits = asyncio.create_task(one.units.run(slowly))
        await in_hand.wait()
        try:
            async with asyncio.timeout(SOON):
                theirs = await other.units.run(both)
        finally:
            told.set()
            mine = await waits
        assert [len(each) for each in (*mine, *theirs)] == [2, 2, 2, 2]
        assert not mine[0] & theirs[0] and not mine[1] & theirs[1]


@pytest.mark.slow
async def test_what_a_frozen_program_has_in_hand_is_free_before_its_lease_is_over(url: str) -> None:
    """And when it wakes, nothing of what it was about to do happens."""
    async with opened(url, replica="b replica") as storage:
        await journal(storage)
        entry = await head(storage)
        process = await start(url, "holds", "a replica")
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"go\n")
        assert await process.stdout.readline() == b"held\n"
        os.kill(process.pid, signal.SIGSTOP)
        began = time.monotonic()
        async with asyncio.timeout(20):
            while not await storage.units.run(lambda unit: unit.journal.hold(entry)):
                pass
        took = time.monotonic() - began
        os.kill(process.pid, signal.SIGCONT)
        out, _ = await process.communicate(b"on\n")
    left = await asked(url, "SELECT count(*) FROM events WHERE channel = 'late'")
    print(f"\nfree after {took:.1f} s; woken, its unit was {json.loads(out)}")
    assert (json.loads(out), left[0][0]) == ("undone", 0)
    assert took < LEASE


@pytest.mark.slow
async def test_each_entry_is_handled_once_and_in_its_lanes_order_by_two_programs(url: str) -> None:
    async with opened(url) as storage:
        await journal(storage)
    answers = await race(url, "lanes")
    shares = [len(answer) for answer in answers]
    handled = await asked(url, "SELECT channel, kind FROM events ORDER BY id")
    left = await asked(url, "SELECT count(*) FROM updates WHERE state <> 'done' OR tries > 0")
    print(f"\n{sum(shares)} entries of {LANES} lanes: {shares[0]} by the one, {shares[1]} by the other")
    assert left[0][0] == 0
    by_lane: dict[str, list[int]] = {}
    for lane, entry in handled:
        by_lane.setdefault(lane, []).append(int(entry))
    assert sorted(entry for entries in by_lane.values() for entry in entries) == sorted(
        answers[0] + answers[1]
    )
    assert all(entries == sorted(set(entries)) and len(entries) == EACH for entries in by_lane.values())
    assert len(by_lane) == LANES and min(shares) > 0
