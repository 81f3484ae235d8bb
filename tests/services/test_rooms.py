"""A room's life on real storage: when it opens, how long it stays, who is told of its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus
from domain.people import Address, Person, Therapist
from domain.room import CloseReason, Room, RoomStatus
from services.ports import UnitOfWork
from services.repositories import Change
from services.room_life import CloseRoom, ExpireRoom, OpenRoom, RoomRefusal
from services.rooms import close_if_unneeded, open_room, pair_room
from tests.services.rooms_house import RULES, House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def pair(home: House) -> tuple[Person, Person, Therapist]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, roster


async def leaves(home: House, room: Room, *, by: str = "therapist_1") -> Room:
    """The newest booking of the room is declined: nobody's any more, and asked of others."""

    async def work(unit: UnitOfWork) -> Room:
        booking = (await unit.rooms.bookings(room.id))[-1]
        freed = replace(booking, therapist=None, version=booking.version + 1)
        unit.bookings.save(booking, freed, Change(by, home.clock.at))
        present = await unit.rooms.get(room.id)
        assert present is not None
        return await close_if_unneeded(unit, present, CloseReason.DECLINED, home.clock.at, by)

    after = await home.units.run(work)
    await home.deliver()
    return after


async def test_a_room_is_pending_until_it_opens_and_lasts_a_day_after_the_last_visit(home: House) -> None:
    anna, _, roster = await pair(home)
    room = await home.pending(anna, roster, hours=2)
    assert (room.status, room.generation, room.expires_at) == (RoomStatus.PENDING, 1, None)
    opened = await home.do(open_room, room, RULES, home.clock.at, "test")
    assert opened.status is RoomStatus.OPEN
    assert opened.expires_at == home.clock.at + timedelta(hours=2 + 1 + 24)


async def test_a_pair_has_one_live_room_for_all_its_bookings(home: House) -> None:
    anna, _, roster = await pair(home)
    room = await home.opened(anna, roster, hours=2)
    again = await home.opened(anna, roster, hours=50)
    assert again.id == room.id
    assert again.expires_at == home.clock.at + timedelta(hours=50 + 1 + 24)


async def test_an_open_room_expires_by_its_deadline_and_both_are_told_once(home: House) -> None:
    anna, maya, roster = await pair(home)
    room = await home.opened(anna, roster, hours=2)
    await home.time_passes(hours=26, minutes=59)
    assert (await home.room(room)).status is RoomStatus.OPEN
    await home.time_passes(minutes=1)
    ended = await home.room(room)
    assert (ended.status, ended.reason, ended.ended_at) == (
        RoomStatus.EXPIRED, CloseReason.EXPIRED, home.clock.at,
    )  # fmt: skip
    await home.time_passes(hours=1)
    for person, counterpart in ((anna, "Maya"), (maya, "Anna")):
        (told,) = home.notices(person, "room.ended")
        assert (told.values["counterpart"], told.values["status"]) == (counterpart, "expired")


async def test_two_days_of_standstill_expire_it_once(home: House) -> None:
    anna, _, roster = await pair(home)
    room = await home.opened(anna, roster)
    await home.time_passes(days=2)
    assert (await home.room(room)).status is RoomStatus.EXPIRED
    assert len(home.notices(anna, "room.ended")) == 1


async def test_a_deadline_that_comes_early_moves_on_to_what_the_bookings_need(home: House) -> None:
    anna, _, roster = await pair(home)
    room = await home.opened(anna, roster, hours=2)
    later = await home.booking(anna, roster, hours=20, status=BookingStatus.CONFIRMED)
    await home.do(pair_room, home.clock.at, later, roster)
    await home.time_passes(hours=27)
    present = await home.room(room)
    assert (present.status, present.expires_at) == (RoomStatus.OPEN, later.span.ends_at + RULES.after_visit)
    await home.time_passes(hours=18)
    assert (await home.room(room)).status is RoomStatus.EXPIRED


async def test_expiry_of_a_room_that_has_moved_on_is_silent(home: House) -> None:
    anna, _, roster = await pair(home)
    room = await home.opened(anna, roster)
    await home.close(room)
    told = len(home.chats[anna.id])
    home.clock.at += timedelta(days=3)
    await home.do(ExpireRoom(home.clock, RULES), room.id)
    await home.deliver()
    assert len(home.chats[anna.id]) == told
    assert (await home.room(room)).reason is CloseReason.CANCELLED


