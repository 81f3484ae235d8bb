"""What people send besides text: what leaves for it, and what is said about what Telegram does to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.message import LONGEST_CAPTION, MessageKind, MessageState
from domain.people import Person
from domain.room import Room
from domain.transcript import shape
from services.albums import REST
from services.outgoing import AlbumCopy, Copy, MediaCopy, Parcel, PlaceCopy, Refused, TextCopy, Uncertain
from services.resend import Decided, ResendMessage
from tests.services.rooms_house import House, house

LONG = "🧘" * (LONGEST_CAPTION + 1)
SANUR = {"latitude": -8.6905, "longitude": 115.2625}
MARKS = ({"type": "bold", "offset": 2, "length": 4},)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


async def couple(home: House) -> tuple[Person, Person, Room]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, await home.opened(anna, roster)


def parcels(home: House, person: Person) -> list[Parcel]:
    return [one.parcel for one in home.chats[person.id] if one.code == "copy" and one.parcel is not None]


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind.captioned])
async def test_media_are_copied_with_the_caption_from_our_record(home: House, kind: MessageKind) -> None:
    anna, maya, _ = await couple(home)
    source = await home.says(anna, "look", kind=kind, entities=MARKS)
    (parcel,) = parcels(home, maya)
    assert isinstance(parcel, MediaCopy)
    assert (parcel.kind, parcel.source, parcel.source_message) == (kind, anna.address, source)
    assert (parcel.caption, parcel.entities) == ("look", MARKS)


@pytest.mark.parametrize("kind", [MessageKind.STICKER, MessageKind.VIDEO_NOTE])
async def test_what_has_no_caption_is_given_none(home: House, kind: MessageKind) -> None:
    anna, maya, _ = await couple(home)
    await home.says(anna, "", kind=kind)
    (parcel,) = parcels(home, maya)
    assert isinstance(parcel, MediaCopy)
    assert parcel.caption is None


async def test_a_place_goes_out_from_our_record(home: House) -> None:
    anna, maya, room = await couple(home)
    await home.says(anna, "", kind=MessageKind.LOCATION, details={**SANUR, "accuracy": 12.5})
    venue = {**SANUR, "title": "Pura", "address": "Jalan 3", "place": {"foursquare_id": "4f"}}
    await home.says(anna, "", kind=MessageKind.VENUE, details=venue)
    point, named = parcels(home, maya)
    bare: dict[str, Any] = {**SANUR, "reply_to": None}
    assert point == PlaceCopy(**bare, more={"horizontal_accuracy": 12.5})
    assert named == PlaceCopy(**bare, title="Pura", address="Jalan 3", more={"foursquare_id": "4f"})
    assert home.notices(anna, "relay.goes_as") == []
    exported = [shape(line) for line in await home.history(room)]
    assert [one["messageType"] for one in exported] == ["location", "venue"]
    assert exported[0]["message"] == "-8.6905, 115.2625"
    assert exported[1]["message"] == "Pura, Jalan 3 (-8.6905, 115.2625)"


async def test_a_poll_and_a_throw_go_bare_and_say_below_whose_they_are(home: House) -> None:
    anna, maya, room = await couple(home)
    question = await home.says(maya, "when?")
    poll = {"question": "When?", "options": ["Five", "Six"], "quiz": False}
    asked = await home.says(maya, "", kind=MessageKind.POLL, details=poll, reply_to=question)
    await home.says(maya, "", kind=MessageKind.DICE, details={"emoji": "🎲", "value": 4}, reply_to=question)
    _, first, second = parcels(home, anna)
    for parcel in (first, second):
        assert isinstance(parcel, MediaCopy)
        assert (parcel.caption, parcel.reply_to) == (None, None)
    below = home.notices(anna, "relay.came_bare")
    copies = [one.id for one in home.chats[anna.id] if isinstance(one.parcel, MediaCopy)]
    assert [(one.values["kind"], one.reply_to) for one in below] == list(
        zip(["poll", "dice"], copies, strict=True)
    )
    assert [one.values["counterpart"] for one in below] == ["Maya", "Maya"]
    assert (below[1].values["emoji"], below[1].values["value"]) == ("🎲", 4)
    (told,) = home.notices(maya, "relay.goes_as")
    assert (told.values["kind"], told.reply_to) == ("poll", asked)
    exported = [shape(line)["message"] for line in await home.history(room)]
    assert exported == ["when?", "When?\n- Five\n- Six", "🎲 4"]


async def test_a_caption_longer_than_a_bots_follows_its_medium_whole(home: House) -> None:
    anna, maya, room = await couple(home)
    await home.says(anna, LONG, kind=MessageKind.VIDEO, entities=MARKS)
    medium, caption = parcels(home, maya)
    assert isinstance(medium, MediaCopy)
    assert (medium.caption, medium.entities) == ("", ())
    place = home.chats[maya.id][-2].id
    assert caption == TextCopy(text=LONG, entities=MARKS, reply_to=place)
    assert [line.state for line in await home.history(room)] == [MessageState.SENT]
    source = (await home.history(room))[0].source
    for shown in (place, place + 1):
        await home.says(maya, "seen", reply_to=shown)
        assert home.chats[anna.id][-1].reply_to == source


async def test_a_long_caption_in_an_album_follows_the_album(home: House) -> None:
    anna, maya, room = await couple(home)
    for text in ("one", LONG):
        await home.says(anna, text, kind=MessageKind.PHOTO, album="a", deliver=False)
    home.clock.at += REST
    await home.deliver()
    album, caption = parcels(home, maya)
    assert isinstance(album, AlbumCopy)
    assert isinstance(caption, TextCopy)
    assert [part.caption for part in album.parts] == ["one", ""]
    assert (caption.text, caption.reply_to) == (LONG, home.chats[maya.id][-2].id + 1)
    assert {line.state for line in await home.history(room)} == {MessageState.SENT}


@pytest.mark.parametrize("which", ["medium", "caption"])
async def test_of_a_medium_with_a_long_caption_only_what_may_be_missing_goes_again(
    home: House, which: str
) -> None:
    anna, maya, room = await couple(home)

    def lost(row: Any) -> Uncertain | None:
        copy = row.item
        hit = isinstance(copy, Copy) and copy.caption == (which == "caption")
        return Uncertain("no answer") if hit else None

    home.answers = lost
    await home.says(anna, LONG, kind=MessageKind.PHOTO)
    home.answers = lambda row: None
    (line,) = await home.history(room)
    assert line.state is MessageState.UNCERTAIN
    before = len(parcels(home, maya))
    assert await home.do(ResendMessage(home.clock), line.id, anna) is Decided.RETRIED
    await home.deliver()
    assert before == (which == "caption")
    assert [type(one) for one in parcels(home, maya)] == [MediaCopy, TextCopy]
    assert (await home.message(line.id)).state is MessageState.SENT


ALONE = [kind for kind in MessageKind if kind not in (MessageKind.TEXT, MessageKind.CONTACT)]


@pytest.mark.parametrize("kind", ALONE)
async def test_each_kind_goes_again_when_its_sender_says_so(home: House, kind: MessageKind) -> None:
    anna, maya, room = await couple(home)
    home.answers = lambda row: Uncertain("no answer") if isinstance(row.item, Copy) else None
    details: dict[str, Any] = {**SANUR, "title": "x", "address": "y", "emoji": "🎲", "value": 1}
    await home.says(anna, "", kind=kind, details=details)
    home.answers = lambda row: None
    (line,) = await home.history(room)
    assert (line.state, line.details) == (MessageState.UNCERTAIN, details)
    assert await home.do(ResendMessage(home.clock), line.id, anna) is Decided.RETRIED
    await home.deliver()
    assert len(parcels(home, maya)) == 1
    assert (await home.message(line.id)).state is MessageState.SENT


async def test_a_voice_that_the_reader_does_not_take_is_explained_to_its_sender(home: House) -> None:
    anna, maya, room = await couple(home)
    home.answers = lambda row: Refused("voice_forbidden") if isinstance(row.item, Copy) else None
    source = await home.says(anna, "", kind=MessageKind.VOICE)
    told = home.last(anna)
    assert (told.values["reason"], told.reply_to) == ("voice_forbidden", source)
    assert [line.state for line in await home.history(room)] == [MessageState.REFUSED]
    assert parcels(home, maya) == []


async def test_what_is_quoted_goes_along_with_the_reply(home: House) -> None:
    anna, maya, _ = await couple(home)
    await home.says(anna, "at five or at six")
    quote = {"text": "at six", "position": 11, "entities": []}
    shown = home.shown_of(maya, "at five or at six")
    await home.says(maya, "this", reply_to=shown, details={"quote": quote})
    (answer,) = parcels(home, anna)
    assert isinstance(answer, TextCopy)
    assert answer.quote == quote
