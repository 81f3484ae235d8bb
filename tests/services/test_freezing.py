"""Somebody stops the bot: what is written waits, the other knows, and nothing dies in silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.message import MessageState
from domain.people import Block, Person
from domain.room import Room, RoomStatus
from services.freezing import FreezeRooms, ThawRooms
from services.outgoing import Gone, RetryAfter
from services.people import KnowPerson, PersonLeft
from services.ports import UnitOfWork
from tests.services.rooms_house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def pair(home: House) -> tuple[Person, Person, Room]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, await home.opened(anna, roster)


async def leaves(home: House, person: Person) -> None:
    await home.do(PersonLeft(FreezeRooms(home.clock)), person.address)
    await home.deliver()


async def returns(home: House, person: Person) -> None:
    know = KnowPerson(frozenset(), ("en", "id"), thaw=ThawRooms(home.clock))
    await home.do(know, person.address, person.name, "en")
    await home.deliver()


def told(home: House, person: Person) -> list[str]:
    """What was said about reaching the other one."""
    codes = {"room.reached", "relay.waits", "room.welcome_back"}
    shown = [one for one in home.chats[person.id] if one.code in codes]
    return [one.values.get("what", one.code) for one in shown]


async def test_the_other_is_told_once_and_what_is_written_waits(home: House) -> None:
    anna, maya, room = await pair(home)
    await leaves(home, maya)
    await leaves(home, maya)
    assert told(home, anna) == ["frozen"]
    assert (await home.room(room)).frozen_at == home.clock.at
    assert (await home.room(room)).status is RoomStatus.OPEN, "frozen whatever its status"
    assert home.notices(anna, "room.card")[-1].values["frozen"]
    lines = [await home.says(anna, text) for text in ("one", "two")]
    assert [one.reply_to for one in home.notices(anna, "relay.waits")] == lines
    assert home.copies(maya) == []


async def test_all_goes_out_in_order_on_return_and_both_are_told(home: House) -> None:
    anna, maya, room = await pair(home)
    await leaves(home, maya)
    for text in ("one", "two", "three"):
        await home.says(anna, text)
    await returns(home, maya)
    assert home.copies(maya) == ["one", "two", "three"]
    assert (home.last(maya).code, home.last(maya).values["waited"]) == ("room.welcome_back", 3)
    assert told(home, anna)[-1] == "thawed"
    assert (await home.room(room)).frozen_at is None
    assert not home.notices(anna, "room.card")[-1].values["frozen"]
    await home.says(anna, "four")
    assert home.copies(maya)[-1] == "four"
    await returns(home, maya)
    assert [told(home, anna).count("thawed"), told(home, maya)] == [1, ["room.welcome_back"]]


@pytest.mark.parametrize("reason", ["blocked", "deactivated", "never_started", "forbidden", "unknown_chat"])
async def test_every_refusal_of_a_reader_freezes_all_their_rooms(home: House, reason: str) -> None:
    anna, maya, room = await pair(home)
    budi = await home.customer("Budi")
    roster = await home.do(lambda unit: unit.therapists.by_code("maya"))
    assert roster is not None
    other = await home.opened(budi, roster, hours=5)
    home.answers = lambda row: Gone(reason) if row.item.to == maya.id else None
    source = await home.says(anna, "are you there?")
    await home.says(anna, "hello?")
    assert told(home, anna) == ["relay.waits", "relay.waits"], "in reply to each line, and not a third time"
    assert home.notices(anna, "relay.waits")[0].reply_to == source
    assert told(home, budi) == ["frozen"]
    for one in (room, other):
        assert (await home.room(one)).frozen_at is not None
    home.answers = lambda row: None
    await returns(home, maya)
    assert home.copies(maya) == ["are you there?", "hello?"]
    assert (told(home, anna)[-1], told(home, budi)[-1]) == ("thawed", "thawed")


async def test_notices_wait_too(home: House) -> None:
    anna, maya, room = await pair(home)
    await leaves(home, maya)
    before = len(home.chats[maya.id])
    await home.time_passes(hours=26)
    assert len(home.chats[maya.id]) == before
    assert len(home.notices(anna, "room.warning")) == 1
    await returns(home, maya)
    assert home.notices(maya, "room.warning")[-1].values["outcome"] == "open"
    assert (await home.room(room)).live


async def test_while_both_are_away_it_stays_frozen(home: House) -> None:
    anna, maya, room = await pair(home)
    await leaves(home, maya)
    await leaves(home, anna)
    await returns(home, anna)
    assert told(home, anna) == ["frozen", "frozen"], "before she left, and again: it is still so"
    assert (await home.room(room)).frozen_at is not None
    await returns(home, maya)
    assert (await home.room(room)).frozen_at is None
    assert told(home, anna)[-1] == "thawed"


async def test_a_room_that_expires_meanwhile_owns_up_to_every_line(home: House) -> None:
    anna, maya, room = await pair(home)
    await leaves(home, maya)
    lines = [await home.says(anna, text) for text in ("one", "two")]
    await home.time_passes(hours=28)
    assert (await home.room(room)).status is RoomStatus.EXPIRED
    refused = home.notices(anna, "relay.not_carried")
    assert [(one.reply_to, one.values["reason"]) for one in refused] == [
        (lines[0], "never_reached"),
        (lines[1], "never_reached"),
    ]
    assert {message.state for message in await home.history(room)} == {MessageState.REFUSED}
    await returns(home, maya)
    assert home.copies(maya) == []
    assert "room.ended" in [one.code for one in home.chats[maya.id]]


async def test_a_room_that_is_closed_meanwhile_owns_up_too(home: House) -> None:
    anna, maya, room = await pair(home)
    await leaves(home, maya)
    source = await home.says(anna, "I have to cancel")
    await home.close(room)
    (refused,) = home.notices(anna, "relay.not_carried")
    assert (refused.reply_to, refused.values["reason"]) == (source, "never_reached")
    await returns(home, maya)
    assert home.copies(maya) == []


async def test_on_return_only_what_comes_is_counted(home: House) -> None:
    anna, maya, room = await pair(home)
    roster = await home.do(lambda unit: unit.therapists.by_code("maya"))
    assert roster is not None
    budi = await home.customer("Budi")
    await home.opened(budi, roster, hours=5)
    await leaves(home, maya)
    await home.says(anna, "I have to cancel")
    await home.says(budi, "See you")
    await home.close(room)
    await returns(home, maya)
    assert home.copies(maya) == ["See you"]
    assert [one.values["waited"] for one in home.notices(maya, "room.welcome_back")] == [1]


async def test_a_block_also_stops_what_an_expired_room_still_carries(home: House) -> None:
    anna, maya, room = await pair(home)
    home.answers = lambda row: RetryAfter(100_000) if row.item.to == maya.id else None
    await home.says(anna, "one last thing")
    await home.time_passes(hours=27.5)
    assert (await home.room(room)).status is RoomStatus.EXPIRED
    await home.do(lambda unit: block(unit, Block(maya.id, anna.id, room.id, home.clock.at)))
    home.answers = lambda row: None
    await home.time_passes(hours=10)
    assert home.copies(maya) == []
    (refused,) = home.notices(anna, "relay.not_carried")
    assert refused.values["reason"] == "room_closed"


async def block(unit: UnitOfWork, made: Block) -> None:
    unit.blocks.add(made)


async def test_what_was_accepted_for_one_who_is_there_still_goes_across(home: House) -> None:
    """Only the time ran out; the reader is reachable, and the line had been accepted before."""
    anna, maya, room = await pair(home)
    await home.says(anna, "just in time", deliver=False)
    await home.time_passes(hours=28)
    assert (await home.room(room)).status is RoomStatus.EXPIRED
    assert home.copies(maya) == ["just in time"]
    assert home.notices(anna, "relay.not_carried") == []


async def test_a_request_that_is_only_pending_is_frozen_as_well(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.pending(anna, roster)
    await home.says(maya, "which floor?")
    await leaves(home, anna)
    assert told(home, maya) == ["frozen"]
    await home.says(maya, "hello?")
    await returns(home, anna)
    assert home.copies(anna) == ["which floor?", "hello?"]
    assert (await home.room(room)).status is RoomStatus.PENDING


async def test_somebody_without_rooms_comes_and_goes_unannounced(home: House) -> None:
    eve = await home.customer("Eve")
    await leaves(home, eve)
    await returns(home, eve)
    assert eve.id not in home.chats


async def test_a_room_made_while_somebody_is_away_is_frozen_from_the_start(home: House) -> None:
    """Her request went to the next therapist, and she had stopped the bot."""
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    await leaves(home, anna)
    room = await home.opened(anna, roster)
    assert room.frozen_at == home.clock.at
    assert home.notices(maya, "room.opened")[-1].values["frozen"]
    await home.says(maya, "see you at two")
    assert told(home, maya) == ["relay.waits"]
    await returns(home, anna)
    assert home.copies(anna) == ["see you at two"]
    assert told(home, maya)[-1] == "thawed"
