"""Cancelling: free or late, by either side; twice, after the start, and when it has just become late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus, Wish
from domain.people import Therapist
from domain.room import CloseReason, RoomStatus
from domain.visits import Tap
from services.call_off import CallOff
from services.choices import AskedAnyone, Cancelled
from services.offers import Answer
from services.request_booking import Requested
from services.visits import Tapped
from tests.services.studio import Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def accepted(at: Studio, *, hours: float = 5) -> Requested:
    made = await at.requested(at.at(hours, wish=Wish(at.dewi.id)))
    await at.accept(made.offer, at.dewi)
    return made


async def tap(at: Studio, made: Requested, *taps: Tap) -> None:
    for one in taps:
        done = await at.house.do(at.do.tap, made.booking.id, await at.person(at.dewi), one)
        assert done is Tapped.DONE


async def cancel(at: Studio, made: Requested, *, late: bool = False) -> Cancelled:
    return await at.house.do(at.do.cancel, made.booking.id, at.ann, late=late)


async def call_off(at: Studio, made: Requested, by: Therapist | None = None) -> Cancelled:
    use_case = CallOff(at.clock, at.do.turns)
    return await at.house.do(use_case, made.booking.id, await at.person(by or at.dewi))


async def test_free_for_ten_minutes_and_late_after(at: Studio) -> None:
    first = await accepted(at)
    at.clock.at += timedelta(minutes=9, seconds=59)
    assert await cancel(at, first) is Cancelled.CANCELLED
    assert (await at.booking(first.booking)).cancelled_late is False
    second = await accepted(at)
    at.clock.at += timedelta(minutes=10)
    assert await cancel(at, second) is Cancelled.LATE
    assert (await at.booking(second.booking)).status is BookingStatus.CONFIRMED
    assert await cancel(at, second, late=True) is Cancelled.CANCELLED
    booking = await at.booking(second.booking)
    assert (booking.cancelled_late, booking.cancelled_by) == (True, f"customer_{at.ann.id}")
    told = await at.shown(await at.person(at.dewi), "booking.cancelled")
    assert [one.values["late"] for one in told] == [False, True]
    assert await cancel(at, second, late=True) is Cancelled.ALREADY_CANCELLED


async def test_a_request_is_free_however_long_it_waits(at: Studio) -> None:
    made = await at.requested(at.at(20))
    at.clock.at += timedelta(minutes=25)
    assert await cancel(at, made, late=True) is Cancelled.CANCELLED
    assert (await at.booking(made.booking)).cancelled_late is False


async def test_not_once_it_has_begun_nor_when_it_is_over(at: Studio) -> None:
    begun = await accepted(at, hours=2)
    over = await accepted(at, hours=4)
    await tap(at, begun, Tap.START)
    assert await cancel(at, begun, late=True) is Cancelled.BEGUN
    assert (await at.booking(begun.booking)).status is BookingStatus.IN_PROGRESS
    at.clock.at = over.booking.span.ends_at
    assert await cancel(at, over, late=True) is Cancelled.OVER, "nobody tapped, but it is over"
    assert (await at.booking(over.booking)).status is BookingStatus.CONFIRMED
    assert await call_off(at, over) is Cancelled.OVER


async def test_while_the_therapist_is_on_the_way(at: Studio) -> None:
    made = await accepted(at, hours=2)
    at.clock.at += timedelta(hours=1)
    await tap(at, made, Tap.ON_THE_WAY)
    assert await cancel(at, made) is Cancelled.LATE
    assert await cancel(at, made, late=True) is Cancelled.CANCELLED
    assert (await at.shown(at.ann, "visit.news"))[-1].values["news"] == "cancelled"
    assert len(await at.shown(await at.person(at.dewi), "booking.cancelled")) == 1
    assert await at.held(at.dewi) == []


async def test_the_studio_cancels_and_the_customer_hears_of_it(at: Studio) -> None:
    made = await accepted(at)
    at.clock.at += timedelta(hours=1)
    assert await at.cancel(made.booking, at.operator) is Cancelled.CANCELLED
    booking = await at.booking(made.booking)
    assert (booking.cancelled_late, booking.cancelled_by) == (False, f"operator_{at.operator.id}")
    assert len(await at.shown(at.ann, "booking.called_off")) == 1


async def test_a_therapist_cannot_make_it_and_the_customer_chooses(at: Studio) -> None:
    made = await accepted(at, hours=30)
    assert await call_off(at, made) is Cancelled.CANCELLED
    booking, room = await at.booking(made.booking), await at.room(made.offer)
    assert (booking.status, booking.therapist, booking.confirmed_at) == (BookingStatus.REQUESTED, None, None)
    assert (room.status, room.reason) == (RoomStatus.CLOSED, CloseReason.CANCELLED)
    assert at.changes(booking)[-1] == ("confirmed", "requested", f"therapist_{at.dewi.id}", "called_off")
    assert await at.held(at.dewi) == []
    assert sorted(at.rows("SELECT kind FROM deadlines")) == [("cancel_ack",), ("choice",)]
    choices = (await at.shown(at.ann, "booking.choices"))[-1]
    assert (choices.values["why"], choices.values["therapist"]) == ("called_off", "Dewi")
    assert (await at.shown(await at.person(at.dewi), "offer"))[-1].values["status"] == "cancelled"
    assert (await at.shown(at.operator, "alert"))[-1].values["kind"] == "called_off"
    assert await call_off(at, made) is Cancelled.NOT_YOURS
    await at.time_passes(hours=12)
    assert (await at.booking(booking)).status is BookingStatus.REQUESTED, "there is time to choose"
    assert await at.ask_anyone(booking) is AskedAnyone.ASKED
    offer = await at.open_offer(booking)
    assert offer.therapist == at.maya.id
    await at.accept(offer, at.maya)
    assert (await at.booking(booking)).therapist == at.maya.id
    assert (await at.shown(await at.person(at.dewi), "offer"))[-1].values["status"] == "cancelled"
    assert len(await at.held(at.maya)) == 1
    await at.house.do(at.do.cancel, booking.id, at.ann, late=True)
    assert len(await at.shown(await at.person(at.maya), "booking.cancelled")) == 1
    assert await at.shown(await at.person(at.dewi), "booking.cancelled") == []


async def test_called_off_on_the_way_it_is_cancelled(at: Studio) -> None:
    made = await accepted(at, hours=2)
    await tap(at, made, Tap.ON_THE_WAY)
    assert await call_off(at, made) is Cancelled.CANCELLED
    booking = await at.booking(made.booking)
    assert (booking.status, booking.cancelled_by) == (
        BookingStatus.CANCELLED,
        f"therapist_{at.dewi.id}",
    )
    assert [one.values["therapist"] for one in await at.shown(at.ann, "booking.called_off")] == ["Dewi"]
    assert (await at.shown(at.ann, "booking"))[-1].values["status"] == "cancelled"
    assert await call_off(at, made) is Cancelled.ALREADY_CANCELLED


async def test_only_her_own_visit_and_only_once_it_is_agreed(at: Studio) -> None:
    made = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    assert await call_off(at, made) is Cancelled.NOT_YOURS
    await at.accept(made.offer, at.dewi)
    assert await call_off(at, made, by=at.maya) is Cancelled.NOT_YOURS
    await tap_start(at, made)
    assert await call_off(at, made) is Cancelled.BEGUN


async def tap_start(at: Studio, made: Requested) -> None:
    at.clock.at = made.booking.span.starts_at
    await tap(at, made, Tap.START)


@pytest.mark.parametrize("side", ["customer", "therapist"])
async def test_given_up_and_begun_at_one_instant_one_wins(at: Studio, side: str) -> None:
    her, seen = await at.person(at.dewi), set()
    for number in range(6):
        made = await accepted(at, hours=2)
        give_up = (
            at.house.do(at.do.cancel, made.booking.id, at.ann, late=True)
            if side == "customer"
            else at.house.do(CallOff(at.clock, at.do.turns), made.booking.id, her)
        )
        begin = at.house.do(at.do.tap, made.booking.id, her, Tap.START)
        answers = await asyncio.gather(*([give_up, begin] if number % 2 else [begin, give_up]))
        won = [one for one in answers if one is Cancelled.CANCELLED or one is Tapped.DONE]
        assert len(won) == 1, answers
        booking = await at.booking(made.booking)
        seen.add(booking.status)
        assert (booking.status is BookingStatus.IN_PROGRESS) is (won == [Tapped.DONE])
        assert len(at.changes(booking)) == 3, "requested, confirmed, and one end of it"
        at.clock.at += timedelta(hours=4)
    given_up = BookingStatus.CANCELLED if side == "customer" else BookingStatus.REQUESTED
    assert seen == {given_up, BookingStatus.IN_PROGRESS}


async def test_an_old_accept_after_calling_off_says_that_it_was_cancelled(at: Studio) -> None:
    made = await accepted(at)
    assert await call_off(at, made) is Cancelled.CANCELLED
    assert (await at.booking(made.booking)).status is BookingStatus.REQUESTED
    assert await at.accept(made.offer, at.dewi) is Answer.CANCELLED
    assert await at.decline(made.offer, at.dewi) is Answer.CANCELLED
