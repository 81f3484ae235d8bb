"""A live location: one of the bot's own that moves with its sender's and stops when that does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.live import FOREVER
from domain.message import MessageKind
from domain.people import Person
from domain.room import Room
from services.amendments import MovedPlace, StoppedPlace
from services.outgoing import Amendment, Copy, PlaceCopy, RetryAfter
from services.ports import UnitOfWork
from tests.services.rooms_house import House, house

LIVE, POINT = MessageKind.LIVE_LOCATION, MessageKind.LOCATION
HERE = {"latitude": -8.69, "longitude": 115.26}
THERE = {"latitude": -8.70, "longitude": 115.27, "heading": 90}


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def couple(home: House) -> tuple[Person, Person, Room]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, await home.opened(anna, roster)


def places(home: House, person: Person) -> list[Any]:
    shown = [one.parcel for one in home.chats[person.id]]
    return [one for one in shown if isinstance(one, PlaceCopy | MovedPlace | StoppedPlace)]


async def goes(home: House, person: Person, period: int = 900, **more: Any) -> int:
    return await home.says(person, "", kind=LIVE, details={**HERE, "period": period}, **more)


async def walks(home: House, person: Person, id: int, to: dict[str, Any], period: int = 900) -> None:
    await home.edits(person, id, "", kind=LIVE, details={**to, "period": period})


async def stops(home: House, person: Person, id: int, at: dict[str, Any] = THERE) -> None:
    await home.edits(person, id, "", kind=POINT, details=at)


async def test_it_goes_as_one_that_lives_as_long_moves_and_stops(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await goes(home, anna)
    copy = home.last(maya).id
    await walks(home, anna, source, THERE)
    await walks(home, anna, source, THERE)
    await stops(home, anna, source)
    await walks(home, anna, source, HERE)
    sent, moved, stopped = places(home, maya)
    assert sent == PlaceCopy(latitude=-8.69, longitude=115.26, more={"live_period": 900}, reply_to=None)
    assert moved == MovedPlace(message=copy, latitude=-8.70, longitude=115.27, more={"heading": 90})
    assert stopped == StoppedPlace(message=copy)
    assert [one.code for one in home.chats[anna.id] if one.code.startswith("relay")] == []
    assert await kept(home, room) == 0, "a walk is nobody's to keep"


async def kept(home: House, room: Room) -> int:
    lines = await home.history(room)

    async def work(unit: UnitOfWork) -> int:
        return len(await unit.messages.revisions([line.id for line in lines]))

    return await home.units.look(work)


async def test_the_newest_place_takes_an_unsent_ones_and_is_shown_before_it_stops(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await goes(home, anna)
    home.answers = lambda row: RetryAfter(5) if isinstance(row.item, Amendment) else None
    for step in range(1, 5):
        await walks(home, anna, source, {"latitude": -8.0 - step, "longitude": 115.0})
    await stops(home, anna, source, {"latitude": -9.5, "longitude": 115.0})
    home.answers = lambda row: None
    await home.time_passes(seconds=6)
    _, moved, stopped = places(home, maya)
    assert (moved.latitude, type(stopped)) == (-9.5, StoppedPlace)


async def test_it_stops_by_itself_when_its_time_is_up(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await goes(home, anna, 600)
    await home.time_passes(seconds=599)
    assert len(places(home, maya)) == 1
    await home.time_passes(seconds=1)
    assert [type(one) for one in places(home, maya)] == [PlaceCopy, StoppedPlace]
    await walks(home, anna, source, THERE, 600)
    assert len(places(home, maya)) == 2


async def test_it_can_be_given_more_time(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await goes(home, anna, 600)
    await home.time_passes(seconds=500)
    await walks(home, anna, source, THERE, 1800)
    assert places(home, maya)[-1].more == {"heading": 90, "live_period": 1800}
    await home.time_passes(seconds=200)
    assert len(places(home, maya)) == 2
    await home.time_passes(seconds=1100)
    assert isinstance(places(home, maya)[-1], StoppedPlace)


async def test_one_without_an_end_is_stopped_by_its_sender_alone(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await goes(home, anna, FOREVER)
    await home.time_passes(hours=3)
    assert [one.more for one in places(home, maya)] == [{"live_period": FOREVER}]
    await stops(home, anna, source)
    assert isinstance(places(home, maya)[-1], StoppedPlace)


async def test_one_that_waits_goes_from_where_its_sender_is_by_then_for_the_rest_of_its_time(
    home: House,
) -> None:
    anna, maya, _ = await couple(home)
    home.answers = lambda row: RetryAfter(300) if isinstance(row.item, Copy) else None
    source = await goes(home, anna)
    home.answers = lambda row: None
    await walks(home, anna, source, THERE)
    await home.time_passes(seconds=301)
    (sent,) = places(home, maya)
    assert (sent.latitude, sent.more["live_period"]) == (-8.70, 599)


async def test_one_that_is_over_before_it_leaves_goes_as_a_point(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await goes(home, anna, deliver=False)
    await stops(home, anna, source)
    assert places(home, maya) == [PlaceCopy(latitude=-8.70, longitude=115.27, reply_to=None)]


async def test_a_nearly_ended_one_lives_the_shortest_time_there_is_and_is_stopped(home: House) -> None:
    anna, maya, _ = await couple(home)
    await goes(home, anna, 120, at=home.clock.at - timedelta(seconds=110))
    assert places(home, maya)[0].more == {"live_period": 60}
    await home.time_passes(seconds=11)
    assert isinstance(places(home, maya)[-1], StoppedPlace)


async def test_it_stops_with_the_room_and_moves_no_more(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await goes(home, anna)
    await home.close(room)
    assert isinstance(places(home, maya)[-1], StoppedPlace)
    before = len(places(home, maya)), len(home.chats[anna.id])
    await walks(home, anna, source, THERE)
    await stops(home, anna, source)
    assert (len(places(home, maya)), len(home.chats[anna.id])) == before


async def test_one_that_was_taken_back_moves_no_more(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await goes(home, anna)
    assert await home.unsends(anna, source) == "gone"
    await walks(home, anna, source, THERE)
    await home.time_passes(seconds=901)
    assert len(places(home, maya)) == 1
