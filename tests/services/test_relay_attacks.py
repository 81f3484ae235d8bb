"""People who try, by hand or by accident, to reach somebody they should not: old messages, old buttons, both
roles in one person, rooms that end while something of theirs is on its way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.message import MessageKind, MessageState
from domain.people import Person
from services.outgoing import Amendment, Copy, RetryAfter, Uncertain
from services.ports import UnitOfWork
from services.resend import Decided, ResendMessage
from tests.services.rooms_house import House, house

PHOTO = MessageKind.PHOTO
NUMBER = "call me: 0812 3344 5566"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def test_a_part_that_is_stopped_takes_none_of_its_album_along_in_silence(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)
    for words in ("one", NUMBER, "three"):
        await home.says(anna, words, kind=PHOTO, album="a", deliver=False)
    await home.time_passes(seconds=1)
    (album,) = [one.parcel for one in home.chats[maya.id] if one.code == "copy"]
    assert [part.caption for part in album.parts] == ["one", "three"]  # type: ignore[union-attr]  # an album
    assert [one.state for one in await home.history(room)] == [MessageState.SENT] * 2
    assert len(home.notices(anna, "relay.not_carried")) == 1


async def test_an_album_whose_first_part_is_stopped_goes_without_it(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    await home.opened(anna, roster)
    sources = [
        await home.says(anna, words, kind=PHOTO, album="a", deliver=False) for words in (NUMBER, "", "")
    ]
    await home.time_passes(seconds=1)
    told = [one.reply_to for one in home.notices(anna, "relay.not_carried")]
    (album,) = [one.parcel for one in home.chats[maya.id] if one.code == "copy"]
    assert told == sources[:1] and len(album.parts) == 2  # type: ignore[union-attr]  # an album


async def test_a_therapist_who_is_somebodys_customer_is_each_in_the_right_room(home: House) -> None:
    anna = await home.customer("Anna")
    maya, mayas = await home.therapist("Maya")
    dewi, dewis = await home.therapist("Dewi")
    works = await home.opened(anna, mayas)
    await home.opened(maya, dewis, hours=5)
    await home.says(anna, "from a guest")
    await home.says(dewi, "from a colleague")
    await home.says(maya, "to a guest", reply_to=home.shown_of(maya, "from a guest"))
    await home.says(maya, "to a colleague", reply_to=home.shown_of(maya, "from a colleague"))
    assert (home.copies(anna), home.copies(dewi)) == (["to a guest"], ["to a colleague"])
    await home.says(maya, "to whom?")
    assert (len(home.copies(anna)), len(home.copies(dewi))) == (1, 1)
    await home.chooses(maya, works)
    assert home.copies(anna)[-1] == "to whom?"
    (line,) = [one for one in await home.history(works) if one.text == "to a guest"]
    assert (line.sender.name, line.sender.role.value) == ("Maya", "therapist")
    told = " ".join(str(one.values) for one in home.chats[anna.id])
    assert "in private" not in told


async def test_one_who_has_left_the_roster_reaches_only_those_of_their_rooms(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    await home.opened(anna, roster)
    await home.says(anna, "hello")

    async def unlinked(unit: UnitOfWork) -> Person:
        known = await unit.people.get(maya.id)
        assert known is not None
        unit.people.save(replace(known, therapist=None))
        return replace(known, therapist=None)

    gone = await home.units.run(unlinked)
    await home.says(gone, "I am still there", reply_to=home.shown_of(maya, "hello"))
    await home.says(anna, "good")
    assert (home.copies(anna)[-1:], home.copies(maya)) == (["I am still there"], ["hello", "good"])
    assert "in private" not in " ".join(str(one.values) for one in home.chats[anna.id])


async def test_nothing_old_reaches_the_pairs_next_room(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    first = await home.opened(anna, roster)
    source = await home.says(anna, "old")
    home.answers = lambda row: Uncertain("cut") if isinstance(row.item, Copy) else None
    lost = await home.says(anna, "lost")
    home.answers = lambda row: None
    copy = home.shown_of(maya, "old")
    await home.close(first)
    await home.opened(anna, roster)
    before = len(home.copies(maya)), len(home.copies(anna))
    await home.says(maya, "to an old one", reply_to=copy)
    await home.reacts(maya, copy, "👍")
    await home.edits(anna, source, "new")
    await home.edits(anna, lost, "found")
    (asked,) = home.notices(anna, "relay.uncertain")
    decided = await home.do(ResendMessage(home.clock), asked.values["message"], anna)
    await home.deliver()
    assert decided is Decided.ROOM_ENDED
    assert (len(home.copies(maya)), len(home.copies(anna))) == before
    assert list(home.now_in(maya).values()) == ["old"]
    assert "👍" not in home.set_in(anna).values()


@pytest.mark.parametrize("what", ["edit", "reaction", "move"])
async def test_what_waits_to_be_changed_is_not_once_one_has_blocked_the_other(home: House, what: str) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)
    place = {"latitude": -8.69, "longitude": 115.26, "period": 900}
    kind = MessageKind.LIVE_LOCATION if what == "move" else MessageKind.TEXT
    source = await home.says(anna, "first", kind=kind, details=place if what == "move" else {})
    own = await home.says(maya, "mine")
    home.answers = lambda row: RetryAfter(5) if isinstance(row.item, Amendment) else None
    if what == "edit":
        await home.edits(anna, source, "second")
    elif what == "reaction":
        await home.reacts(anna, home.shown_of(anna, "mine"), "🔥")
    else:
        await home.edits(anna, source, "", kind=kind, details=place | {"latitude": -9.99})
    home.answers = lambda row: None
    await home.close(room)
    await home.time_passes(seconds=6)
    assert "second" not in home.now_in(maya).values()
    assert "🔥" not in home.set_in(maya).values() and own
    assert -9.99 not in [getattr(one.parcel, "latitude", 0) for one in home.chats[maya.id]]
