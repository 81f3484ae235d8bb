"""Closing with a reason, blocking, reporting: what ends at once, who hears what, who never meets again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from domain.booking import BookingStatus, Wish
from domain.offer import OfferStatus
from domain.people import Person
from domain.room import CloseReason, Room, RoomStatus
from services.alerts import Alerts
from services.offer_ends import EndOffer
from services.offers import Answer
from services.parting import (
    AskParting,
    BlockPerson,
    CloseForReason,
    KeepRoom,
    Parted,
    Parting,
    ReportPerson,
    Unblock,
)
from services.request_booking import NobodyFits
from services.room_life import CloseRoom, OpenRoom, RoomRefusal
from tests.services.rooms_house import House
from tests.services.studio import ROOMS, Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def agreed(at: Studio) -> tuple[Person, Room]:
    """Dewi has accepted Ann's visit; nobody else was asked."""
    made = await at.requested(at.at(3, wish=Wish(therapist=at.dewi.id)))
    await at.accept(made.offer, at.dewi)
    await at.house.deliver()
    return await at.person(at.dewi), await at.room(made.offer)


def block(at: Studio) -> BlockPerson:
    return BlockPerson(at.clock, EndOffer(at.do.turns), Alerts(at.clock))


def report(at: Studio) -> ReportPerson:
    return ReportPerson(at.clock, EndOffer(at.do.turns), Alerts(at.clock))


def cards(home: House, person: Person) -> list[tuple[str, str]]:
    return [(one.values["act"], one.values["outcome"]) for one in home.notices(person, "parting")]


def ended(home: House, person: Person) -> list[str]:
    return [one.values["reason"] for one in home.notices(person, "room.ended")]


def alerts(at: Studio) -> list[str]:
    return [one.values["kind"] for one in at.house.notices(at.operator, "alert")]


@pytest.mark.parametrize("reason", [CloseReason.SETTLED, CloseReason.NO_LONGER, CloseReason.OTHER])
async def test_either_closes_it_with_a_reason_and_the_other_is_told(at: Studio, reason: CloseReason) -> None:
    dewi, room = await agreed(at)
    close = CloseForReason(at.clock)
    assert await at.house.do(close, room.id, dewi, reason) is Parted.DONE
    await at.house.deliver()
    closed = await at.house.room(room)
    assert (closed.status, closed.reason) == (RoomStatus.CLOSED, reason)
    assert (ended(at.house, at.ann), ended(at.house, dewi)) == ([reason.value], [])
    assert cards(at.house, dewi) == [("close", "done")]
    await at.house.do(close, room.id, at.ann, reason)
    await at.house.deliver()
    assert cards(at.house, at.ann) == [("close", "over")], "it has ended already"
    await at.house.says(at.ann, "Hello?")
    assert at.house.last(at.ann).values["reason"] == "room_closed"
    (booking,) = await at.house.do(lambda unit: unit.rooms.bookings(room.id))
    assert booking.status is BookingStatus.CONFIRMED, "the visit is another matter"


async def test_the_next_booking_opens_it_again(at: Studio) -> None:
    dewi, room = await agreed(at)
    await at.house.do(CloseForReason(at.clock), room.id, dewi, CloseReason.SETTLED)
    made = await at.requested(at.at(30, wish=Wish(therapist=at.dewi.id)))
    await at.accept(made.offer, at.dewi)
    again = await at.room(made.offer)
    assert (again.conversation, again.generation) == (room.conversation, room.generation + 1)
    await at.house.deliver()
    await at.house.says(at.ann, "hello again")
    assert at.house.copies(dewi) == ["hello again"]


@pytest.mark.parametrize("reason", [CloseReason.EXPIRED, CloseReason.BLOCKED, CloseReason.OPERATOR])
async def test_not_every_reason_is_a_members(at: Studio, reason: CloseReason) -> None:
    dewi, room = await agreed(at)
    assert await at.house.do(CloseForReason(at.clock), room.id, dewi, reason) is Parted.NOT_YOURS
    assert (await at.house.room(room)).live


