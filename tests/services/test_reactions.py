"""Reactions: the counterpart's own under the copy or the original, and taken back with theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.message import MessageKind
from domain.people import Person
from domain.room import Room
from services.outgoing import Amendment, CardLost, RetryAfter
from tests.services.rooms_house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def couple(home: House) -> tuple[Person, Person, Room]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, await home.opened(anna, roster)


async def test_a_readers_reaction_shows_under_the_original_and_is_evidence_of_reading(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "at five?")
    copy = home.shown_of(maya, "at five?")
    await home.reacts(maya, copy, "👍")
    assert home.set_in(anna) == {source: "👍"}
    assert [line.is_read for line in await home.history(room)] == [True]
    await home.reacts(maya, copy, "🔥")
    await home.reacts(maya, copy)
    assert home.set_in(anna) == {source: None}


async def test_a_writers_own_reaction_shows_under_the_copy_and_proves_nothing(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "at five?")
    await home.reacts(anna, source, "🙏")
    assert home.set_in(maya) == {home.shown_of(maya, "at five?"): "🙏"}
    assert home.set_in(anna) == {}
    assert [line.is_read for line in await home.history(room)] == [False]


async def test_one_that_a_bot_cannot_set_is_told_and_takes_the_earlier_back(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "at five?")
    copy = home.shown_of(maya, "at five?")
    await home.reacts(maya, copy, "👍")
    await home.reacts(maya, copy, "")
    assert home.set_in(anna) == {source: None}
    told = home.last(maya)
    assert (told.code, told.values["what"], told.reply_to) == ("reaction", "unshown", copy)
    await home.reacts(maya, copy, "", "❤️")
    assert home.set_in(anna) == {source: "❤"}


async def test_an_album_has_one_under_its_first_part(home: House) -> None:
    anna, maya, _ = await couple(home)
    parts = [
        await home.says(anna, word, kind=MessageKind.PHOTO, album="a", deliver=False) for word in ("1", "2")
    ]
    await home.time_passes(seconds=1)
    (album,) = [one.id for one in home.chats[maya.id] if one.code == "copy"]
    await home.reacts(maya, album + 1, "👍")
    await home.reacts(anna, parts[1], "🎉")
    assert (home.set_in(anna), home.set_in(maya)) == ({parts[0]: "👍"}, {album: "🎉"})


async def test_what_we_have_said_ourselves_can_be_reacted_to_in_vain(home: House) -> None:
    anna, maya, _ = await couple(home)
    notice = home.chats[anna.id][-1].id
    await home.reacts(anna, notice, "👍")
    assert home.set_in(maya) == {} and home.last(anna).id == notice


async def test_in_an_ended_room_none_is_shown_and_any_can_be_taken_back(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "at five?")
    copy = home.shown_of(maya, "at five?")
    await home.reacts(maya, copy, "👍")
    await home.close(room)
    await home.reacts(maya, copy, "🔥")
    assert (home.last(maya).code, home.last(maya).values["what"]) == ("reaction", "ended")
    assert home.set_in(anna) == {source: "👍"}
    await home.reacts(maya, copy)
    assert home.set_in(anna) == {source: None}


async def test_one_on_its_way_when_the_room_is_closed_is_not_shown(home: House) -> None:
    anna, maya, room = await couple(home)
    await home.says(anna, "at five?")
    home.answers = lambda row: RetryAfter(5) if isinstance(row.item, Amendment) else None
    await home.reacts(maya, home.shown_of(maya, "at five?"), "👍")
    home.answers = lambda row: None
    await home.close(room)
    await home.time_passes(seconds=6)
    assert home.set_in(anna) == {}


async def test_the_newest_alone_is_sent_where_several_wait(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "at five?")
    copy = home.shown_of(maya, "at five?")
    home.answers = lambda row: RetryAfter(5) if isinstance(row.item, Amendment) else None
    for emoji in ("👍", "🔥", "🎉"):
        await home.reacts(maya, copy, emoji)
    home.answers = lambda row: None
    await home.time_passes(seconds=6)
    assert [one.id for one in home.chats[anna.id] if one.code == "amendment"] == [source]
    assert home.set_in(anna) == {source: "🎉"}


async def test_under_what_is_gone_nothing_is_shown_and_nothing_said(home: House) -> None:
    anna, maya, _ = await couple(home)
    await home.says(anna, "at five?")
    before = home.last(maya).id, home.last(anna).id
    home.answers = lambda row: CardLost() if isinstance(row.item, Amendment) else None
    await home.reacts(maya, home.shown_of(maya, "at five?"), "👍")
    assert (home.last(maya).id, home.last(anna).id) == before


async def test_each_room_shows_its_own(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    anna, budi = await home.customer("Anna"), await home.customer("Budi")
    await home.opened(anna, roster)
    await home.opened(budi, roster, hours=5)
    source = await home.says(anna, "mine")
    await home.says(budi, "his")
    await home.reacts(maya, home.shown_of(maya, "mine"), "👍")
    assert (home.set_in(anna), home.set_in(budi)) == ({source: "👍"}, {})
