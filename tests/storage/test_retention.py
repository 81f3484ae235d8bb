"""What is past its time goes, with all that belongs to it, and nothing else: on each engine."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from domain.message import Link, MessageState
from services.outgoing import Copy, Notice, OutState
from services.retention import AT_ONCE
from storage.opening import Place, Storage
from storage.retention import LOOKED_AT
from tests.storage import postgres, samples
from tests.storage.opened import NOW, opened, writing

LATER = NOW + timedelta(days=1)


async def count(place: Place, table: str) -> int:
    if isinstance(place, Path):
        with closing(sqlite3.connect(place)) as look:
            return int(look.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    return int((await postgres.query(place, f"SELECT count(*) FROM {table}"))[0][0])


async def messages(storage: Storage, *states: MessageState) -> None:
    async with writing(storage) as unit:
        _, customer, maya, hers = await samples.booked(unit)
        room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
        for number, state in enumerate(states, 1):
            line = samples.message(customer.id, number, room=room.id, state=state, text=f"line {number}")
            added = await unit.messages.add(line)
            unit.links.add(Link(hers.id, 500 + number, room.id, added.id, NOW, None))
            await unit.outbox.add(Copy(to=hers.id, message=added.id, room=room.id), NOW)


async def test_settled_messages_go_with_what_belongs_to_them_and_waiting_ones_stay(place: Place) -> None:
    async with opened(place) as storage:
        settled = [MessageState.SENT, MessageState.REFUSED, MessageState.UNCERTAIN, MessageState.UNSENT]
        await messages(storage, MessageState.QUEUED, *settled, MessageState.HELD)
        async with writing(storage) as unit:
            assert await unit.retention.messages(NOW) == 0, "as old as the limit is not older"
            assert await unit.retention.messages(LATER) == len(settled)
            assert await unit.retention.messages(LATER) == 0
    assert [await count(place, table) for table in ("messages", "links", "outbox")] == [2, 2, 2]


async def test_the_words_are_in_none_of_its_files(path: Path) -> None:
    async with opened(path) as storage:
        async with writing(storage) as unit:
            customer = await unit.people.add(samples.person())
            line = samples.message(customer.id, 1, state=MessageState.SENT, text="Kirschbaumgarten")
            await unit.messages.add(line)
        assert any(b"Kirschbaumgarten" in one.read_bytes() for one in path.parent.iterdir() if one.is_file())
        async with writing(storage) as unit:
            await unit.retention.messages(LATER)
        await storage.write_and_read()  # stands in line behind the emptying of the log
        found = [one.name for one in path.parent.iterdir() if b"Kirschbaumgarten" in one.read_bytes()]
    assert found == []


async def test_of_a_card_the_newest_version_stays(place: Place) -> None:
    async with opened(place) as storage:
        async with writing(storage) as unit:
            ana = await unit.people.add(samples.person())
        for card in ("offer:1", "offer:1", "", "offer:1"):
            async with writing(storage) as unit:
                await unit.outbox.add(Notice(to=ana.id, code="help", card=card), NOW)
            async with writing(storage) as unit:
                for row in await unit.outbox.claim(10, NOW, busy=()):
                    unit.outbox.settle(row, OutState.SENT, NOW)
        async with writing(storage) as unit:
            await unit.outbox.add(Notice(to=ana.id, code="help"), NOW)
            assert await unit.retention.notices(LATER) == 3
    assert await count(place, "outbox WHERE card <> '' AND state = 'sent'") == 1
    assert await count(place, "outbox WHERE state = 'queued'") == 1


async def test_events_go_some_at_a_time(place: Place) -> None:
    async with opened(place) as storage:
        async with writing(storage) as unit:
            for number in range(AT_ONCE + 10):
                unit.events.add("bookings.1", "status", {"number": number}, NOW)
            unit.events.add("bookings.1", "status", {}, LATER)
        async with writing(storage) as unit:
            assert [await unit.retention.events(LATER) for _ in range(2)] == [AT_ONCE, 10]
    assert await count(place, "events") == 1


async def test_what_waits_for_years_stops_nothing_behind_it(place: Place) -> None:
    """The oldest rows are looked at, not only the first: some may wait for somebody who never comes back."""
    async with opened(place) as storage:
        async with writing(storage) as unit:
            customer = await unit.people.add(samples.person())
            for number in range(AT_ONCE + 1):
                await unit.messages.add(samples.message(customer.id, number, state=MessageState.HELD))
            await unit.messages.add(samples.message(customer.id, LOOKED_AT, state=MessageState.SENT))
        async with writing(storage) as unit:
            assert await unit.retention.messages(LATER) == 1