async def test_it_is_asked_about_first_and_can_be_left_as_it_is(at: Studio) -> None:
    dewi, room = await agreed(at)
    ask = AskParting(at.clock, ROOMS)
    for act in Parting:
        assert await at.house.do(ask, room.id, dewi, act) is Parted.DONE
        await at.house.deliver()
        await at.house.do(KeepRoom(at.clock), room.id, dewi)
        await at.house.deliver()
    assert cards(at.house, dewi) == [
        ("close", "open"), ("", "kept"), ("block", "open"), ("", "kept"), ("report", "open"), ("", "kept"),
    ]  # fmt: skip
    assert (await at.house.room(room)).live


async def test_what_is_only_requested_is_declined_or_withdrawn_instead(at: Studio) -> None:
    made = await at.requested(at.wanted())
    room = await at.room(made.offer)
    await at.house.do(AskParting(at.clock, ROOMS), room.id, at.ann, Parting.CLOSE)
    await at.house.do(CloseForReason(at.clock), room.id, at.ann, CloseReason.OTHER)
    await at.house.deliver()
    assert cards(at.house, at.ann) == [("close", "pending")]
    assert (await at.house.room(room)).status is RoomStatus.PENDING


@pytest.mark.parametrize("who", ["customer", "therapist"])
async def test_a_block_closes_it_at_once_and_the_other_hears_no_name(at: Studio, who: str) -> None:
    dewi, room = await agreed(at)
    me, other = (at.ann, dewi) if who == "customer" else (dewi, at.ann)
    await at.house.says(me, "one last thing", deliver=False)
    assert await at.house.do(block(at), room.id, me) is Parted.DONE
    await at.house.deliver()
    closed = await at.house.room(room)
    assert (closed.status, closed.reason) == (RoomStatus.CLOSED, CloseReason.BLOCKED)
    assert (ended(at.house, other), ended(at.house, me)) == (["blocked"], [])
    assert (cards(at.house, me), cards(at.house, other)) == ([("block", "done")], [])
    assert at.house.copies(other) == []
    assert alerts(at) == ["blocked"], "a visit is agreed, which people have to decide about"
    assert at.rows("SELECT by FROM changes WHERE thing = 'room' AND why = 'blocked'") == [
        (f"customer_{at.ann.id}" if who == "customer" else f"therapist_{at.dewi.id}",)
    ]


@pytest.mark.parametrize("who", ["customer", "therapist"])
async def test_a_blocked_pair_is_never_brought_together_again(at: Studio, who: str) -> None:
    dewi, room = await agreed(at)
    me = at.ann if who == "customer" else dewi
    await at.house.do(block(at), room.id, me)
    assert isinstance(await at.ask(at.at(30, wish=Wish(therapist=at.dewi.id))), NobodyFits)
    made = await at.requested(at.at(30))
    assert made.offer.therapist == at.maya.id, "the nearest would have been Dewi"
    await at.decline(made.offer, at.maya)
    assert (await at.open_offer(made.booking)).therapist == at.budi.id
    refused = await at.house.do(OpenRoom(at.clock, ROOMS), at.ann.address, dewi.address, "operator_9")
    assert refused is RoomRefusal.APART
    await at.house.do(Unblock(at.clock), room.id, me)
    await at.house.deliver()
    assert cards(at.house, me)[-1] == ("block", "unblocked")
    again = await at.requested(at.at(60, wish=Wish(therapist=at.dewi.id)))
    assert again.offer.therapist == at.dewi.id


async def test_only_the_one_who_blocked_takes_it_back(at: Studio) -> None:
    dewi, room = await agreed(at)
    await at.house.do(block(at), room.id, at.ann)
    await at.house.do(Unblock(at.clock), room.id, dewi)
    assert isinstance(await at.ask(at.at(30, wish=Wish(therapist=at.dewi.id))), NobodyFits)
    await at.house.do(Unblock(at.clock).listed, at.ann)
    await at.house.do(Unblock(at.clock).listed, dewi)
    await at.house.deliver()
    (hers,), (theirs,) = at.house.notices(at.ann, "blocked"), at.house.notices(dewi, "blocked")
    assert [(one["room"], one["counterpart"]) for one in hers.values["rooms"]] == [(room.id, "Dewi")]
    assert theirs.values["rooms"] == []


