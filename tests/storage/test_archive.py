"""Exports read page by page what was asked for, and nothing of a probe's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.ids import BookingId, RoomId, conversation_id
from domain.message import MessageState
from services.archive import Wanted
from services.erasure import NAMELESS
from services.outgoing import Notice
from services.ports import UnitOfWork
from services.queues import RawUpdate
from storage.opening import Storage
from tests.storage import samples
from tests.storage.opened import NOW, writing
from tests.storage.samples import CHANGE, at


async def filled(unit: UnitOfWork) -> None:
    """Booking 1 with room 1 and five lines, an hour apart; one line that waits; one of a probe's."""
    booking, customer, maya, hers = await samples.booked(unit)
    room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
    unit.rooms.attach(room.id, booking.id)
    carried = {
        "room": room.id,
        "conversation": conversation_id(customer.id, maya.id),
        "receiver_person": hers.id,
        "booking": booking.id,
        "state": MessageState.QUEUED,
    }
    for n in range(5):
        await unit.messages.add(samples.message(customer.id, n, text=str(n), created_at=at(n), **carried))
    await unit.messages.add(samples.message(customer.id, 10, text="waits", created_at=at(9)))
    await unit.messages.add(samples.message(customer.id, 11, text="probe", probe=True))
    other = samples.booking(customer.id, None, token="t2", reference="RL-2222", span=samples.HOUR_LATER)
    await unit.bookings.add(samples.request_of(other), other, CHANGE)
    probe = replace(other, token="t3", reference="RL-3333", probe=True)
    await unit.bookings.add(samples.request_of(probe), probe, CHANGE)


async def said(storage: Storage, wanted: Wanted) -> list[str]:
    async def look(unit: UnitOfWork) -> list[str]:
        found = await unit.archive.messages(wanted, after=0, limit=100)
        assert len(found) == await unit.archive.count_messages(wanted)
        return [one.text for one in found]

    return await storage.units.look(look)


async def booked(storage: Storage, wanted: Wanted) -> list[tuple[str, str, str]]:
    async def look(unit: UnitOfWork) -> list[tuple[str, str, str]]:
        found = await unit.archive.bookings(wanted, after=0, limit=100)
        assert len(found) == await unit.archive.count_bookings(wanted)
        return [(one.booking.reference, one.customer, one.therapist) for one in found]

    return await storage.units.look(look)


async def test_messages_are_those_asked_for(storage: Storage) -> None:
    async with writing(storage) as unit:
        await filled(unit)
    every = ["0", "1", "2", "3", "4"]
    assert await said(storage, Wanted()) == [*every, "waits"]
    assert await said(storage, Wanted(since=at(1), until=at(3))) == ["1", "2"]
    assert await said(storage, Wanted(room=RoomId(1))) == every
    assert await said(storage, Wanted(room=RoomId(2))) == []
    assert await said(storage, Wanted(booking=BookingId(1))) == every
    assert await said(storage, Wanted(reference="RL-7K2M", since=at(4))) == ["4"]


async def test_a_person_finds_what_they_wrote_and_what_they_got(storage: Storage) -> None:
    async with writing(storage) as unit:
        await filled(unit)
        customer = await unit.people.at(samples.person("1001").address)
        hers = await unit.people.at(samples.person("2001").address)
        assert customer is not None and hers is not None
    assert len(await said(storage, Wanted(person=customer.id))) == 6
    assert len(await said(storage, Wanted(person=hers.id))) == 5
    assert [one[0] for one in await booked(storage, Wanted(person=customer.id))] == ["RL-7K2M", "RL-2222"]
    assert [one[0] for one in await booked(storage, Wanted(person=hers.id))] == ["RL-7K2M"]


