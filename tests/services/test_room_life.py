"""What a room's two see of its life: the warning, one more day, and the card that follows it all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus
from domain.ids import RoomId
from domain.people import Person, Therapist
from domain.room import Room, RoomStatus
from services.ports import UnitOfWork
from services.repositories import Change
from services.room_life import ExpireRoom, Extended, ExtendRoom, WarnRoom
from tests.services.rooms_house import RULES, House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def open_pair(home: House) -> tuple[Person, Person, Therapist, Room]:
    """Anna and Maya, a visit of an hour in two hours: the room lasts for 27."""
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, roster, await home.opened(anna, roster, hours=2)


async def extend(home: House, room: Room, person: Person, left: int) -> Extended:
    done = await home.do(ExtendRoom(home.clock, RULES), room.id, person, left)
    await home.deliver()
    return done


async def test_both_are_warned_an_hour_before_and_once(home: House) -> None:
    anna, maya, _, room = await open_pair(home)
    await home.time_passes(hours=25, minutes=59)
    assert home.notices(anna, "room.warning") == []
    await home.time_passes(minutes=1)
    for person, counterpart in ((anna, "Maya"), (maya, "Anna")):
        (told,) = home.notices(person, "room.warning")
        assert (told.values["counterpart"], told.values["outcome"]) == (counterpart, "open")
        assert (told.values["expires_at"], told.values["extensions_left"]) == (
            int((home.clock.at + timedelta(hours=1)).timestamp()),
            3,
        )
    await home.time_passes(minutes=30)
    assert len(home.notices(anna, "room.warning")) == 1
    await home.time_passes(minutes=30)
    assert (await home.room(room)).status is RoomStatus.EXPIRED
    over = home.notices(anna, "room.warning")
    assert [(one.values["outcome"], one.id) for one in over] == [("open", over[0].id), ("ended", over[0].id)]


async def test_a_late_warning_is_given_while_there_is_still_time(home: House) -> None:
    anna, _, _, room = await open_pair(home)
    home.clock.at += timedelta(hours=26, minutes=50)
    await home.time_passes(seconds=1)
    assert len(home.notices(anna, "room.warning")) == 1
    home.clock.at += timedelta(hours=3)
    await home.do(WarnRoom(home.clock, RULES), room.id)
    await home.deliver()
    assert len(home.notices(anna, "room.warning")) == 1, "of a room whose time is over"


async def test_after_two_days_of_standstill_nobody_is_warned_of_what_is_past(home: House) -> None:
    anna, maya, _, room = await open_pair(home)
    await home.time_passes(days=2)
    assert (await home.room(room)).status is RoomStatus.EXPIRED
    assert (home.notices(anna, "room.warning"), home.notices(maya, "room.warning")) == ([], [])


async def test_a_warning_for_a_room_that_is_needed_longer_moves_on(home: House) -> None:
    anna, _, roster, room = await open_pair(home)
    await home.opened(anna, roster, hours=50)
    await home.time_passes(hours=26)
    await home.do(WarnRoom(home.clock, RULES), room.id)
    await home.deliver()
    assert home.notices(anna, "room.warning") == []
    await home.time_passes(hours=48)
    assert len(home.notices(anna, "room.warning")) == 1


async def test_either_of_the_two_keeps_it_a_day_longer_and_both_see_it(home: House) -> None:
    anna, maya, _, room = await open_pair(home)
    await home.time_passes(hours=26)
    assert await extend(home, room, maya, 3) is Extended.EXTENDED
    kept = await home.room(room)
    assert kept.expires_at == home.clock.at + timedelta(hours=1 + 24)
    assert [told.values["counterpart"] for told in home.notices(anna, "room.extended")] == ["Maya"]
    assert home.notices(maya, "room.extended") == [], "who pressed knows"
    for person in (anna, maya):
        assert home.notices(person, "room.warning")[-1].values["outcome"] == "extended"
        assert home.notices(person, "room.card")[-1].values["extensions_left"] == 2
    await home.says(anna, "thank you")
    assert home.copies(maya) == ["thank you"]
    await home.time_passes(hours=24)
    assert home.notices(anna, "room.warning")[-1].values["outcome"] == "open", "warned anew"
    await home.time_passes(hours=1)
    assert (await home.room(room)).status is RoomStatus.EXPIRED


async def test_three_times_at_most_and_two_taps_on_one_button_are_one(home: House) -> None:
    anna, maya, _, room = await open_pair(home)
    before = room.expires_at
    assert before is not None
    assert await extend(home, room, anna, 3) is Extended.EXTENDED
    assert await extend(home, room, anna, 3) is Extended.ALREADY
    assert await extend(home, room, maya, 3) is Extended.ALREADY, "the other one's button of the same warning"
    assert await extend(home, room, maya, 2) is Extended.EXTENDED
    assert await extend(home, room, maya, 1) is Extended.EXTENDED
    assert await extend(home, room, maya, 0) is Extended.NO_MORE
    assert (await home.room(room)).expires_at == before + timedelta(hours=72)


async def test_a_new_booking_gives_the_extensions_back_and_keeps_the_day_that_was_added(home: House) -> None:
    anna, _, roster, room = await open_pair(home)
    await extend(home, room, anna, 3)
    extended = await home.room(room)
    again = await home.opened(anna, roster, hours=3)
    assert (again.id, again.extensions_left, again.expires_at) == (room.id, 3, extended.expires_at)
    later = await home.opened(anna, roster, hours=100)
    assert later.expires_at == home.clock.at + timedelta(hours=100 + 1 + 24)


async def test_what_was_added_stays_when_a_booking_is_called_off(home: House) -> None:
    anna, _, _, room = await open_pair(home)
    await extend(home, room, anna, 3)
    await home.do(ExpireRoom(home.clock, RULES), room.id)
    assert (await home.room(room)).expires_at == home.clock.at + timedelta(hours=27 + 24)


async def test_whom_and_what_an_extension_is_refused(home: House) -> None:
    anna, _, _, room = await open_pair(home)
    stranger = await home.customer("Eve")
    assert await extend(home, room, stranger, 3) is Extended.NOT_YOURS
    assert await extend(home, replace(room, id=RoomId(10**6)), anna, 3) is Extended.NOT_YOURS
    home.clock.at += timedelta(hours=27)
    assert await extend(home, room, anna, 3) is Extended.OVER, "its deadline is late"
    assert (await home.room(room)).status is RoomStatus.EXPIRED


async def test_the_card_follows_the_bookings(home: House) -> None:
    anna, maya, roster, room = await open_pair(home)
    (first,) = home.notices(maya, "room.opened")
    assert [(one["status"], one["service"]) for one in first.values["bookings"]] == [
        ("confirmed", "Relaxing massage")
    ]
    await home.pending(anna, roster, hours=50)
    await home.deliver()
    card = home.notices(maya, "room.card")[-1]
    assert card.id == first.id, "edited in place"
    assert [one["status"] for one in card.values["bookings"]] == ["confirmed", "requested"]
    await home.close(room)
    card = home.notices(anna, "room.card")[-1]
    assert (card.values["room_status"], card.values["reason"]) == ("closed", "cancelled")
    assert [one["status"] for one in card.values["bookings"]] == ["cancelled", "cancelled"]


async def test_a_room_that_never_opened_has_no_card(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.pending(anna, roster)
    await home.says(anna, "second floor")
    await home.close(room)
    codes = {shown.code for person in (anna, maya) for shown in home.chats[person.id]}
    assert "room.card" not in codes


async def test_the_next_booking_opens_the_pairs_next_room_with_a_card_of_its_own(home: House) -> None:
    anna, maya, roster, first = await open_pair(home)
    await home.says(maya, "see you then")
    await home.time_passes(hours=27)
    old = home.shown_of(anna, "see you then")
    second = await home.opened(anna, roster)
    assert (second.conversation, second.generation) == (first.conversation, first.generation + 1)
    opened = home.notices(anna, "room.opened")
    assert len({one.id for one in opened}) == 2
    await home.says(anna, "about the last time", reply_to=old)
    told = home.last(anna)
    assert (told.values["reason"], told.values["again"]) == ("room_expired", True)
    await home.says(anna, "hello again", reply_to=opened[1].id)
    assert home.copies(maya) == ["hello again"]
    assert (await home.room(first)).status is RoomStatus.EXPIRED


async def test_a_line_written_before_the_end_and_handled_after_it_is_explained_and_kept(home: House) -> None:
    anna, maya, _, room = await open_pair(home)
    await home.says(anna, "Did I leave my ring?")
    asked = home.shown_of(maya, "Did I leave my ring?")
    assert room.expires_at is not None
    typed = room.expires_at - timedelta(seconds=2)
    await home.time_passes(hours=27)
    source = await home.says(maya, "Yes, it is here", reply_to=asked, at=typed)
    told = home.last(maya)
    assert (told.code, told.reply_to, told.values["reason"]) == ("relay.not_carried", source, "room_expired")
    assert home.copies(anna) == []
    kept = await home.do(lambda unit: unit.messages.at(maya.id, source))
    assert kept is not None
    assert (kept.text, kept.state.value, kept.reason) == ("Yes, it is here", "refused", "room_expired")
    await home.says(maya, "Yes, it is here", reply_to=asked, id=source, at=typed)
    assert home.last(maya) == told, "once, however often Telegram hands it over"


async def test_rooms_of_three_and_a_plain_line(home: House) -> None:
    """Nobody is guessed; the one chosen gets it, and only that one."""
    maya, roster = await home.therapist("Maya")
    people = [await home.customer(name) for name in ("Anna", "Budi", "Carla")]
    rooms = [await home.opened(person, roster, hours=2 + n * 3) for n, person in enumerate(people)]
    await home.says(maya, "I am ten minutes late")
    assert [home.copies(person) for person in people] == [[], [], []]
    asked = home.last(maya).values["rooms"]
    assert [one["counterpart"] for one in asked] == ["Anna", "Budi", "Carla"]
    await home.chooses(maya, rooms[1])
    assert [home.copies(person) for person in people] == [[], ["I am ten minutes late"], []]


async def test_a_booking_done_keeps_its_place_on_the_card(home: House) -> None:
    anna, maya, roster, room = await open_pair(home)

    async def finished(unit: UnitOfWork) -> None:
        (booking,) = await unit.rooms.bookings(room.id)
        over = booking.to(BookingStatus.IN_PROGRESS).to(BookingStatus.COMPLETED)
        unit.bookings.save(booking, over, Change("test", home.clock.at))

    await home.do(finished)
    await home.pending(anna, roster, hours=70)
    await home.deliver()
    statuses = [one["status"] for one in home.notices(maya, "room.card")[-1].values["bookings"]]
    assert statuses == ["completed", "requested"]