async def test_two_of_one_name_who_are_blocked_are_told_apart(at: Studio) -> None:
    dewi = await at.person(at.dewi)
    for hours in (30, 60):
        room = await at.house.opened(await at.house.customer("Ann"), at.dewi, hours=hours)
        await at.house.do(block(at), room.id, dewi)
    await at.house.do(Unblock(at.clock).listed, dewi)
    await at.house.deliver()
    one, other = at.house.notices(dewi, "blocked")[-1].values["rooms"]
    assert one["counterpart"] == other["counterpart"]
    assert one["reference"] != other["reference"]
    assert one["starts_at"] != other["starts_at"]


async def test_a_request_of_somebody_who_is_blocked_goes_to_the_next(at: Studio) -> None:
    made = await at.requested(at.wanted())
    room = await at.room(made.offer)
    await at.house.do(block(at), room.id, await at.person(at.dewi))
    first, second = await at.offers(made.booking)
    assert (first.status, second.therapist) == (OfferStatus.DECLINED, at.maya.id)
    assert (await at.booking(made.booking)).therapist == at.maya.id
    assert await at.held(at.dewi) == []


async def test_a_customer_who_blocks_the_one_she_asked_chooses_anew(at: Studio) -> None:
    made = await at.requested(at.at(4, wish=Wish(therapist=at.dewi.id)))
    room = await at.room(made.offer)
    await at.house.do(block(at), room.id, at.ann)
    (offer,) = await at.offers(made.booking)
    assert offer.status is OfferStatus.WITHDRAWN
    await at.house.deliver()
    assert at.house.last(await at.person(at.dewi)).values["outcome"] == "withdrawn"
    assert len(at.house.notices(at.ann, "booking.choices")) == 1
    assert alerts(at) == []


async def test_a_report_closes_it_keeps_the_words_and_tells_the_studio_once(at: Studio) -> None:
    dewi, room = await agreed(at)
    await at.house.says(dewi, "something rude")
    assert await at.house.do(report(at), room.id, at.ann) is Parted.DONE
    assert await at.house.do(report(at), room.id, at.ann) is Parted.DONE
    await at.house.deliver()
    assert (await at.house.room(room)).reason is CloseReason.REPORTED
    (alert,) = at.house.notices(at.operator, "alert")
    (booking,) = await at.house.do(lambda unit: unit.rooms.bookings(room.id))
    assert alert.values == {
        "kind": "reported",
        "by": f"customer_{at.ann.id}",
        "against": f"therapist_{at.dewi.id}",
        "conversation": room.conversation,
        "bookings": booking.reference,
    }
    assert [message.text for message in await at.house.history(room)] == ["something rude"]
    assert (ended(at.house, dewi), ended(at.house, at.ann)) == (["reported"], [])
    assert cards(at.house, at.ann)[-1] == ("report", "done")


async def test_after_the_end_somebody_can_still_be_reported_and_blocked(at: Studio) -> None:
    dewi, room = await agreed(at)
    await at.house.do(CloseForReason(at.clock), room.id, dewi, CloseReason.SETTLED)
    for act in (Parting.BLOCK, Parting.REPORT):
        await at.house.do(AskParting(at.clock, ROOMS).by_command, at.ann, act, None)
        await at.house.deliver()
    assert [one.values["act"] for one in at.house.notices(at.ann, "parting.whom")] == ["block", "report"]
    await at.house.do(report(at), room.id, at.ann)
    await at.house.do(block(at), room.id, at.ann)
    await at.house.do(block(at), room.id, at.ann)
    await at.house.deliver()
    assert alerts(at) == ["reported", "blocked"], "the visit is agreed all the same"
    assert isinstance(await at.ask(at.at(30, wish=Wish(therapist=at.dewi.id))), NobodyFits)


@pytest.mark.parametrize("act", [block, report])
@pytest.mark.parametrize("who", ["customer", "therapist"])
async def test_a_request_whose_room_was_closed_before_ends_too(
    at: Studio, act: Callable[[Studio], BlockPerson | ReportPerson], who: str
) -> None:
    """Else its acceptance would open the pair's next room."""
    dewi, room = await agreed(at)
    made = await at.requested(at.at(30, wish=Wish(therapist=at.dewi.id)))
    await at.house.do(CloseRoom(at.clock), room.id, "operator_1")
    await at.house.do(act(at), room.id, at.ann if who == "customer" else dewi)
    (offer,) = await at.offers(made.booking)
    assert offer.status is (OfferStatus.WITHDRAWN if who == "customer" else OfferStatus.DECLINED)
    assert await at.accept(made.offer, at.dewi) is not Answer.ACCEPTED
    assert await at.house.do(lambda unit: unit.rooms.live_of(at.ann.id)) == []