async def test_a_pending_room_closes_with_its_offer_without_a_word_when_none_was_said(home: House) -> None:
    anna, maya, roster = await pair(home)
    room = await home.pending(anna, roster)
    closed = await leaves(home, room)
    assert (closed.status, closed.reason) == (RoomStatus.CLOSED, CloseReason.DECLINED)
    assert (home.chats.get(anna.id), home.chats.get(maya.id)) == (None, None)


async def test_after_words_in_a_pending_room_the_one_who_did_not_end_it_is_told(home: House) -> None:
    anna, maya, roster = await pair(home)
    room = await home.pending(anna, roster)
    await home.says(anna, "Second floor")
    await leaves(home, room, by=f"therapist_{roster.id}")
    assert [told.values["reason"] for told in home.notices(anna, "room.ended")] == ["declined"]
    assert home.notices(maya, "room.ended") == []


async def test_words_of_an_earlier_room_of_the_pair_are_no_words_in_this_one(home: House) -> None:
    anna, _, roster = await pair(home)
    first = await home.pending(anna, roster)
    await home.says(anna, "Second floor")
    await leaves(home, first)
    assert len(home.notices(anna, "room.ended")) == 1
    await leaves(home, await home.pending(anna, roster))
    assert len(home.notices(anna, "room.ended")) == 1


async def test_it_stays_while_another_booking_needs_it_and_no_longer_than_that(home: House) -> None:
    anna, _, roster = await pair(home)
    room = await home.opened(anna, roster, hours=2)
    await home.opened(anna, roster, hours=50)
    kept = await leaves(home, room)
    assert kept.status is RoomStatus.OPEN
    await home.time_passes(seconds=1)
    assert (await home.room(room)).expires_at == home.clock.at + timedelta(hours=2 + 1 + 24, seconds=-1)
    await home.time_passes(hours=27)
    assert (await home.room(room)).status is RoomStatus.EXPIRED


async def test_a_booking_that_goes_to_the_next_therapist_may_have_a_room_there(home: House) -> None:
    anna, _, roster = await pair(home)
    _, other = await home.therapist("Dewi")
    room = await home.opened(anna, roster, hours=2)
    await home.pending(anna, roster, hours=50)
    assert (await leaves(home, room)).live

    async def asked_next(unit: UnitOfWork) -> tuple[Room, Room | None]:
        booking = (await unit.rooms.bookings(room.id))[-1]
        given = replace(booking, therapist=other.id, version=booking.version + 1)
        unit.bookings.save(booking, given, Change("test", home.clock.at))
        there = await pair_room(unit, home.clock.at, given, other)
        return there, await unit.rooms.of_booking(given.id)

    there, of_booking = await home.units.run(asked_next)
    assert there.id != room.id
    assert of_booking is not None and of_booking.id == there.id
    assert (await home.room(room)).live


async def test_a_visit_that_is_over_keeps_the_room_until_it_expires(home: House) -> None:
    anna, _, roster = await pair(home)
    room = await home.opened(anna, roster, hours=2)
    home.clock.at += timedelta(hours=4)

    async def completed(unit: UnitOfWork) -> None:
        (booking,) = await unit.rooms.bookings(room.id)
        over = booking.to(BookingStatus.IN_PROGRESS).to(BookingStatus.COMPLETED)
        unit.bookings.save(booking, over, Change("test", home.clock.at))

    await home.do(completed)
    await home.pending(anna, roster, hours=30)
    assert (await leaves(home, room)).status is RoomStatus.OPEN
    await home.time_passes(hours=23)
    assert (await home.room(room)).status is RoomStatus.EXPIRED


async def test_accepting_after_an_operator_closed_the_room_opens_the_pairs_next(home: House) -> None:
    anna, _, roster = await pair(home)
    room = await home.pending(anna, roster)
    closed = await home.do(CloseRoom(home.clock), room.id, "operator_9")
    assert closed is not None
    opened = await home.do(open_room, closed, RULES, home.clock.at, "test")
    assert (opened.status, opened.generation, opened.conversation) == (
        RoomStatus.OPEN, room.generation + 1, room.conversation,
    )  # fmt: skip
    (booking,) = await home.do(lambda unit: unit.rooms.bookings(opened.id))
    assert (await home.room(room)).status is RoomStatus.CLOSED
    assert booking.customer == anna.id


