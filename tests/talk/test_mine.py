"""`/mydata` and `/forget`: what a person gets, what goes, what the others hear."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.callbacks import MenuPress
from domain.booking import BookingStatus
from domain.people import Address
from domain.rules import RoomRules
from services.ports import UnitOfWork
from tests.talk.studio import Phone, Studio
from tests.talk.test_form import through

NAME, ADDRESS, ROOM, NOTES = "Anastasiazz", "Villa Kembangzz 9", "Suite 41zz", "left kneezz"
HERS, HIS = "the gate code is 4711zz", "mayas own words"
SECRETS = (NAME, ADDRESS, ROOM, NOTES, HERS)


async def met(house: Studio) -> tuple[Phone, Phone]:
    """A booking in a hotel with notes, accepted; a line each way, hers answered so that it is quoted."""
    maya = await house.therapist(2, "maya")
    ana = await house.phone(1, NAME)
    await ana.says("/book")
    await through(ana, "Balinese", "90 minutes", "Hotel or villa")
    await ana.says(ADDRESS)
    await through(ana, "Renon")
    await ana.says(ROOM)
    await through(ana, "Maya", "As soon as possible")
    await ana.says(NOTES)
    await ana.presses("Send request")
    await maya.presses("Accept")
    await ana.says(HERS)
    await maya.says(HIS, reply_to=maya.last.id)
    return ana, maya


async def mydata(phone: Phone) -> dict[str, Any]:
    await phone.says("/mydata")
    file = phone.card("mydata").file
    assert file is not None
    found: dict[str, Any] = json.loads(file)
    return found


async def erase(phone: Phone) -> str:
    await phone.says("/forget")
    await phone.presses("Yes, erase everything")
    return await phone.presses("Erase for good")


def kept(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.iterdir() if one.is_file())


async def person(house: Studio, number: int) -> Any:
    return await house.units.look(lambda unit: unit.people.at(Address("telegram", str(number))))


async def test_mydata_is_everything_about_the_one_who_asks(house: Studio) -> None:
    ana, _ = await met(house)
    found = await mydata(ana)
    assert found["profile"]["name"] == NAME
    assert found["profile"]["chat"] == {"kind": "telegram", "id": "1"}
    (booking,) = found["bookings"]
    assert (booking["role"], booking["address"], booking["room"]) == ("customer", ADDRESS, ROOM)
    assert (booking["notes"], booking["therapistName"], booking["price"]) == (NOTES, "Maya", "350000.00")
    assert [(one["direction"], one["with"], one["message"]) for one in found["messages"]] == [
        ("sent", "Maya", HERS),
        ("received", "Maya", HIS),
    ]


async def test_of_the_other_side_there_is_the_name_they_show_and_no_more(house: Studio) -> None:
    _, maya = await met(house)
    found = await mydata(maya)
    text = json.dumps(found)
    assert found["profile"]["therapist"]["name"] == "Maya"
    assert (found["bookings"][0]["role"], found["bookings"][0]["customerName"]) == ("therapist", NAME)
    assert not [secret for secret in (ADDRESS, ROOM, NOTES) if secret in text]
    assert '"1"' not in text and "customer_" not in text


async def test_mydata_again_at_once_is_answered_without_another_file(house: Studio) -> None:
    ana = await house.phone(1, "Ana")
    await mydata(ana)
    await ana.says("/mydata")
    assert ana.last.file is None
    assert "again in 5 minutes" in ana.last.text
    await house.time_passes(minutes=4, seconds=30)
    await ana.says("/mydata")
    assert "again in 1 minute." in ana.last.text
    await house.time_passes(minutes=1)
    await ana.says("/mydata")
    assert ana.last.file is not None


async def test_forget_asks_twice_and_says_what_goes_and_what_stays(house: Studio) -> None:
    ana, _ = await met(house)
    (booking,) = await house.units.look(lambda unit: unit.bookings.list())
    await ana.says("/forget")
    asked = ana.card("forget")
    for part in ("What goes:", "What stays, without your name:", booking.reference, "rooms close at once"):
        assert part in asked.text
    assert asked.labels == ["First give me a copy", "Yes, erase everything", "Keep everything"]
    await ana.presses("Yes, erase")
    assert "cannot be undone" in asked.text
    await ana.presses("Keep everything")
    assert (asked.text, asked.buttons) == ("Nothing was erased.", [])
    assert await person(house, 1) is not None


async def test_whoever_was_not_asked_is_not_erased(house: Studio) -> None:
    ana = await house.phone(1, "Ana")
    await ana.presses_data(MenuPress(act="forget_now").pack())
    assert await person(house, 1) is not None


async def test_a_customer_is_gone_from_every_table_and_from_the_file(house: Studio, tmp_path: Path) -> None:
    ana, maya = await met(house)
    assert [secret for secret in SECRETS if secret.encode() not in kept(tmp_path)] == []
    before = len(maya.chat)
    assert await erase(ana) == "Erased"
    assert ana.last.text.startswith("Everything about you has been erased.")
    assert ana.last.buttons == []
    told = " ".join(one.text for one in maya.chat[before:])
    assert "called off" in told.lower() or "cancelled" in told.lower(), told
    assert NAME not in told
    left = kept(tmp_path)
    assert [secret for secret in SECRETS if secret.encode() in left] == []
    assert HIS.encode() in left, "what the therapist wrote is the therapist's"
    (booking,) = await house.units.look(lambda unit: unit.bookings.list())
    assert (booking.status, booking.notes, booking.place.address) == (BookingStatus.CANCELLED, "", "")
    assert booking.price.minor > 0
    assert await person(house, 1) is None


async def test_whoever_was_forgotten_begins_anew(house: Studio) -> None:
    ana, maya = await met(house)
    await erase(ana)
    await ana.says("/start")
    assert ana.last.text.startswith(f"Hello {NAME}")
    assert (await mydata(ana))["messages"] == []
    before = len(maya.chat)
    await ana.says("are you still there?")
    assert len(maya.chat) == before
    await ana.says("/book")
    assert ana.card("draft").labels


async def test_what_was_still_to_be_sent_is_cancelled(house: Studio, tmp_path: Path) -> None:
    ana, maya = await met(house)

    async def leave(unit: UnitOfWork) -> None:
        await house.use_cases.person_left(unit, Address("telegram", "2"))

    await house.units.run(leave)
    await ana.says("late words zzqueued")
    assert b"zzqueued" in kept(tmp_path)
    await erase(ana)
    assert b"zzqueued" not in kept(tmp_path)
    await maya.says("/start")
    assert not [one for one in maya.chat if "zzqueued" in one.text]


async def test_who_wrote_to_somebody_who_is_forgotten_hears_what_did_not_arrive(house: Studio) -> None:
    ana, maya = await met(house)
    lines = [await ana.says(f"line {number}") for number in range(RoomRules().messages_a_minute + 2)]
    await erase(maya)
    told = [one for one in ana.chat if one.code == "relay.not_carried"]
    assert [one.reply_to for one in told] == lines[-3:]


async def test_lines_that_were_too_fast_to_be_sent_yet_are_gone_too(house: Studio, tmp_path: Path) -> None:
    ana, maya = await met(house)
    for number in range(RoomRules().messages_a_minute + 5):
        await ana.says(f"zzslowed {number}")
    assert b"zzslowed" in kept(tmp_path)
    assert not [one for one in maya.chat if f"zzslowed {number}" in one.text]
    await erase(ana)
    assert b"zzslowed" not in kept(tmp_path)


async def test_a_therapist_leaves_the_roster_without_a_person(house: Studio) -> None:
    ana, maya = await met(house)
    await maya.says("/forget")
    assert "on the studio's roster" in maya.card("forget").text
    await maya.presses("Yes, erase everything")
    before = len(ana.chat)
    await maya.presses("Erase for good")
    (booking,) = await house.units.look(lambda unit: unit.bookings.list())
    assert (booking.status, booking.therapist) == (BookingStatus.REQUESTED, None)
    assert [one for one in ana.chat[before:] if one.code == "booking.choices"]
    found = await house.units.look(lambda unit: unit.therapists.by_code("maya"))
    assert found is not None and found.person is None and found.active
    dewi = Phone(house, 7, "Dewi")
    await dewi.says(f"/start {await house.invite('maya')}")
    assert dewi.last.text.startswith("Welcome, Maya")


async def test_an_offer_that_waits_goes_on_to_the_customers_choices(house: Studio) -> None:
    maya = await house.therapist(2, "maya")
    ana = await house.phone(1, "Ana")
    await ana.says("/book")
    await through(ana, "Balinese", "90 minutes", "At the studio", "Maya", "As soon as possible", "Skip")
    await ana.presses("Send request")
    await erase(maya)
    assert ana.card("booking.choices").labels
    (booking,) = await house.units.look(lambda unit: unit.bookings.list())
    assert booking.status is BookingStatus.REQUESTED


@pytest.mark.parametrize("operator", [3])
async def test_an_operator_who_returns_is_one_again(house: Studio, operator: int) -> None:
    olga = await house.phone(operator, "Olga")
    await erase(olga)
    assert await house.units.look(lambda unit: unit.people.operators()) == []
    await olga.says("/start")
    assert "You are an operator" in olga.last.text