async def test_while_a_request_waits_its_room_cannot_be_closed_and_carries_on(at: Studio) -> None:
    """Not even the open one of an earlier visit: the two may write while the offer is open."""
    dewi, room = await agreed(at)
    await at.requested(at.at(30, wish=Wish(therapist=at.dewi.id)))
    await at.house.do(CloseForReason(at.clock), room.id, at.ann, CloseReason.OTHER)
    await at.house.do(AskParting(at.clock, ROOMS), room.id, dewi, Parting.CLOSE)
    await at.house.deliver()
    assert (await at.house.room(room)).status is RoomStatus.OPEN
    assert cards(at.house, at.ann)[-1] == cards(at.house, dewi)[-1] == ("close", "pending")
    await at.house.says(at.ann, "On the second floor")
    assert at.house.copies(dewi) == ["On the second floor"]


async def test_an_old_report_does_not_stand_in_for_a_new_one(at: Studio) -> None:
    _, room = await agreed(at)
    await at.house.do(report(at), room.id, at.ann)
    made = await at.requested(at.at(30, wish=Wish(therapist=at.dewi.id)))
    await at.accept(made.offer, at.dewi)
    for _ in "12":
        await at.house.do(report(at), room.id, at.ann)
    await at.house.deliver()
    assert (await at.room(made.offer)).reason is CloseReason.REPORTED
    assert alerts(at) == ["reported", "reported"]
    bookings = at.house.notices(at.operator, "alert")[-1].values["bookings"]
    assert made.booking.reference in bookings


@pytest.mark.parametrize("act", [Parting.REPORT, Parting.BLOCK, Parting.CLOSE])
async def test_what_is_said_about_somebody_in_reply_to_the_question_does_not_reach_them(
    at: Studio, act: Parting
) -> None:
    dewi, room = await agreed(at)
    await at.house.do(AskParting(at.clock, ROOMS), room.id, at.ann, act)
    await at.house.deliver()
    await at.house.says(at.ann, "He shouted at me", reply_to=at.house.last(at.ann).id)
    assert at.house.copies(dewi) == []
    told = at.house.last(at.ann).values
    assert (told["reason"], told["counterparts"]) == ("astray", ["Dewi"])


async def test_a_stranger_parts_nobody(at: Studio) -> None:
    dewi, room = await agreed(at)
    eve = await at.house.customer("Eve")
    for done in (
        await at.house.do(AskParting(at.clock, ROOMS), room.id, eve, Parting.BLOCK),
        await at.house.do(CloseForReason(at.clock), room.id, eve, CloseReason.SETTLED),
        await at.house.do(block(at), room.id, eve),
        await at.house.do(report(at), room.id, eve),
        await at.house.do(Unblock(at.clock), room.id, eve),
        await at.house.do(KeepRoom(at.clock), room.id, eve),
    ):
        assert done is Parted.NOT_YOURS
    assert (await at.house.room(room)).live
    await at.house.says(dewi, "all is well")
    assert at.house.copies(at.ann) == ["all is well"]


async def test_by_command_the_room_is_the_one_replied_to_or_the_only_one_or_chosen(at: Studio) -> None:
    dewi, room = await agreed(at)
    other = await at.house.customer("Ann")
    ask = AskParting(at.clock, ROOMS).by_command
    await at.house.do(ask, dewi, Parting.CLOSE, None)
    await at.house.deliver()
    assert at.house.last(dewi).values["room"] == room.id
    second = await at.house.opened(other, at.dewi, hours=30)
    await at.house.do(ask, dewi, Parting.CLOSE, None)
    await at.house.deliver()
    assert [one["room"] for one in at.house.last(dewi).values["rooms"]] == [room.id, second.id]
    await at.house.do(ask, dewi, Parting.CLOSE, at.house.notices(dewi, "room.opened")[1].id)
    await at.house.deliver()
    assert at.house.last(dewi).values["room"] == second.id
    nobody = await at.house.customer("Eve")
    await at.house.do(ask, nobody, Parting.REPORT, None)
    await at.house.deliver()
    assert at.house.last(nobody).values["rooms"] == []