async def test_nobody_has_a_room_with_themself_or_with_nobody(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    booking = await home.booking(maya, roster)
    with pytest.raises(ValueError, match="cannot have a room"):
        await home.do(pair_room, home.clock.at, booking, roster)
    with pytest.raises(ValueError, match="cannot have a room"):
        await home.do(pair_room, home.clock.at, booking, replace(roster, person=None))


async def test_operators_open_and_close_rooms(home: House) -> None:
    anna, maya, _ = await pair(home)
    open_it = OpenRoom(home.clock, RULES)
    room = await home.do(open_it, anna.address, maya.address, "operator_9")
    assert isinstance(room, Room) and room.status is RoomStatus.OPEN
    assert await home.do(open_it, anna.address, maya.address, "operator_9") == room
    await home.deliver()
    assert [told.values["counterpart"] for told in home.notices(anna, "room.opened")] == ["Maya"]
    await home.says(anna, "hello")
    assert home.copies(maya) == ["hello"]
    closed = await home.do(CloseRoom(home.clock), room.id, "operator_9")
    assert closed is not None and closed.reason is CloseReason.OPERATOR
    assert await home.do(CloseRoom(home.clock), room.id, "operator_9") is None
    await home.deliver()
    assert home.last(anna).code == home.last(maya).code == "room.ended"


async def test_an_operators_room_ends_a_day_later(home: House) -> None:
    anna, maya, _ = await pair(home)
    room = await home.do(OpenRoom(home.clock, RULES), anna.address, maya.address, "operator_9")
    assert isinstance(room, Room)
    await home.time_passes(hours=23, minutes=59)
    assert (await home.room(room)).live
    await home.time_passes(minutes=1)
    assert (await home.room(room)).status is RoomStatus.EXPIRED


async def test_whom_an_operator_cannot_bring_together(home: House) -> None:
    anna, maya, _ = await pair(home)
    open_it, nobody = OpenRoom(home.clock, RULES), Address("telegram", "1")
    cases: list[tuple[Address, Address, RoomRefusal]] = [
        (nobody, maya.address, RoomRefusal.CUSTOMER_UNKNOWN),
        (anna.address, nobody, RoomRefusal.THERAPIST_UNKNOWN),
        (maya.address, anna.address, RoomRefusal.NOT_A_THERAPIST),
        (maya.address, maya.address, RoomRefusal.SAME_PERSON),
    ]
    for customer, therapist, refusal in cases:
        assert await home.do(open_it, customer, therapist, "operator_9") is refusal


async def test_a_probes_room_lives_a_second(home: House) -> None:
    anna, maya, roster = await pair(home)
    booking = replace(await home.booking(anna, roster), probe=True)
    room = await home.do(pair_room, home.clock.at, booking, roster)
    opened = await home.do(open_room, room, RULES, home.clock.at, "test")
    assert opened.expires_at == home.clock.at + timedelta(seconds=1)
    await home.time_passes(milliseconds=999)
    assert (await home.room(room)).status is RoomStatus.OPEN
    await home.time_passes(milliseconds=1)
    assert (await home.room(room)).status is RoomStatus.OPEN, "neither has written yet"
    await home.says(anna, "one way")
    await home.time_passes(seconds=1)
    assert (await home.room(room)).status is RoomStatus.OPEN, "both must have written"
    await home.says(maya, "and the other")
    await home.time_passes(seconds=1)
    assert (await home.room(room)).status is RoomStatus.EXPIRED


async def test_a_probes_room_in_which_nobody_writes_ends_too(home: House) -> None:
    anna, _, roster = await pair(home)
    booking = replace(await home.booking(anna, roster), probe=True)
    room = await home.do(pair_room, home.clock.at, booking, roster)
    await home.do(open_room, room, RULES, home.clock.at, "test")
    for _ in range(31):
        await home.time_passes(seconds=1)
    assert (await home.room(room)).status is RoomStatus.EXPIRED
