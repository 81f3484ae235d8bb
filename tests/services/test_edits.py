"""Edits: what is queued is changed, what has arrived is changed there, and nothing else is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.message import LONGEST_TEXT, MessageKind, MessageState
from domain.people import Person
from domain.room import Room
from services.alerts import Alerts
from services.amendments import EditedCaption, EditedFile, EditedText
from services.outgoing import Amendment, CardLost, Claimed, Copy, Refused, RetryAfter, Uncertain
from services.people import PersonLeft
from services.ports import UnitOfWork
from services.resend import Decided, ResendMessage
from services.settle import MOST_REPEATS, Settle
from tests.services.rooms_house import House, house

PHOTO = MessageKind.PHOTO
BOLD = {"type": "bold", "offset": 0, "length": 2}


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def couple(home: House) -> tuple[Person, Person, Room]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, await home.opened(anna, roster)


async def revisions(home: House, room: Room) -> list[str]:
    (line, *_) = await home.history(room)

    async def work(unit: UnitOfWork) -> list[str]:
        return [one.text for one in (await unit.messages.revisions([line.id])).get(line.id, ())]

    return await home.units.look(work)


async def test_an_edit_changes_the_copy_and_what_it_said_before_is_kept(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "at five")
    copy = home.shown_of(maya, "at five")
    await home.edits(anna, source, "at six", entities=(BOLD,))
    await home.edits(anna, source, "at seven")
    assert home.now_in(maya) == {copy: "at seven"}
    first, _ = [one.parcel for one in home.chats[maya.id] if one.code == "amendment"]
    assert first == EditedText(message=copy, text="at six", entities=(BOLD,))
    assert [line.text for line in await home.history(room)] == ["at seven"]
    assert await revisions(home, room) == ["at five", "at six"]
    assert home.last(anna).code != "relay.not_carried"


async def test_an_edit_with_nothing_edited_is_none(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "at five", entities=(BOLD,), details={"quote": {"text": "x"}})
    before = len(home.chats[maya.id]), len(home.chats[anna.id])
    await home.edits(anna, source, "at five", entities=(BOLD,))
    assert (len(home.chats[maya.id]), len(home.chats[anna.id])) == before
    assert await revisions(home, room) == []


async def test_what_was_never_for_a_room_is_nobodys_edit(home: House) -> None:
    anna, maya, _ = await couple(home)
    before = len(home.chats[maya.id]), len(home.chats[anna.id])
    await home.edits(anna, 77777, "/book please")
    assert (len(home.chats[maya.id]), len(home.chats[anna.id])) == before


async def test_what_waits_goes_as_it_is_by_then_and_once(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "at five", deliver=False)
    await home.edits(anna, source, "at six")
    assert home.copies(maya) == ["at six"]
    assert [one.code for one in home.chats[maya.id]].count("amendment") == 0
    assert await revisions(home, room) == ["at five"]


async def test_what_is_slowed_goes_as_it_is_by_then(home: House) -> None:
    anna, maya, _ = await couple(home)
    for number in range(20):
        await home.says(anna, f"{number}")
    late = await home.says(anna, "late")
    await home.edits(anna, late, "late, and better")
    assert home.copies(maya)[-1] == "19"
    await home.time_passes(seconds=61)
    assert home.copies(maya)[-1] == "late, and better"


async def test_what_is_held_goes_as_it_is_by_then(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    anna, budi = await home.customer("Anna"), await home.customer("Budi")
    with_anna, _ = await home.opened(anna, roster), await home.opened(budi, roster, hours=5)
    waits = await home.says(maya, "at two")
    await home.edits(maya, waits, "at three")
    await home.chooses(maya, with_anna)
    assert (home.copies(anna), home.copies(budi)) == (["at three"], [])


async def test_an_edit_while_its_message_is_in_flight_follows_it(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "at five", deliver=False)
    (row,) = await home.units.run(lambda unit: unit.outbox.claim(50, home.clock.at, busy=()))
    await home.edits(anna, source, "at six", deliver=False)
    await home.edits(anna, source, "at seven", deliver=False)
    await home.do(lambda unit: _again(unit, row, home))
    await home.deliver()
    assert list(home.now_in(maya).values()) == ["at seven"]
    assert len(home.copies(maya)) == 1


async def _again(unit: UnitOfWork, row: Claimed, home: House) -> None:
    unit.outbox.again(row, home.clock.at, error="429", counted=False)


async def test_the_newest_edit_takes_an_unsent_ones_place(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "one")
    home.answers = lambda row: RetryAfter(5) if isinstance(row.item, Amendment) else None
    for text in ("two", "three", "four"):
        await home.edits(anna, source, text)
    home.answers = lambda row: None
    await home.time_passes(seconds=6)
    assert [one.text for one in home.chats[maya.id] if one.code == "amendment"] == ["four"]


async def test_a_caption_and_a_file_are_edited_each_by_its_own_means(home: House) -> None:
    anna, maya, _ = await couple(home)
    first = {"unique": "u1"}
    source = await home.says(anna, "the gate", kind=PHOTO, details=first)
    await home.edits(anna, source, "the door", kind=PHOTO, file="photo-1", details=first)
    second = {"unique": "u2", "spoiler": True}
    await home.edits(anna, source, "the door", kind=PHOTO, file="photo-2", details=second)
    copy = home.shown_of(maya, "the gate")
    caption, file = [one.parcel for one in home.chats[maya.id] if one.code == "amendment"]
    assert caption == EditedCaption(message=copy, caption="the door", entities=())
    assert file == EditedFile(
        message=copy, kind=PHOTO, file="photo-2", caption="the door", entities=(), details=second
    )


async def test_each_part_of_an_album_is_edited_where_it_stands(home: House) -> None:
    anna, maya, _ = await couple(home)
    parts = [await home.says(anna, word, kind=PHOTO, album="a", deliver=False) for word in ("one", "two")]
    await home.edits(anna, parts[0], "1", kind=PHOTO, file="photo-1")
    await home.time_passes(seconds=1)
    await home.edits(anna, parts[1], "2", kind=PHOTO, file="photo-1")
    album, edited = [one for one in home.chats[maya.id] if one.code in ("copy", "amendment")]
    assert [part.caption for part in album.parcel.parts] == ["1", "two"]  # type: ignore[union-attr]  # an album
    assert (edited.id, edited.text) == (album.id + 1, "2")


async def test_a_long_caption_is_edited_in_the_text_that_carries_it(home: House) -> None:
    anna, maya, room = await couple(home)
    long = "so on " * 200
    source = await home.says(anna, long, kind=PHOTO)
    await home.edits(anna, source, long + "!", kind=PHOTO, file="photo-1")
    await home.edits(anna, source, "short", kind=PHOTO, file="photo-1")
    medium, below, *edits = [one for one in home.chats[maya.id] if one.code in ("copy", "amendment")]
    assert medium.text == "" and [one.id for one in edits] == [below.id, below.id]
    assert edits[-1].text == "short"
    assert [line.state for line in await home.history(room)] == [MessageState.SENT]


async def test_a_caption_cannot_outgrow_a_bots_afterwards(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "short", kind=PHOTO)
    await home.edits(anna, source, "so on " * 200, kind=PHOTO, file="photo-1")
    assert home.copies(maya) == ["short"]
    told = home.last(anna)
    assert (told.values["reason"], told.values["edit"], told.reply_to) == ("caption_too_long", True, source)
    assert [line.text for line in await home.history(room)] == ["short"]


async def test_an_edit_passes_the_same_check_as_a_new_message(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "fine", deliver=False)
    await home.edits(anna, source, "x" * (LONGEST_TEXT + 1))
    assert home.copies(maya) == ["fine"]
    told = home.last(anna)
    assert (told.values["reason"], told.values["edit"], told.values["unseen"]) == ("too_long", True, False)
    assert [line.text for line in await home.history(room)] == ["fine"]


async def test_a_file_changed_unseen_is_not_carried_when_the_edit_is_refused(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "fine", kind=PHOTO, details={"unique": "u1"}, deliver=False)
    text, changed = "x" * (LONGEST_TEXT + 1), {"unique": "u2"}
    await home.edits(anna, source, text, kind=PHOTO, file="photo-2", details=changed)
    assert home.copies(maya) == []
    assert [line.state for line in await home.history(room)] == [MessageState.REFUSED]
    assert home.last(anna).values["unseen"] is True


async def test_after_the_room_has_ended_an_edit_is_explained_and_never_goes_to_the_next(home: House) -> None:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)
    source = await home.says(anna, "at five")
    await home.close(room)
    again = await home.opened(anna, roster)
    assert again.generation == room.generation + 1
    await home.edits(anna, source, "at six")
    told = home.last(anna)
    assert (told.values["reason"], told.values["edit"]) == ("room_closed", True)
    assert list(home.now_in(maya).values()) == ["at five"]


async def test_an_edit_that_waits_when_the_room_is_closed_is_explained(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "at five")
    home.answers = lambda row: RetryAfter(5) if isinstance(row.item, Amendment) else None
    await home.edits(anna, source, "at six")
    home.answers = lambda row: None
    await home.close(room)
    await home.time_passes(seconds=6)
    assert list(home.now_in(maya).values()) == ["at five"]
    (told,) = home.notices(anna, "relay.not_carried")
    assert (told.values["reason"], told.values["edit"], told.reply_to) == ("room_closed", True, source)


async def test_of_what_may_have_arrived_the_new_words_go_with_retry(home: House) -> None:
    anna, maya, _ = await couple(home)
    home.answers = lambda row: Uncertain("cut") if isinstance(row.item, Copy) else None
    source = await home.says(anna, "at five")
    await home.edits(anna, source, "at six")
    told = home.last(anna)
    assert (told.code, told.values["what"], told.reply_to) == ("relay.edit", "uncertain", source)
    home.answers = lambda row: None
    (asked,) = home.notices(anna, "relay.uncertain")
    assert await home.do(ResendMessage(home.clock), asked.values["message"], anna) is Decided.RETRIED
    await home.deliver()
    assert home.copies(maya) == ["at six"]


async def test_an_edit_of_what_reached_nobody_says_so(home: House) -> None:
    anna = await home.customer("Anna")
    _, roster = await home.therapist("Maya")
    room = await home.opened(anna, roster)
    await home.close(room)
    source = await home.says(anna, "hello?")
    await home.edits(anna, source, "hello!")
    assert (home.last(anna).values["reason"], home.last(anna).reply_to) == ("edit_unsent", source)


async def test_an_edit_of_what_telegram_refused_is_another_try(home: House) -> None:
    anna, maya, _ = await couple(home)
    home.answers = lambda row: Refused("empty") if isinstance(row.item, Copy) else None
    source = await home.says(anna, "at five")
    home.answers = lambda row: None
    await home.edits(anna, source, "at six")
    assert home.copies(maya) == ["at six"]
    assert home.last(anna).code == "relay.settled"


async def test_a_copy_that_is_gone_is_told_and_nothing_is_sent_anew(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "at five")
    home.answers = lambda row: CardLost() if isinstance(row.item, Amendment) else None
    await home.edits(anna, source, "at six")
    told = home.last(anna)
    assert (told.code, told.values["what"], told.reply_to) == ("relay.edit", "lost", source)
    assert home.copies(maya) == ["at five"]


async def test_an_unanswered_edit_is_repeated_and_in_the_end_told(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "at five")
    home.answers = lambda row: Uncertain("cut") if isinstance(row.item, Amendment) else None
    await home.edits(anna, source, "at six")
    home.answers = lambda row: None
    home.clock.at += timedelta(seconds=5)
    (row,) = await home.units.run(lambda unit: unit.outbox.claim(5, home.clock.at, busy=()))
    assert isinstance(row.item, Amendment) and row.tries == 1
    settle = Settle(home.clock, Alerts(home.clock))
    await home.do(settle, row, Uncertain("cut"), unanswered=MOST_REPEATS + 1)
    await home.time_passes(seconds=60)
    told = home.last(anna)
    assert (told.code, told.values["what"], told.reply_to) == ("relay.edit", "unanswered", source)
    assert list(home.now_in(maya).values()) == ["at five"]


async def test_an_edit_waits_for_a_reader_who_is_away(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "at five")
    await home.do(PersonLeft(), maya.address)
    await home.edits(anna, source, "at six")
    assert list(home.now_in(maya).values()) == ["at five"]
    rows = await home.units.run(lambda unit: unit.outbox.claim(5, home.clock.at, busy=()))
    assert [row.item for row in rows if row.item.to == maya.id] == []


async def test_an_edit_shows_nothing_new_so_a_focus_stands_and_no_room_is_shown(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    anna, budi = await home.customer("Anna"), await home.customer("Budi")
    await home.opened(anna, roster)
    source = await home.says(anna, "at five")
    await home.time_passes(hours=23)
    with_budi = await home.opened(budi, roster, hours=5)
    await home.time_passes(hours=2)
    await home.edits(anna, source, "at six")
    assert "at six" in home.now_in(maya).values()
    await home.says(maya, "to the only room that has shown anything lately")
    assert len(home.copies(budi)) == 1 and with_budi.live
