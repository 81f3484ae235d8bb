"""Albums: one copy for all parts, in order, whatever comes between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.ids import MessageId
from domain.message import MessageKind, MessageState
from domain.people import Person
from domain.room import Room
from services.albums import REST, REST_AFTER_START
from services.outgoing import AlbumCopy, Copy, MediaCopy, Refused, Uncertain
from services.ports import UnitOfWork
from services.resend import Decided, DiscardMessage, ResendMessage
from services.which import AnswerWhich, Chosen
from tests.services.rooms_house import RULES, House, house

PHOTO, VIDEO, DOCUMENT = MessageKind.PHOTO, MessageKind.VIDEO, MessageKind.DOCUMENT


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def couple(home: House) -> tuple[Person, Person, Room]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, await home.opened(anna, roster)


async def sends(home: House, person: Person, *captions: str, album: str = "a1", **more: object) -> list[int]:
    """The parts of one album, undelivered."""
    return [
        await home.says(person, caption, kind=PHOTO, album=album, deliver=False, **more)  # type: ignore[arg-type]  # says' own names
        for caption in captions
    ]


def albums(home: House, person: Person) -> list[list[str]]:
    """What was shown as albums: the captions of each."""
    shown = [one.parcel for one in home.chats[person.id] if isinstance(one.parcel, AlbumCopy)]
    return [[part.caption for part in parcel.parts] for parcel in shown]


async def rests(home: House) -> None:
    home.clock.at += REST
    await home.deliver()


async def test_an_album_goes_as_one_in_order_and_what_follows_it_comes_after_it(home: House) -> None:
    anna, maya, room = await couple(home)
    parts = await sends(home, anna, "one", "", "three")
    await home.says(anna, "these three")
    assert home.copies(maya) == [], "sent before it could be whole"
    await rests(home)
    assert albums(home, maya) == [["one", "", "three"]]
    assert home.copies(maya)[-1] == "these three"
    history = await home.history(room)
    assert [line.state for line in history] == [MessageState.SENT] * 4
    assert [line.source for line in history[:3]] == parts


async def test_each_part_is_linked_with_its_copy_both_ways(home: House) -> None:
    anna, maya, _ = await couple(home)
    parts = await sends(home, anna, "one", "two")
    await rests(home)
    copies = [one.id for one in home.chats[maya.id] if isinstance(one.parcel, AlbumCopy)]
    await home.says(maya, "the second!", reply_to=copies[0] + 1)
    assert home.chats[anna.id][-1].reply_to == parts[1]
    await home.says(anna, "or the first?", reply_to=parts[0])
    assert home.chats[maya.id][-1].reply_to == copies[0]


async def test_each_part_makes_it_wait_a_little_longer_but_not_for_ever(home: House) -> None:
    anna, maya, _ = await couple(home)
    for caption in ("one", "two", "three"):
        await sends(home, anna, caption)
        home.clock.at += REST / 2
        await home.deliver()
    assert home.copies(maya) == []
    await rests(home)
    assert albums(home, maya) == [["one", "two", "three"]]


async def test_a_late_part_goes_along_by_itself_and_late_ones_together(home: House) -> None:
    anna, maya, _ = await couple(home)
    await sends(home, anna, "one", "two")
    await rests(home)
    await sends(home, anna, "three")
    await rests(home)
    (late,) = [one.parcel for one in home.chats[maya.id] if isinstance(one.parcel, MediaCopy)]
    assert late.caption == "three"
    await sends(home, anna, "four", "five")
    await rests(home)
    assert albums(home, maya) == [["one", "two"], ["four", "five"]]


async def test_two_albums_are_two(home: House) -> None:
    anna, maya, _ = await couple(home)
    await sends(home, anna, "1", "2", album="a")
    await sends(home, anna, "3", "4", album="b")
    await rests(home)
    assert albums(home, maya) == [["1", "2"], ["3", "4"]]


async def test_no_more_than_ten_parts_go_as_one(home: House) -> None:
    anna, maya, _ = await couple(home)
    await sends(home, anna, *(str(number) for number in range(12)))
    await rests(home)
    assert [len(album) for album in albums(home, maya)] == [10, 2]


async def test_what_telegram_does_not_group_goes_alone(home: House) -> None:
    anna, maya, _ = await couple(home)
    for kind in (PHOTO, VIDEO, DOCUMENT, DOCUMENT, MessageKind.ANIMATION):
        await home.says(anna, kind, kind=kind, album="odd", deliver=False)
    await rests(home)
    assert albums(home, maya) == [["photo", "video"], ["document", "document"]]
    assert home.copies(maya)[-1] == "animation"


async def test_parts_follow_the_first_whatever_is_shown_meanwhile(home: House) -> None:
    """Between two parts another customer writes: a line alone would have to be asked about."""
    anna, maya, _ = await couple(home)
    budi = await home.customer("Budi")
    await sends(home, maya, "one")
    roster = await home.do(lambda unit: unit.therapists.by_code("maya"))
    assert roster is not None
    await home.opened(budi, roster, hours=5)
    await home.says(budi, "hello")
    await sends(home, maya, "two")
    await rests(home)
    assert albums(home, anna) == [["one", "two"]]
    assert home.copies(budi) == []


async def test_an_album_that_is_asked_about_goes_as_one_to_the_one_chosen(home: House) -> None:
    anna, maya, room = await couple(home)
    budi = await home.customer("Budi")
    roster = await home.do(lambda unit: unit.therapists.by_code("maya"))
    assert roster is not None
    other = await home.opened(budi, roster, hours=5)
    await sends(home, maya, "one", "two")
    await home.deliver()
    await home.close(other)
    await sends(home, maya, "three")
    await home.deliver()
    asked = home.notices(maya, "relay.which")
    assert len({one.values["question"] for one in asked}) == 1
    assert home.copies(anna) == [], "only one of the two is left: that says nothing about whom it was for"
    answered = await home.do(
        AnswerWhich(home.clock, RULES), MessageId(asked[-1].values["question"]), room.id, maya
    )
    assert answered is Chosen.DONE
    await rests(home)
    assert albums(home, anna) == [["one", "two", "three"]]
    assert home.copies(budi) == []


async def test_an_album_without_a_room_is_explained_once(home: House) -> None:
    anna = await home.customer("Anna")
    await sends(home, anna, "one", "two", "three")
    await home.deliver()
    assert [one.values["reason"] for one in home.notices(anna, "relay.not_carried")] == ["no_room"]
    await sends(home, anna, "one", album="another")
    await home.deliver()
    assert len(home.notices(anna, "relay.not_carried")) == 2


async def test_an_album_in_reply_to_an_unknown_message_is_explained_once(home: House) -> None:
    anna, maya, _ = await couple(home)
    budi = await home.customer("Budi")
    roster = await home.do(lambda unit: unit.therapists.by_code("maya"))
    assert roster is not None
    await home.opened(budi, roster, hours=5)
    await sends(home, maya, "one", "two", "three", reply_to=77777)
    await home.deliver()
    assert [one.values["reason"] for one in home.notices(maya, "relay.not_carried")] == ["astray"]
    assert [home.copies(anna), home.copies(budi)] == [[], []]


async def test_an_album_that_may_not_have_arrived_is_asked_about_once_and_goes_again_whole(
    home: House,
) -> None:
    anna, maya, room = await couple(home)
    home.answers = lambda row: Uncertain("no answer") if isinstance(row.item, Copy) else None
    first, *_ = await sends(home, anna, "one", "two")
    await rests(home)
    home.answers = lambda row: None
    (asked,) = home.notices(anna, "relay.uncertain")
    assert asked.reply_to == first
    assert {line.state for line in await home.history(room)} == {MessageState.UNCERTAIN}
    resend = ResendMessage(home.clock)
    assert await home.do(resend, asked.values["message"], anna) is Decided.RETRIED
    await home.deliver()
    assert albums(home, maya) == [["one", "two"]]
    assert {line.state for line in await home.history(room)} == {MessageState.SENT}


async def test_an_album_can_be_left_as_it_is(home: House) -> None:
    anna, maya, room = await couple(home)
    home.answers = lambda row: Uncertain("no answer") if isinstance(row.item, Copy) else None
    await sends(home, anna, "one", "two")
    await rests(home)
    (asked,) = home.notices(anna, "relay.uncertain")
    discard = DiscardMessage(home.clock)
    assert await home.do(discard, asked.values["message"], anna) is Decided.DISCARDED
    assert {line.state for line in await home.history(room)} == {MessageState.DISCARDED}
    assert home.copies(maya) == []


async def test_a_refused_album_is_explained_once(home: House) -> None:
    anna, _, room = await couple(home)
    home.answers = lambda row: Refused("file_gone") if isinstance(row.item, Copy) else None
    first, *_ = await sends(home, anna, "one", "two", "three")
    await rests(home)
    (told,) = home.notices(anna, "relay.not_carried")
    assert told.reply_to == first
    assert {line.state for line in await home.history(room)} == {MessageState.REFUSED}


async def test_after_a_start_an_album_waits_for_the_parts_that_came_meanwhile(home: House) -> None:
    """What delivery does first: the rest is still being fetched."""
    anna, maya, _ = await couple(home)
    await sends(home, anna, "one")
    home.clock.at += REST * 10

    async def start(unit: UnitOfWork) -> None:
        unit.outbox.postpone_albums(home.clock.at + REST_AFTER_START)

    await home.do(start)
    await home.deliver()
    assert home.copies(maya) == []
    home.clock.at += REST_AFTER_START / 2
    await sends(home, anna, "two")
    home.clock.at += REST_AFTER_START
    await home.deliver()
    assert albums(home, maya) == [["one", "two"]]


async def test_the_first_part_withdrawn_leaves_the_others_their_way(home: House) -> None:
    anna, maya, room = await couple(home)
    await sends(home, anna, "one", "two", "three")
    history = await home.history(room)

    async def withdraw(unit: UnitOfWork) -> None:
        gone = replace(history[0], state=MessageState.DISCARDED, version=history[0].version + 1)
        unit.messages.save(history[0], gone)

    await home.do(withdraw)
    await rests(home)
    assert albums(home, maya) == [["two", "three"]]