async def test_bookings_are_those_asked_for_with_their_names(storage: Storage) -> None:
    async with writing(storage) as unit:
        await filled(unit)
    first, second = ("RL-7K2M", "Ayu ☀", "Maya"), ("RL-2222", "Ayu ☀", "")
    assert await booked(storage, Wanted()) == [first, second]
    assert await booked(storage, Wanted(room=RoomId(1))) == [first]
    assert await booked(storage, Wanted(reference="RL-2222")) == [second]
    assert await booked(storage, Wanted(since=NOW + timedelta(hours=24, minutes=30))) == [second]


@pytest.mark.parametrize("limit", [1, 2, 6])
async def test_pages_leave_nothing_out_and_nothing_twice(storage: Storage, limit: int) -> None:
    async with writing(storage) as unit:
        await filled(unit)
    seen, after = [], 0
    while page := await storage.units.look(
        lambda unit, after=after: unit.archive.messages(Wanted(), after=after, limit=limit)  # type: ignore[misc]
    ):
        assert len(page) <= limit
        seen += [one.text for one in page]
        after = page[-1].id
    assert seen == ["0", "1", "2", "3", "4", "waits"]


async def test_a_person_is_erased_from_what_was_told_to_others(storage: Storage) -> None:
    """Names only where they are values; what others wrote stays theirs."""
    async with writing(storage) as unit:
        await filled(unit)
        customer = await unit.people.at(samples.person("1001").address)
        hers = await unit.people.at(samples.person("2001").address)
        assert customer is not None and hers is not None
        about = {"booking": 1, "reference": "RL-7K2M", "customer": customer.name}
        others = {"counterparts": ["Budi", customer.name], "Ayu ☀": 7, "who": customer.name}
        await unit.outbox.add(Notice(to=hers.id, code="offer", values=about), NOW)
        await unit.outbox.add(Notice(to=hers.id, code="list", values=others), NOW)
        await unit.outbox.add(Notice(to=customer.id, code="mine"), NOW)
        answer = samples.message(
            hers.id, 50, text="hers", details={"quote": {"text": "0"}}, receiver_person=customer.id
        )
        await unit.messages.add(answer)
        lane = customer.address.id
        await unit.journal.append([RawUpdate("b", n, lane, '{"words": 1}') for n in range(3)], NOW)
        first = await unit.journal.next_in(lane, NOW)
        assert first is not None
        unit.journal.done(first, NOW)
        for key in (f"telegram:{lane}", f"focus:{customer.id}", f"focus:{hers.id}"):
            unit.conversations.put(key, "Form", {"a": 1}, NOW)
    async with writing(storage) as unit:
        await unit.erasure.blank(customer)
        await unit.erasure.erase(replace(customer, name=NAMELESS))
    async with writing(storage) as unit:
        assert await unit.people.at(customer.address) is None
        (row,) = await unit.outbox.claim(9, NOW, busy=[])
        assert isinstance(row.item, Notice)
        assert row.item.values == {"counterparts": ["Budi", NAMELESS], "Ayu ☀": 7, "who": NAMELESS}
        (left,) = await unit.archive.messages(Wanted(person=hers.id), after=0, limit=9)
        assert (left.text, dict(left.details)) == ("hers", {})
        for key in (f"telegram:{lane}", f"focus:{customer.id}"):
            assert await unit.conversations.get(key) == (None, {}, None)
        assert (await unit.conversations.get(f"focus:{hers.id}"))[0] == "Form"
        in_hand = await unit.journal.next_in(lane, NOW)
        assert in_hand is not None and (in_hand.seq, in_hand.raw) == (first.seq + 1, "{}")
        unit.journal.done(in_hand, NOW)
        last = await unit.journal.next_in(lane, NOW)
        assert last is not None and last.raw == '{"words": 1}', "what came afterwards is not the old person's"
        assert await unit.journal.append([RawUpdate("b", 0, lane, "again")], NOW) == 0
        await unit.erasure.farewell_is_over(customer.id, customer.address)
    booked_by = await booked(storage, Wanted())
    assert {one[1] for one in booked_by} == {NAMELESS}
