"""What tells who somebody is does not go across; numbers do, while both want it; and what trying leads to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.booking import Booking, BookingStatus, Place, PlaceKind
from domain.firewall import FindKind
from domain.ids import BookingId
from domain.message import Message, MessageKind, MessageState
from domain.people import Person
from domain.room import Room
from services.alerts import Alerts
from services.amendments import Remade
from services.carrying import Said
from services.edits import EditMessage
from services.files import LARGEST
from services.outgoing import AlbumCopy, MediaCopy
from services.ports import UnitOfWork
from services.repositories import Change
from services.restricting import AppealRestriction, Lifted, LiftRestriction
from services.sharing import KeepNumbers, Shared, ShareNumbers
from tests.services.rooms_house import RULES, House, Shown, house

WARNED_AT, RESTRICTED_AT = RULES.standing.warned_at, RULES.standing.restricted_at
FADES = RULES.standing.fades

NUMBER = "0812 3456 7890"
MENTION = {"type": "text_mention", "offset": 0, "length": 5, "user": {"id": 4711, "first_name": "X"}}
LINK = {"type": "text_link", "offset": 0, "length": 4, "url": "https://example.com/maya"}


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as made:
        yield made


async def couple(home: House) -> tuple[Person, Person, Room]:
    anna = await home.customer("Anna")
    maya, roster = await home.therapist("Maya")
    return anna, maya, await home.opened(anna, roster)


async def operator(home: House) -> Person:
    person = await home.customer("Olga")

    async def work(unit: UnitOfWork) -> Person:
        boss = replace(person, operator=True)
        unit.people.save(boss)
        return boss

    return await home.units.run(work)


async def lines(home: House, person: Person) -> list[Message]:
    """All that this person wrote, in order."""

    async def work(unit: UnitOfWork) -> list[Message]:
        found = [await unit.messages.at(person.id, place) for place in range(1000, 1200)]
        return [one for one in found if one is not None]

    return await home.units.look(work)


async def visit_of(home: House, room: Room) -> Booking:
    async def work(unit: UnitOfWork) -> Booking:
        return (await unit.rooms.bookings(room.id))[-1]

    return await home.units.look(work)


async def move(home: House, room: Room, *steps: BookingStatus) -> None:
    async def work(unit: UnitOfWork) -> None:
        for step in steps:
            (booking,) = await unit.rooms.bookings(room.id)
            unit.bookings.save(booking, booking.to(step), Change("test", home.clock.at))

    await home.units.run(work)


async def both_agree(home: House, room: Room, anna: Person, maya: Person) -> BookingId:
    booking = await visit_of(home, room)
    for person in (anna, maya):
        assert await home.do(ShareNumbers(home.clock), booking.id, person) is Shared.DONE
    await home.deliver()
    return booking.id


def stop_of(home: House, person: Person) -> Shown:
    return home.notices(person, "relay.not_carried")[-1]


STOPPED: list[tuple[str, dict[str, Any], FindKind]] = [
    (NUMBER, {}, FindKind.NUMBER),
    ("nol delapan satu dua tiga empat lima enam tujuh delapan", {}, FindKind.NUMBER),
    ("anna@example.com", {}, FindKind.EMAIL),
    ("look at example.com", {}, FindKind.LINK),
    ("here", {"entities": (LINK,)}, FindKind.LINK),
    ("I am @anna_99", {}, FindKind.MENTION),
    ("Anna, hello", {"entities": (MENTION,)}, FindKind.MENTION),
    ("my ig is anna_99", {}, FindKind.HANDLE),
    ("hello", {"details": {"account": "text"}}, FindKind.ACCOUNT),
    ("", {"kind": MessageKind.CONTACT}, FindKind.CONTACT),
    (NUMBER, {"kind": MessageKind.PHOTO}, FindKind.NUMBER),
    ("", {"kind": MessageKind.POLL, "details": {"question": NUMBER, "options": ["a"]}}, FindKind.NUMBER),
    ("", {"kind": MessageKind.AUDIO, "details": {"title": NUMBER}}, FindKind.NUMBER),
    ("", {"kind": MessageKind.DOCUMENT, "details": {"file_name": "me.vcf"}}, FindKind.CONTACT),
]


@pytest.mark.parametrize("way", ["customer", "therapist"])
@pytest.mark.parametrize(("text", "more", "find"), STOPPED)
async def test_it_is_kept_as_stopped_explained_in_reply_and_seen_by_nobody_else(
    home: House, way: str, text: str, more: dict[str, Any], find: FindKind
) -> None:
    anna, maya, room = await couple(home)
    sender, reader = (anna, maya) if way == "customer" else (maya, anna)
    before = len(home.chats[reader.id])
    sent = await home.says(sender, text, **more)
    told = stop_of(home, sender)
    assert (told.reply_to, told.values["reason"]) == (sent, f"identity.{find}")
    assert told.values["booking"] == (await visit_of(home, room)).id
    assert len(home.chats[reader.id]) == before
    (line,) = await lines(home, sender)
    assert (line.state, line.reason, line.room) == (MessageState.REFUSED, f"identity.{find}", None)
    assert "4711" not in repr(line)
    assert await home.history(room) == []


async def test_what_passes_passes(home: House) -> None:
    anna, maya, _ = await couple(home)
    said = [
        "Rp 350.000 at 14:30, room 1204, gate code 4711",
        "https://maps.app.goo.gl/aBc123",
        "my booking is RL-7K2M",
        "60, 90 or 120 minutes?",
    ]
    for text in said:
        await home.says(anna, text)
    assert home.copies(maya) == said


async def test_the_booked_address_passes(home: House) -> None:
    anna, maya, room = await couple(home)
    address = "Villa Lumba.com, Sanur"
    await home.says(anna, f"It is {address}")
    assert stop_of(home, anna).values["reason"] == "identity.link"
    place = Place(kind=PlaceKind.HOME, address=address)

    async def work(unit: UnitOfWork) -> None:
        (booking,) = await unit.rooms.bookings(room.id)
        unit.bookings.save(
            booking, replace(booking, place=place, version=booking.version + 1), Change("test", home.clock.at)
        )

    await home.units.run(work)
    await home.says(anna, f"Again: {address}")
    assert home.copies(maya)[-1] == f"Again: {address}"


async def test_a_number_in_pieces_stops_at_the_piece_that_makes_it_one(home: House) -> None:
    anna, maya, _ = await couple(home)
    for text in ("0812", "wait", "34 56", "7890", "90"):
        await home.says(anna, text)
    assert home.copies(maya) == ["0812", "wait", "34 56"]
    assert [line.state for line in await lines(home, anna)][-2:] == [MessageState.REFUSED] * 2
    # Both write pieces of something: those of the other one are not this one's.
    await home.says(maya, "7890")
    assert home.copies(anna) == ["7890"]


async def test_pieces_of_long_ago_are_nobodys_number(home: House) -> None:
    anna, maya, _ = await couple(home)
    await home.says(anna, "0812")
    await home.time_passes(hours=2)
    await home.says(anna, "345678")
    assert home.copies(maya) == ["0812", "345678"]


async def edits(home: House, person: Person, chat_message: int, text: str, **more: Any) -> None:
    said = Said(kind=MessageKind.TEXT, text=text, chat_message=chat_message, sent_at=home.clock.at, **more)
    await home.do(EditMessage(home.clock, RULES), person, said)
    await home.deliver()


@pytest.mark.parametrize("waits", [True, False])
async def test_a_clean_message_edited_into_a_number_stays_what_it_was(home: House, waits: bool) -> None:
    anna, maya, room = await couple(home)
    sent = await home.says(anna, "at five", deliver=not waits)
    await edits(home, anna, sent, f"call {NUMBER}")
    assert home.copies(maya) == ["at five"]
    assert [line.text for line in await home.history(room)] == ["at five"]
    told = stop_of(home, anna)
    assert (told.reply_to, told.values["reason"], told.values["edit"]) == (sent, "identity.number", True)
    assert NUMBER not in repr([shown.parcel for shown in home.chats[maya.id]])


async def test_an_edit_that_makes_a_number_of_what_was_said_since_is_stopped(home: House) -> None:
    anna, maya, _ = await couple(home)
    first = await home.says(anna, "ok")
    await home.says(anna, "34567890")
    await edits(home, anna, first, "0812")
    assert home.copies(maya) == ["ok", "34567890"]
    assert stop_of(home, anna).values["reason"] == "identity.number"


async def test_a_line_that_waited_for_its_room_is_checked_when_it_has_one(home: House) -> None:
    anna, maya, room = await couple(home)
    budi = await home.customer("Budi")
    roster = await home.units.look(lambda unit: unit.therapists.get(room.therapist))
    assert roster is not None
    other = await home.opened(budi, roster)
    await home.says(maya, "see you soon")
    await home.says(maya, NUMBER)
    await home.chooses(maya, other)
    assert home.copies(budi) == ["see you soon"]
    assert stop_of(home, maya).values["reason"] == "identity.number"
    assert home.copies(anna) == []


# Numbers shared for a visit


async def test_one_tap_each_and_numbers_pass_until_either_takes_it_back(home: House) -> None:
    anna, maya, room = await couple(home)
    booking = (await visit_of(home, room)).id
    assert await home.do(ShareNumbers(home.clock), booking, anna) is Shared.DONE
    await home.deliver()
    assert home.last(anna).values["outcome"] == "asked"
    assert home.last(maya).values["outcome"] == "invited"
    await home.says(anna, NUMBER)
    assert home.copies(maya) == [], "one consent allows nothing"
    assert await home.do(ShareNumbers(home.clock), booking, anna) is Shared.ALREADY
    assert await home.do(ShareNumbers(home.clock), booking, maya) is Shared.DONE
    await home.deliver()
    assert {home.notices(one, "share")[-1].values["outcome"] for one in (anna, maya)} == {"agreed"}
    await home.says(anna, NUMBER)
    await home.says(maya, "", kind=MessageKind.CONTACT)
    assert home.copies(maya) == [NUMBER]
    assert isinstance(home.last(anna).parcel, MediaCopy)
    await home.says(anna, "https://example.com")
    assert stop_of(home, anna).values == stop_of(home, anna).values | {
        "reason": "identity.link",
        "booking": None,
    }
    assert await home.do(KeepNumbers(home.clock), booking, maya) is Shared.DONE
    await home.deliver()
    assert home.last(anna).values["outcome"] == "ended"
    await home.says(anna, NUMBER)
    await home.says(maya, "", kind=MessageKind.CONTACT)
    assert home.copies(maya) == [NUMBER]
    assert stop_of(home, maya).values["reason"] == "identity.contact"


async def test_a_no_is_told_and_so_is_a_question_that_is_withdrawn(home: House) -> None:
    anna, maya, room = await couple(home)
    booking = (await visit_of(home, room)).id
    for answers, outcomes in ((maya, ("declined", "kept")), (anna, ("kept", "withdrawn"))):
        await home.do(ShareNumbers(home.clock), booking, anna)
        assert await home.do(KeepNumbers(home.clock), booking, answers) is Shared.DONE
        await home.deliver()
        told = tuple(home.notices(one, "share")[-1].values["outcome"] for one in (anna, maya))
        assert told == outcomes
    assert await home.do(KeepNumbers(home.clock), booking, maya) is Shared.ALREADY


async def test_what_is_shared_ends_with_the_visit(home: House) -> None:
    anna, maya, room = await couple(home)
    booking = await both_agree(home, room, anna, maya)
    await move(home, room, BookingStatus.ON_THE_WAY, BookingStatus.IN_PROGRESS)
    await home.says(anna, NUMBER)
    await move(home, room, BookingStatus.COMPLETED)
    await home.says(anna, f"{NUMBER} again")
    assert home.copies(maya) == [NUMBER]
    assert stop_of(home, anna).values["booking"] is None
    assert await home.do(ShareNumbers(home.clock), booking, anna) is Shared.STALE


async def test_nobody_shares_for_others_or_for_what_nobody_has_agreed_to(home: House) -> None:
    anna, _, room = await couple(home)
    stranger = await home.customer("Eve")
    booking = (await visit_of(home, room)).id
    assert await home.do(ShareNumbers(home.clock), booking, stranger) is Shared.STALE
    assert await home.do(KeepNumbers(home.clock), booking, stranger) is Shared.STALE
    assert await home.do(ShareNumbers(home.clock), BookingId(999), anna) is Shared.STALE
    _, roster = await home.therapist("Putu")
    asked = await visit_of(home, await home.pending(anna, roster))
    assert await home.do(ShareNumbers(home.clock), asked.id, anna) is Shared.STALE


# Strikes


async def standing_of(home: House, person: Person) -> str:
    await home.says(person, NUMBER)
    return str(stop_of(home, person).values["standing"])


async def test_three_warn_harder_five_restrict_and_tell_the_operator(home: House) -> None:
    anna, maya, room = await couple(home)
    boss = await operator(home)
    assert [await standing_of(home, anna) for _ in range(RESTRICTED_AT - 1)] == ["fine"] * (WARNED_AT - 1) + [
        "warned"
    ] * (RESTRICTED_AT - WARNED_AT)
    assert home.chats.get(boss.id) is None
    assert await standing_of(home, anna) == "restricted"
    (alert,) = home.notices(boss, "alert")
    assert alert.values == {"kind": "restricted", "by": f"customer_{anna.id}", "person": anna.id}
    await home.says(anna, "thank you")
    told = stop_of(home, anna).values
    assert (told["reason"], told["until"]) == (
        "identity.restricted",
        int((home.clock.at + FADES).timestamp()),
    )
    assert len(home.notices(boss, "alert")) == 1
    for kind in (MessageKind.STICKER, MessageKind.VOICE):
        await home.says(anna, "", kind=kind)
    here = {"latitude": -8.69, "longitude": 115.26}
    await home.says(anna, "", kind=MessageKind.LOCATION, details=here)
    await home.says(maya, "I am here")
    assert [line.kind for line in await home.history(room)] == [
        MessageKind.STICKER,
        MessageKind.VOICE,
        MessageKind.LOCATION,
        MessageKind.TEXT,
    ]


async def test_strikes_fade(home: House) -> None:
    anna, maya, room = await couple(home)
    for _ in range(RESTRICTED_AT):
        await standing_of(home, anna)
    home.clock.at += FADES + timedelta(minutes=1)
    roster = await home.units.look(lambda unit: unit.therapists.get(room.therapist))
    assert roster is not None
    await home.opened(anna, roster)
    await home.says(anna, "hello again")
    assert home.copies(maya) == ["hello again"]


async def test_what_is_doubtful_never_counts(home: House) -> None:
    anna, maya, _ = await couple(home)
    for _ in range(RESTRICTED_AT + 1):
        await home.says(anna, "telegram saya annadewi")
        assert stop_of(home, anna).values["standing"] == "fine"
    await home.says(anna, "sorry")
    assert home.copies(maya) == ["sorry"]


async def test_the_studio_is_asked_once_a_day_and_lifts_it(home: House) -> None:
    anna, maya, _ = await couple(home)
    boss = await operator(home)
    appeal = AppealRestriction(home.clock, RULES.standing, Alerts(home.clock))
    assert await home.do(appeal, anna) is Lifted.STALE
    for _ in range(RESTRICTED_AT):
        await standing_of(home, anna)
    for _ in range(2):
        assert await home.do(appeal, anna) is Lifted.DONE
    await home.deliver()
    assert [one.values["kind"] for one in home.notices(boss, "alert")] == ["restricted", "appealed"]
    lift = LiftRestriction(home.clock, RULES.standing)
    assert await home.do(lift, anna.id, maya) is Lifted.NOT_YOURS
    assert await home.do(lift, anna.id, boss) is Lifted.DONE
    assert await home.do(lift, anna.id, boss) is Lifted.STALE
    await home.deliver()
    assert home.last(anna).code == "identity.lifted"
    await home.says(anna, "thank you")
    assert home.copies(maya) == ["thank you"]


# Files


def document(name: str, mime: str = "", size: int = 1000) -> dict[str, Any]:
    return {"kind": MessageKind.DOCUMENT, "details": {"file_name": name, "mime": mime, "size": size}}


async def test_a_file_whose_name_tells_goes_under_another(home: House) -> None:
    anna, maya, _ = await couple(home)
    await home.says(anna, "my plan", **document("call 0812-3456-7890.pdf"))
    parcel = home.last(maya).parcel
    assert isinstance(parcel, MediaCopy)
    assert (parcel.remade, parcel.caption) == (Remade("document-1", "file.pdf", False), "my plan")
    await home.says(anna, "", **document("plan.pdf"))
    parcel = home.last(maya).parcel
    assert isinstance(parcel, MediaCopy)
    assert parcel.remade is None


async def test_a_picture_sent_as_a_file_is_made_anew(home: House) -> None:
    anna, maya, _ = await couple(home)
    await home.says(anna, "", **document("IMG_1.jpg", "image/jpeg", LARGEST))
    parcel = home.last(maya).parcel
    assert isinstance(parcel, MediaCopy)
    assert parcel.remade == Remade("document-1", "IMG_1.jpg", True)


async def test_so_are_those_of_an_album(home: House) -> None:
    anna, maya, _ = await couple(home)
    for name in ("a.pdf", "b.png"):
        await home.says(anna, "", album="7", deliver=False, **document(name))
    await home.time_passes(seconds=2)
    parcel = home.last(maya).parcel
    assert isinstance(parcel, AlbumCopy)
    assert [part.remade for part in parcel.parts] == [None, Remade("document-1", "b.png", True)]


REFUSED = [
    (document("IMG_1.HEIC", "image/heic"), "file.picture"),
    (document("IMG_1.jpg", "image/jpeg", LARGEST + 1), "file.picture_large"),
    (document("0812-3456-7890.pdf", "", LARGEST + 1), "file.name_large"),
    ({"kind": MessageKind.VIDEO, "details": {"file_name": "0812-3456-7890.mp4"}}, "file.name"),
]


@pytest.mark.parametrize(("sent", "reason"), REFUSED)
async def test_what_cannot_be_made_anew_is_refused_with_advice(
    home: House, sent: dict[str, Any], reason: str
) -> None:
    anna, maya, _ = await couple(home)
    before = len(home.chats[maya.id])
    await home.says(anna, "", **sent)
    assert stop_of(home, anna).values["reason"] == reason
    assert len(home.chats[maya.id]) == before
