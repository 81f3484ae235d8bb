"""A therapist gives up an agreed booking: others are asked at once, or the customer first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus, Wish
from domain.cancelling import Reason
from domain.offer import OfferStatus
from domain.people import Gender, Therapist
from domain.room import CloseReason, RoomStatus
from services.call_off import CallOff
from services.choices import Cancelled
from services.offers import Answer
from services.request_booking import Requested
from tests.services.studio import Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def agreed(at: Studio, hours: float = 30, **wanted: object) -> Requested:
    """With Dewi."""
    made = await at.requested(at.at(hours, **wanted))
    assert await at.accept(made.offer, at.dewi) is Answer.ACCEPTED
    await at.house.deliver()
    return made


async def call_off(at: Studio, made: Requested, by: Therapist, *why: Reason) -> None:
    done = await at.house.do(CallOff(at.clock, at.do.turns), made.booking.id, await at.person(by), *why)
    assert done is Cancelled.CANCELLED
    await at.house.deliver()


async def test_the_next_in_order_is_asked_at_once(at: Studio) -> None:
    made = await agreed(at)
    await call_off(at, made, at.dewi)
    booking, offer = await at.booking(made.booking), await at.open_offer(made.booking)
    assert (booking.status, booking.therapist, booking.confirmed_at) == (
        BookingStatus.REQUESTED,
        at.maya.id,
        None,
    )
    assert (offer.therapist, offer.turn, offer.broadcast) == (at.maya.id, 1, False)
    assert booking.span == made.booking.span
    assert ("confirmed", "requested", f"therapist_{at.dewi.id}", "called_off") in at.changes(booking)
    room = await at.room(made.offer)
    assert (room.status, room.reason) == (RoomStatus.CLOSED, CloseReason.CANCELLED)
    assert (await at.held(at.dewi), len(await at.held(at.maya))) == ([], 1)
    codes = [one.code for one in at.house.chats[at.ann.id] if one.code.startswith("booking")]
    assert codes[-2:] == ["booking.redispatched", "booking"], "first why, then who is asked now"
    (told,) = await at.shown(at.ann, "booking.redispatched")
    assert told.values["therapist"] == "Dewi"
    assert (await at.shown(at.ann, "booking"))[-1].values["therapist"] == "Maya"
    assert await at.shown(at.ann, "booking.choices") == []
    (alert,) = await at.shown(at.operator, "alert")
    assert (alert.values["kind"], alert.values["therapist"]) == ("called_off", "Dewi")
    assert not at.rows("SELECT 1 FROM deadlines WHERE kind = 'choice'")
    assert not at.rows("SELECT 1 FROM deadlines WHERE kind LIKE 'remind%'")


async def test_the_reason_is_recorded_and_told_to_the_operators(at: Studio) -> None:
    made = await agreed(at)
    await call_off(at, made, at.dewi, Reason.ILL)
    assert ("confirmed", "requested", f"therapist_{at.dewi.id}", "called_off: ill") in at.changes(
        made.booking
    )
    assert (await at.shown(at.operator, "alert"))[-1].values["reason"] == "ill"
    assert "ill" not in (await at.shown(at.ann, "booking.redispatched"))[-1].values.values()


async def test_then_the_next_and_everybody_but_never_the_one_who_gave_it_up(at: Studio) -> None:
    made = await agreed(at)
    await call_off(at, made, at.dewi)
    await at.time_passes(minutes=30)
    assert (await at.open_offer(made.booking)).therapist == at.budi.id
    await at.time_passes(minutes=30)
    assert {one.therapist for one in await at.all_open(made.booking)} == {at.maya.id, at.budi.id}
    await at.time_passes(minutes=2)
    (choices,) = await at.shown(at.ann, "booking.choices")
    assert choices.values["why"] == "nobody_left"
    kinds = [one.values["kind"] for one in await at.shown(at.operator, "alert")]
    assert kinds == ["called_off", "nobody_left"]


async def test_who_lost_it_to_another_before_is_asked_again(at: Studio) -> None:
    made = await at.requested(at.at(30))
    await at.decline(made.offer, at.dewi)
    await at.time_passes(minutes=30)
    offers = {one.therapist: one for one in await at.all_open(made.booking)}
    await at.accept(offers[at.maya.id], at.maya)
    await call_off(at, made, at.maya)
    assert (await at.open_offer(made.booking)).therapist == at.budi.id


async def test_the_second_says_yes(at: Studio) -> None:
    made = await agreed(at)
    await call_off(at, made, at.dewi)
    assert await at.accept(await at.open_offer(made.booking), at.maya) is Answer.ACCEPTED
    booking = await at.booking(made.booking)
    assert (booking.status, booking.therapist) == (BookingStatus.CONFIRMED, at.maya.id)
    assert await at.accept(made.offer, at.dewi) is Answer.CANCELLED
    assert len(at.rows("SELECT 1 FROM deadlines WHERE kind LIKE 'remind%'")) == 2
    assert [one.status for one in await at.offers(booking)] == [OfferStatus.ACCEPTED] * 2


async def test_a_named_one_is_not_replaced_unasked(at: Studio) -> None:
    made = await agreed(at, wish=Wish(at.dewi.id))
    await call_off(at, made, at.dewi)
    assert await at.all_open(made.booking) == []
    (choices,) = await at.shown(at.ann, "booking.choices")
    assert (choices.values["why"], choices.values["therapist"]) == ("called_off", "Dewi")
    assert choices.values["may_ask_anyone"] is True
    assert await at.shown(at.ann, "booking.redispatched") == []
    await at.ask_anyone(made.booking)
    assert (await at.open_offer(made.booking)).therapist == at.maya.id


async def test_nobody_is_left(at: Studio) -> None:
    made = await agreed(at)
    await at.away(at.maya, at.budi)
    await call_off(at, made, at.dewi)
    (choices,) = await at.shown(at.ann, "booking.choices")
    assert choices.values["why"] == "called_off"
    kinds = {one.values["kind"] for one in await at.shown(at.operator, "alert")}
    assert kinds == {"called_off", "nobody_left"}


async def test_a_visit_now_begins_when_the_next_can_be_there(at: Studio) -> None:
    made = await at.requested(at.wanted())
    await at.accept(made.offer, at.dewi)
    await at.time_passes(minutes=20)
    await call_off(at, made, at.dewi)
    booking = await at.booking(made.booking)
    assert booking.span.starts_at == at.clock.at + timedelta(minutes=50)
    assert booking.minutes == made.booking.minutes
    assert len(await at.held(at.maya)) == 1


async def test_she_does_not_wait_for_others(at: Studio) -> None:
    made = await agreed(at)
    await call_off(at, made, at.dewi)
    assert await at.cancel(made.booking) is Cancelled.CANCELLED
    assert await at.held(at.maya) == []
    assert await at.accept((await at.offers(made.booking))[-1], at.maya) is Answer.CANCELLED


async def test_a_wish_for_a_gender_is_kept(at: Studio) -> None:
    made = await agreed(at, wish=Wish(gender=Gender.FEMALE))
    await call_off(at, made, at.dewi)
    assert (await at.open_offer(made.booking)).therapist == at.maya.id
    await at.decline(await at.open_offer(made.booking), at.maya)
    assert await at.all_open(made.booking) == []
    (choices,) = await at.shown(at.ann, "booking.choices")
    assert (choices.values["may_ask_anyone"], choices.values["may_ask_whoever"]) == (False, True)
