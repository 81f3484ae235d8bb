"""Taking back: deleted there, or kept from leaving; albums whole; in honest words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.message import MessageKind, MessageState
from domain.people import Person
from domain.room import Room
from services.amendments import Removal
from services.outgoing import Amendment, Copy, Refused, RetryAfter, Uncertain
from services.people import PersonLeft
from services.resend import Decided, ResendMessage
from services.unsending import AskUnsend
from tests.services.rooms_house import House, house

PHOTO = MessageKind.PHOTO


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def couple(home: House) -> tuple[Person, Person, Room]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, await home.opened(anna, roster)


def removals(home: House, person: Person) -> list[tuple[int, ...]]:
    shown = [one.parcel for one in home.chats[person.id]]
    return [one.messages for one in shown if isinstance(one, Removal)]


async def test_what_has_arrived_is_deleted_there_and_kept_for_the_operator(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "oh no")
    copy = home.shown_of(maya, "oh no")
    assert await home.unsends(anna, source) == "gone"
    assert (home.last(anna).code, home.last(anna).reply_to) == ("unsend.done", source)
    assert removals(home, maya) == [(copy,)] and home.now_in(maya) == {}
    (line,) = await home.history(room)
    assert (line.state, line.text, line.sent_at is not None) == (MessageState.UNSENT, "oh no", True)
    assert await home.unsends(anna, source) == "already"
    await home.edits(anna, source, "better")
    assert home.last(anna).values["reason"] == "edit_unsent_since"


async def test_what_waits_never_leaves(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "oh no", deliver=False)
    assert await home.unsends(anna, source) == "before"
    assert home.copies(maya) == [] and removals(home, maya) == []
    (line,) = await home.history(room)
    assert (line.state, line.reason) == (MessageState.DISCARDED, "unsent")


async def test_what_is_slowed_never_leaves(home: House) -> None:
    anna, maya, _ = await couple(home)
    for number in range(20):
        await home.says(anna, f"{number}")
    late = await home.says(anna, "late")
    assert await home.unsends(anna, late) == "before"
    await home.time_passes(seconds=61)
    assert home.copies(maya)[-1] == "19"


async def test_what_is_held_is_asked_about_no_more(home: House) -> None:
    maya, roster = await home.therapist("Maya")
    anna, budi = await home.customer("Anna"), await home.customer("Budi")
    with_anna, _ = await home.opened(anna, roster), await home.opened(budi, roster, hours=5)
    first = await home.says(maya, "at two")
    await home.says(maya, "or three")
    await home.unsends(maya, first)
    assert home.notices(maya, "unsend.done")[-1].values["what"] == "before"
    assert home.notices(maya, "relay.which")[-1].values["lines"] == 1
    await home.chooses(maya, with_anna)
    assert home.copies(anna) == ["or three"]


@pytest.mark.parametrize("arrives", [True, False])
async def test_what_is_in_flight_is_deleted_if_it_gets_there(home: House, arrives: bool) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "oh no", deliver=False)
    (row,) = await home.units.run(lambda unit: unit.outbox.claim(50, home.clock.at, busy=()))
    meant = await home.units.look(lambda unit: unit.messages.at(anna.id, source))
    assert meant is not None
    await home.take_back(anna, meant)
    await home.answered(row, arrives=arrives)
    await home.deliver()
    assert home.now_in(maya) == {}
    assert len(home.copies(maya)) == (1 if arrives else 0)
    assert home.last(anna).values["what"] == ("gone" if arrives else "before")


async def test_an_album_goes_whole_from_any_part(home: House) -> None:
    anna, maya, room = await couple(home)
    parts = [await home.says(anna, word, kind=PHOTO, album="a", deliver=False) for word in ("1", "2", "3")]
    await home.time_passes(seconds=1)
    (album,) = [one.id for one in home.chats[maya.id] if one.code == "copy"]
    assert await home.unsends(anna, parts[1]) == "gone"
    assert removals(home, maya) == [(album, album + 1, album + 2)]
    assert {line.state for line in await home.history(room)} == {MessageState.UNSENT}
    assert len(home.notices(anna, "unsend.done")) == 1


async def test_an_album_that_waits_never_leaves(home: House) -> None:
    anna, maya, _ = await couple(home)
    parts = [await home.says(anna, word, kind=PHOTO, album="a", deliver=False) for word in ("1", "2")]
    assert await home.unsends(anna, parts[0]) == "before"
    await home.time_passes(seconds=1)
    assert home.copies(maya) == [] and len(home.notices(anna, "unsend.done")) == 1


async def test_a_long_caption_goes_with_its_medium(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "so on " * 200, kind=PHOTO)
    medium, below = [one.id for one in home.chats[maya.id] if one.code == "copy"]
    await home.unsends(anna, source)
    assert removals(home, maya) == [(medium, below)]


async def test_after_48_hours_it_is_too_late(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "oh no")
    await home.time_passes(hours=48)
    assert await home.unsends(anna, source) == "too_late"
    assert removals(home, maya) == []


async def test_one_that_waits_past_48_hours_is_too_late(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "oh no")
    await home.time_passes(hours=47)
    await home.do(PersonLeft(), maya.address)
    assert await home.unsends(anna, source) == "waits"
    await home.time_passes(hours=2)
    assert removals(home, maya) == []
    maya_back = await home.units.look(lambda unit: unit.people.get(maya.id))
    assert maya_back is not None and not maya_back.reachable
    await home.comes_back(maya)
    assert home.last(anna).values["what"] == "too_late"


async def test_of_what_may_have_arrived_it_says_that_it_may_stay_there(home: House) -> None:
    anna, maya, room = await couple(home)
    home.answers = lambda row: Uncertain("cut") if isinstance(row.item, Copy) else None
    source = await home.says(anna, "oh no")
    home.answers = lambda row: None
    (asked,) = home.notices(anna, "relay.uncertain")
    await home.unsends(anna, source)
    assert home.notices(anna, "unsend.done")[-1].values["what"] == "uncertain"
    assert [line.state for line in await home.history(room)] == [MessageState.DISCARDED]
    resend = ResendMessage(home.clock)
    assert await home.do(resend, asked.values["message"], anna) is Decided.STALE
    assert removals(home, maya) == []


@pytest.mark.parametrize(("answer", "what"), [(Refused("stays"), "stays"), (Refused("moved"), "stays")])
async def test_what_telegram_does_not_delete_stays_and_is_told(
    home: House, answer: Refused, what: str
) -> None:
    anna, _, room = await couple(home)
    source = await home.says(anna, "oh no")
    home.answers = lambda row: answer if isinstance(row.item, Amendment) else None
    assert await home.unsends(anna, source) == what
    assert [line.state for line in await home.history(room)] == [MessageState.SENT]


async def test_after_the_room_has_ended_ones_words_can_still_be_taken_back(home: House) -> None:
    anna, maya, room = await couple(home)
    source = await home.says(anna, "oh no")
    await home.close(room)
    assert await home.unsends(anna, source) == "gone"
    assert home.now_in(maya) == {}


async def test_what_was_refused_or_somebody_elses_is_not_taken_back(home: House) -> None:
    anna, maya, room = await couple(home)
    await home.says(anna, "hello")
    assert await home.unsends(maya, home.shown_of(maya, "hello")) == "not_yours"
    await home.close(room)
    source = await home.says(anna, "hello?")
    assert await home.unsends(anna, source) == "undelivered"


async def test_the_newest_edit_and_then_the_deletion(home: House) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "one")
    home.answers = lambda row: RetryAfter(5) if isinstance(row.item, Amendment) else None
    await home.edits(anna, source, "two")
    await home.unsends(anna, source)
    home.answers = lambda row: None
    await home.time_passes(seconds=6)
    assert home.now_in(maya) == {} and len(removals(home, maya)) == 1


async def test_without_a_reply_the_last_five_are_offered_and_albums_once(home: House) -> None:
    anna, _, _ = await couple(home)
    for number in range(6):
        await home.says(anna, f"{number}")
    for word in ("a", "b"):
        await home.says(anna, word, kind=PHOTO, album="x", deliver=False)
    await home.time_passes(seconds=1)
    await home.do(AskUnsend(home.clock), anna)
    await home.deliver()
    lines = home.last(anna).values["lines"]
    assert [line["text"] for line in lines] == ["a", "5", "4", "3", "2"]
    assert {line["counterpart"] for line in lines} == {"Maya"}
    await home.time_passes(hours=49)
    await home.do(AskUnsend(home.clock), anna)
    await home.deliver()
    assert home.last(anna).values["lines"] == []
