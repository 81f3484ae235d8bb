"""`/why`: the life of a message or a booking, for those whose it is and for operators."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import MessageId, PersonId, message_code, parse_message_code
from domain.people import Person
from domain.room import Room
from services.outgoing import Refused, Uncertain
from services.ports import UnitOfWork
from services.resend import Decided, DiscardMessage, ResendMessage
from services.why import TellWhy
from tests.services.rooms_house import House, Shown, house


@dataclass
class Home:
    house: House
    ann: Person
    dewi: Person
    room: Room

    async def why(self, person: Person, code: str = "", reply_to: int | None = None) -> Shown:
        await self.house.do(TellWhy(self.house.clock), person, code, reply_to)
        await self.house.deliver()
        return self.house.chats[person.id][-1]

    def answers(self, outcome: Any) -> None:
        """To the copies; what is said about them arrives."""
        self.house.answers = lambda row: outcome if row.item.to == self.dewi.id else None

    def last(self, person: Person) -> Shown:
        return self.house.chats[person.id][-1]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with house(tmp_path) as made:
        ann = await made.customer("Ann")
        dewi, therapist = await made.therapist("Dewi")
        room = await made.opened(ann, therapist)
        yield Home(made, ann, dewi, room)


def whats(shown: Shown) -> list[str]:
    return [step["what"] for step in shown.values["steps"]]


async def test_a_delivered_message_in_reply_to_it_on_either_side(home: Home) -> None:
    source = await home.house.says(home.ann, "the gate code is 4711")
    own = await home.why(home.ann, reply_to=source)
    assert (own.code, own.values["state"]) == ("why.message", "sent")
    assert whats(own) == ["written", "queued", "sent"]
    copy = next(one for one in home.house.chats[home.dewi.id] if one.text.startswith("the gate"))
    theirs = await home.why(home.dewi, reply_to=copy.id)
    assert theirs.values["code"] == own.values["code"]
    assert "4711" not in str(own.values) + str(theirs.values), "never the words"


async def test_by_its_code_only_for_those_whose_it_is_and_operators(home: Home) -> None:
    home.answers(Uncertain("gateway"))
    source = await home.house.says(home.ann, "hello")
    home.answers(None)
    code = message_code(MessageId(1))
    stranger = await home.house.customer("Eve")
    unknown = await home.why(stranger, code)
    assert (unknown.code, unknown.values) == ("why.unknown", {"asked": code})
    assert (await home.why(stranger, "M-ZZZ")).code == "why.unknown", "the same as for one that is not there"
    assert (await home.why(home.dewi, code)).code == "why.unknown", "it may never have stood before her"
    operator = await _operator(home, stranger)
    told = await home.why(operator, code.lower())
    assert (told.values["conversation"], told.values["state"]) == (home.room.conversation, "uncertain")
    assert "gateway" in str(told.values["steps"])
    assert "gateway" not in str((await home.why(home.ann, reply_to=source)).values)


async def _operator(home: Home, person: Person) -> Person:
    async def work(unit: UnitOfWork) -> Person:
        known = await unit.people.get(person.id)
        assert known is not None
        unit.people.save(replace(known, operator=True))
        return replace(known, operator=True)

    return await home.house.units.run(work)


async def test_nothing_there_and_how_to_ask(home: Home) -> None:
    assert (await home.why(home.ann)).values == {"asked": ""}
    assert (await home.why(home.ann, reply_to=424242)).values == {"asked": "reply"}
    assert (await home.why(home.ann, "' OR 1=1 --")).code == "why.unknown"


async def test_a_refused_message_offers_a_second_try_and_says_what_became_of_it(home: Home) -> None:
    home.answers(Refused("voice_forbidden", "VOICE_MESSAGES_FORBIDDEN"))
    await home.house.says(home.ann, "hello")
    told = home.last(home.ann)
    assert (told.code, told.values["reason"]) == ("relay.not_carried", "voice_forbidden")
    message = MessageId(told.values["message"])
    home.answers(None)
    assert await home.house.do(ResendMessage(home.house.clock), message, home.ann) is Decided.RETRIED
    await home.house.deliver()
    assert home.house.copies(home.dewi) == ["hello"]
    assert (home.last(home.ann).code, home.last(home.ann).id) == ("relay.settled", told.id), "in place"
    assert await home.house.do(ResendMessage(home.house.clock), message, home.ann) is Decided.STALE
    assert whats(await home.why(home.ann, message_code(message))) == [
        "written",
        "queued",
        "refused",
        "queued",
        "sent",
    ]


async def test_a_refused_message_can_be_left_as_it_is(home: Home) -> None:
    home.answers(Refused("too_large"))
    source = await home.house.says(home.ann, "hello")
    message = MessageId(home.last(home.ann).values["message"])
    assert await home.house.do(DiscardMessage(home.house.clock), message, home.ann) is Decided.DISCARDED
    assert (await home.why(home.ann, reply_to=source)).values["state"] == "discarded"
    home.answers(None)
    await home.house.deliver()
    assert home.house.copies(home.dewi) == []


@given(st.integers(1, 2**63 - 1))
def test_a_code_is_read_back(number: int) -> None:
    code = message_code(MessageId(number))
    assert parse_message_code(f" {code.lower()} ") == number


@pytest.mark.parametrize("text", ["", "M-", "M-1IO", "M-22", "RL-7K2M", "M-222", "M-" + "Z" * 14, "M-24K\nx"])
def test_what_is_no_code(text: str) -> None:
    assert parse_message_code(text) is None


def test_ids_of_people_are_no_codes() -> None:
    assert message_code(MessageId(int(PersonId(1)))) == "M-223"


@pytest.mark.parametrize("typed", ["m223", "M 223", "#m-223", "M–223", "(M-223)", "m-223."])
async def test_a_code_as_people_write_it(home: Home, typed: str) -> None:
    await home.house.says(home.ann, "hello")
    assert (await home.why(home.ann, typed)).values["code"] == "M-223"


async def test_a_booking_for_its_two_and_operators_alone(home: Home) -> None:
    booking = (await home.house.units.look(lambda unit: unit.rooms.bookings(home.room.id)))[0]
    stranger, (ida, _) = await home.house.customer("Eve"), await home.house.therapist("Ida")
    for person in (home.ann, home.dewi):
        told = await home.why(person, booking.reference.lower())
        assert (told.code, told.values["reference"]) == ("why.booking", booking.reference)
        assert all(step["by"] == step["detail"] == "" for step in told.values["steps"])
    for person in (stranger, ida):
        assert (await home.why(person, booking.reference)).code == "why.unknown"
    operator = await _operator(home, stranger)
    assert any(step["by"] for step in (await home.why(operator, booking.reference)).values["steps"])


async def test_another_generation_of_the_room_shows_nothing_new(home: Home) -> None:
    """What stood before each of the two stays theirs; a later therapist of hers learns nothing."""
    source = await home.house.says(home.ann, "hello")
    code = (await home.why(home.ann, reply_to=source)).values["code"]
    await home.house.close(home.room)
    ida, roster = await home.house.therapist("Ida")
    await home.house.opened(home.ann, roster, hours=9)
    assert (await home.why(ida, code)).code == "why.unknown"
    copy = next(one for one in home.house.chats[home.dewi.id] if one.text == "hello")
    assert (await home.why(ida, reply_to=copy.id)).values == {"asked": "reply"}
    assert (await home.why(home.dewi, code)).values["state"] == "sent"


async def test_a_stopped_line_has_a_code_and_its_reason_is_its_writers(home: Home) -> None:
    source = await home.house.says(home.ann, "my number is 0812 3456 7890")
    notice = home.last(home.ann)
    assert notice.code == "relay.not_carried"
    code = message_code(MessageId(notice.values["called"]))
    told = await home.why(home.ann, reply_to=source)
    assert (told.values["code"], told.values["reason"]) == (code, "identity.number")
    assert (told.values["receiver"], whats(told)) == ("", ["written", "refused"])
    assert "3456" not in str(told.values)
    assert (await home.why(home.dewi, code)).code == "why.unknown"
    retried = await home.house.do(ResendMessage(home.house.clock), MessageId(1), home.ann)
    assert retried is Decided.ROOM_ENDED, "a forged press sends nothing"
    await home.house.deliver()
    assert home.house.copies(home.dewi) == []


async def test_a_line_that_waits_for_its_writers_choice(home: Home) -> None:
    ida, roster = await home.house.therapist("Ida")
    await home.house.opened(home.ann, roster)
    source = await home.house.says(home.ann, "hello")
    told = await home.why(home.ann, reply_to=source)
    assert (told.values["state"], whats(told)) == ("held", ["written", "held"])
    assert (await home.why(ida, told.values["code"])).code == "why.unknown"
