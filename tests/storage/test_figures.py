"""What the operator is told is counted, not assumed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from domain.booking import BookingStatus
from domain.ids import TherapistId
from domain.message import MessageState
from domain.room import CloseReason, RoomStatus
from services.outgoing import Copy, Notice, OutState
from services.queues import RawUpdate
from storage.engine import sqlite_warning
from storage.migrations import HEAD
from storage.opening import Place, Storage
from tests.storage import samples
from tests.storage.opened import NOW, writing
from tests.storage.samples import CHANGE, HOUR, at


async def test_an_empty_database_has_nothing_to_report(storage: Storage, place: Place) -> None:
    figures = await storage.figures(NOW)
    assert (figures.backlog, figures.outbox, figures.overdue, figures.live_rooms) == (0, 0, 0, 0)
    assert (figures.oldest_pending, figures.oldest_queued, figures.latest_overdue) == (0.0, 0.0, 0.0)
    assert (figures.migrated, figures.revision) == (True, HEAD)
    if isinstance(place, Path):
        assert (figures.warning, figures.database_version[:6]) == (sqlite_warning(), "SQLite")
        assert figures.database_bytes >= place.stat().st_size > 0
    else:
        assert (figures.warning, figures.database_version[:13]) == ("", "PostgreSQL 18")
        assert figures.database_bytes > 1_000_000
    assert figures.silent_operators == []


async def test_the_journal_is_counted(storage: Storage) -> None:
    async with writing(storage) as unit:
        await unit.journal.append([RawUpdate("b", n, f"lane {n}", "") for n in range(4)], at(1))
        await unit.journal.append([RawUpdate("b", 9, "lane 9", "")], at(2))
        entries = await unit.journal.pending(2, busy=[], now=NOW)
        unit.journal.done(entries[0], NOW)
        unit.journal.failed(entries[1], "oops", None)
    figures = await storage.figures(at(2))
    assert (figures.backlog, figures.oldest_pending, figures.parked) == (3, 3600.0, 1)
    assert [(await storage.figures(at(hours))).parked for hours in (25, 25.1)] == [1, 0]


async def test_the_outbox_is_counted_by_what_it_waits_for(storage: Storage) -> None:
    async with writing(storage) as unit:
        people = [await unit.people.add(samples.person(str(n))) for n in range(4)]
        gone = await unit.people.add(samples.person("gone", reachable=False))
        for person in (*people, gone, people[0], gone):
            await unit.outbox.add(Notice(to=person.id, code="x"), NOW)
        limited, sent, refused = await unit.outbox.claim(3, NOW, busy=[people[3].id])
        unit.outbox.again(limited, at(1), error="429", counted=False)
        unit.outbox.settle(sent, OutState.SENT, NOW)
        unit.outbox.settle(refused, OutState.REFUSED, NOW)
        (flying,) = await unit.outbox.claim(3, NOW, busy=[])
        assert flying.item.to == people[3].id
        await unit.outbox.add(Notice(to=people[3].id, code="behind"), at(0.25))
    figures = await storage.figures(at(0.5))
    assert (figures.outbox, figures.oldest_queued) == (1, 900.0)
    assert (figures.delayed, figures.waiting, figures.in_flight, figures.refused) == (2, 2, 1, 1)
    later = await storage.figures(at(1.5))
    assert (later.outbox, later.delayed) == (3, 0)
    assert later.oldest_queued == 1.25 * 3600
    assert (await storage.figures(at(25))).refused == 0


async def test_what_waited_out_a_429_counts_from_then(storage: Storage) -> None:
    async with writing(storage) as unit:
        customer = await unit.people.add(samples.person())
        await unit.outbox.add(Notice(to=customer.id, code="x"), NOW)
        (row,) = await unit.outbox.claim(1, NOW, busy=[])
        unit.outbox.again(row, at(10), error="429", counted=False)
    assert (await storage.figures(at(10.5))).oldest_queued == 1800.0


async def test_a_message_is_uncertain_until_its_sender_decides(storage: Storage) -> None:
    async with writing(storage) as unit:
        customer, _, hers = await samples.pair(unit)
        room = await unit.rooms.add(samples.room(customer.id, TherapistId(1), hers.id))
        made = await unit.messages.add(samples.message(customer.id, state=MessageState.QUEUED, room=room.id))
        await unit.outbox.add(Copy(to=hers.id, message=made.id, room=room.id), NOW)
        (row,) = await unit.outbox.claim(1, NOW, busy=[])
        unit.outbox.settle(row, OutState.UNCERTAIN, NOW)
        unsure = replace(made, state=MessageState.UNCERTAIN, version=1)
        unit.messages.save(made, unsure)
    assert (await storage.figures(NOW)).uncertain == 1
    async with writing(storage) as unit:
        unit.messages.save(unsure, replace(unsure, state=MessageState.DISCARDED, version=2))
    assert (await storage.figures(NOW)).uncertain == 0


async def test_deadlines_and_rooms_past_their_time_are_counted(storage: Storage) -> None:
    async with writing(storage) as unit:
        booking, customer, maya, hers = await samples.booked(unit)
        unit.bookings.save(booking, booking.to(BookingStatus.CONFIRMED), CHANGE)
        room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
        opened = replace(room.to(RoomStatus.OPEN, at=NOW), expires_at=at(3))
        unit.rooms.save(room, opened, CHANGE)
        for kind, subject, hour in (("room_expiry", 1, 3), ("offer_answer", 1, 4), ("offer_answer", 2, 9)):
            unit.deadlines.set(kind, subject, at(hour))
        unit.deadlines.set("broken", 1, at(1))
        (broken,) = await unit.deadlines.claim(at(1), HOUR, 1)
        unit.deadlines.failed(broken, "oops", None)
    figures = await storage.figures(at(5))
    assert (figures.overdue, figures.latest_overdue, figures.failed_deadlines) == (2, 7200.0, 1)
    assert figures.overdue_by_kind == {"room_expiry": 1, "offer_answer": 1}
    assert (figures.live_rooms, figures.overdue_rooms) == (1, 1)
    assert figures.waits == 0
    before = await storage.figures(at(3))
    assert (before.overdue, before.overdue_rooms) == (0, 0)
    async with writing(storage) as unit:
        ended = opened.to(RoomStatus.EXPIRED, at=NOW, reason=CloseReason.EXPIRED)
        unit.rooms.save(opened, ended, CHANGE)
    assert (await storage.figures(at(5))).live_rooms == 0


async def test_operators_who_never_pressed_start_are_named(storage: Storage) -> None:
    async with writing(storage) as unit:
        await unit.people.add(samples.person("1", operator=True))
        await unit.people.add(samples.person("2", operator=True, name="Budi", started_at=None))
        await unit.people.add(samples.person("3", name="Customer", started_at=None))
    assert (await storage.figures(NOW)).silent_operators == ["Budi"]


async def test_a_write_and_a_read_are_measured(storage: Storage) -> None:
    assert 0 < await storage.write_and_read() < 5
