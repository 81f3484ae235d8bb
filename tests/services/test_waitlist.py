"""The waitlist: who is next for a time that came free, and what becomes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus, Wish
from domain.offer import OfferStatus
from domain.people import Gender, Readiness
from domain.waitlist import Part, WaitStatus, Watch
from services.outgoing import Notice
from services.wait_offers import Taking
from services.waitlist import Joining, Leaving
from tests.services.waiting_room import TUESDAY, WaitingRoom, hours, local, waiting_room

S = OfferStatus


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[WaitingRoom]:
    async with waiting_room(tmp_path) as made:
        yield made


async def test_a_time_given_up_is_held_for_the_first_in_line(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    assert await room.joins(room.bob) is await room.joins(room.cia) is Joining.JOINED
    assert await room.offered(room.bob) is None
    await room.at.cancel(booking)
    offer = await room.offer(room.bob)
    assert (offer.span.starts_at, offer.therapist) == (local(14), room.dewi.id)
    assert offer.answer_by == room.at.clock.at + timedelta(minutes=30)
    assert await room.offered(room.cia) is None
    assert room.holds() == [(f"wait:{offer.wait}", room.dewi.id)]
    (shown,) = await room.at.shown(room.bob, "wait.offer")
    assert shown.values["therapist"] == "Dewi"


async def test_taking_it_sends_the_request(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob, notes="left shoulder")
    await room.at.cancel(booking)
    offer = await room.offer(room.bob)
    assert await room.takes(room.bob, offer) is Taking.TAKEN
    assert await room.takes(room.bob, offer) is Taking.ALREADY_TAKEN
    (made,) = await room.at.house.units.look(lambda unit: unit.bookings.live_of_customer(room.bob.id))
    assert (made.therapist, made.span.starts_at, made.notes) == (room.dewi.id, local(14), "left shoulder")
    assert made.status is BookingStatus.REQUESTED
    assert (await room.at.open_offer(made)).therapist == room.dewi.id
    assert room.holds() == []
    assert (await room.wait(room.bob)).status is WaitStatus.BOOKED
    assert await room.offers(room.bob) == [S.ACCEPTED]


@pytest.mark.parametrize("answer", ["declines", "is silent", "leaves the list"])
async def test_whoever_does_not_take_it_lets_the_next_have_it(room: WaitingRoom, answer: str) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.joins(room.cia)
    await room.at.cancel(booking)
    offer = await room.offer(room.bob)
    if answer == "declines":
        assert await room.passes(room.bob, offer) is Taking.PASSED
    elif answer == "leaves the list":
        assert await room.leaves(room.bob, await room.wait(room.bob)) is Leaving.LEFT
    else:
        await room.at.time_passes(minutes=30)
        assert await room.takes(room.bob, offer) is Taking.TIMED_OUT
    ends = {"declines": S.DECLINED, "is silent": S.TIMED_OUT, "leaves the list": S.WITHDRAWN}
    assert await room.offers(room.bob) == [ends[answer]]
    assert (await room.offer(room.cia)).span.starts_at == local(14)
    assert await room.takes(room.cia, await room.offer(room.cia)) is Taking.TAKEN
    stays = WaitStatus.LEFT if answer == "leaves the list" else WaitStatus.WAITING
    assert (await room.wait(room.bob)).status is stays


async def test_after_the_last_in_line_the_time_is_everybodys(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.at.cancel(booking)
    await room.passes(room.bob, await room.offer(room.bob))
    assert await room.offered(room.bob) is None
    assert room.holds() == []
    await room.books(local(14), room.dewi, room.dan)


async def test_while_it_is_held_nobody_else_can_have_it(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.at.cancel(booking)
    await room.offer(room.bob)
    with pytest.raises(AssertionError, match="SlotGone"):
        await room.books(local(14), room.dewi, room.dan)


async def test_a_late_deadline_keeps_nobodys_time(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.at.cancel(booking)
    offer = await room.offer(room.bob)
    room.at.clock.at = offer.answer_by
    await room.books(local(14), room.dewi, room.dan)
    assert await room.takes(room.bob, offer) is Taking.TIMED_OUT


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({}, True),
        ({"watch": Watch(TUESDAY, TUESDAY, Part.AFTERNOON)}, True),
        ({"watch": Watch(TUESDAY, TUESDAY, Part.MORNING)}, False),
        ({"watch": Watch(TUESDAY, TUESDAY, Part.EVENING)}, False),
        ({"watch": Watch(date(2026, 3, 2), date(2026, 3, 5), Part.AFTERNOON)}, True),
        ({"watch": Watch(date(2026, 3, 4), date(2026, 3, 8))}, False),
        ({"wish": Wish(gender=Gender.FEMALE)}, True),
        ({"minutes": 90}, False),
        ({"seen": frozenset({local(14)})}, False),
    ],
)
async def test_only_what_suits_is_offered(
    room: WaitingRoom, changes: dict[str, object], offered: bool
) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob, **changes)
    await room.at.cancel(booking)
    assert (await room.offered(room.bob) is not None) == offered


async def test_a_wish_for_another_is_passed_over(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob, wish=Wish(therapist=room.at.maya.id))
    await room.joins(room.cia, wish=Wish(gender=Gender.MALE))
    await room.joins(room.dan, wish=Wish(therapist=room.dewi.id))
    await room.at.cancel(booking)
    assert await room.offered(room.bob) is await room.offered(room.cia) is None
    assert await room.offered(room.dan) is not None


async def test_joining_twice_is_once_and_keeps_the_place(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.joins(room.cia)
    assert await room.joins(room.bob, notes="quiet, please") is Joining.ALREADY
    assert (await room.wait(room.bob)).notes == "quiet, please"
    await room.at.cancel(booking)
    assert await room.offered(room.bob) is not None


async def test_what_cannot_be_joined(room: WaitingRoom) -> None:
    for day in range(3, 8):
        one = date(2026, 3, day)
        assert await room.joins(room.bob, watch=Watch(one, one)) is Joining.JOINED
    assert await room.joins(room.bob, watch=Watch(date(2026, 3, 8), date(2026, 3, 8))) is Joining.FULL
    assert await room.joins(room.cia, service="gone") is Joining.NOBODY
    assert await room.joins(room.cia, minutes=45) is Joining.NOBODY
    nobody = Wish(therapist=room.at.maya.id, gender=Gender.MALE)
    assert await room.joins(room.cia, wish=nobody) is Joining.NOBODY
    monday = date(2026, 3, 2)
    room.at.clock.at = local(11, day=monday)
    assert await room.joins(room.cia, watch=Watch(monday, monday, Part.MORNING)) is Joining.PAST


async def test_whoever_cannot_be_reached_is_skipped_and_keeps_the_place(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.joins(room.cia)
    await room.unreachable(room.bob)
    await room.at.cancel(booking)
    assert await room.offered(room.bob) is None
    await room.passes(room.cia, await room.offer(room.cia))
    assert await room.offered(room.bob) is None
    await room.returns(room.bob)
    assert await room.offered(room.bob) is not None


async def test_nobody_is_offered_two_at_once(room: WaitingRoom) -> None:
    await room.at.hours(room.at.maya, hours(16, 17, TUESDAY.weekday()))
    one = await room.books(local(14), room.dewi)
    other = await room.books(local(16), room.at.maya)
    await room.joins(room.bob)
    await room.joins(room.bob, watch=Watch(TUESDAY, TUESDAY, Part.AFTERNOON))
    await room.at.cancel(one)
    await room.at.cancel(other)
    first = await room.offer(room.bob)
    assert await room.offers(room.bob) == [S.OPEN]
    await room.passes(room.bob, first)
    second = await room.offer(room.bob)
    assert second.therapist != first.therapist
    assert await room.offers(room.bob) == [S.DECLINED, S.OPEN]


async def test_a_time_passed_on_is_not_offered_again(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.at.cancel(booking)
    await room.passes(room.bob, await room.offer(room.bob))
    again = await room.books(local(14), room.dewi)
    await room.at.cancel(again)
    assert await room.offered(room.bob) is None


async def test_after_three_she_is_asked_whether_to_stay_and_left_in_peace(room: WaitingRoom) -> None:
    await room.at.hours(room.dewi, hours(10, 14, TUESDAY.weekday()))
    bookings = [await room.books(local(hour), room.dewi) for hour in (10, 11, 12, 13)]
    await room.joins(room.bob)
    for booking in bookings[:3]:
        await room.at.cancel(booking)
        await room.passes(room.bob, await room.offer(room.bob))
    wait = await room.wait(room.bob)
    assert (wait.status, wait.passed) == (WaitStatus.PAUSED, 3)
    await room.at.cancel(bookings[3])
    assert await room.offered(room.bob) is None
    assert await room.stays(room.bob, wait) is Leaving.STAYED
    assert (await room.offer(room.bob)).span.starts_at == local(13)


async def test_a_wish_whose_days_are_past_ends_with_a_word(room: WaitingRoom) -> None:
    await room.books(local(14), room.dewi)
    await room.joins(room.bob, watch=Watch(TUESDAY, TUESDAY, Part.AFTERNOON))
    room.at.clock.at = local(15, 59)
    await room.at.time_passes()
    assert (await room.wait(room.bob)).status is WaitStatus.WAITING
    await room.at.time_passes(minutes=1)
    assert (await room.wait(room.bob)).status is WaitStatus.OVER
    assert (await room.at.shown(room.bob, "wait"))[-1].values["status"] == "over"
    assert await room.leaves(room.bob, await room.wait(room.bob)) is Leaving.OVER


async def test_no_offer_that_could_not_be_asked_for_any_more(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    room.at.clock.at = local(12, 56)
    await room.at.cancel(booking)
    assert await room.offered(room.bob) is None


async def test_an_offer_ends_while_it_can_still_be_asked_for(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    room.at.clock.at = local(12, 50)
    await room.at.cancel(booking)
    offer = await room.offer(room.bob)
    assert offer.answer_by == local(13)
    room.at.clock.at = offer.answer_by - timedelta(seconds=1)
    assert await room.takes(room.bob, offer) is Taking.TAKEN


async def test_at_night_it_makes_no_sound_and_waits_for_the_morning(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    room.at.clock.at = local(23, day=date(2026, 3, 2))
    await room.at.cancel(booking)
    offer = await room.offer(room.bob)
    assert offer.answer_by == local(8, 30)
    (shown,) = await room.at.shown(room.bob, "wait.offer")
    assert isinstance(shown.item, Notice) and shown.item.silent


async def test_another_price_is_said_before_anything_is_sent(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.at.cancel(booking)
    offer = await room.offer(room.bob)
    await room.at.sql("UPDATE services SET choices = replace(choices, '350000', '400000')")
    assert await room.takes(room.bob, offer) is Taking.PRICE
    told = (await room.at.shown(room.bob, "wait.offer"))[-1]
    assert (told.values["price"]["minor"], told.values["news"]) == (400_000, "price")
    assert await room.takes(room.bob, offer) is Taking.TAKEN


async def test_what_is_not_on_offer_any_more_is_offered_to_nobody(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.at.sql("UPDATE services SET active = 0")
    await room.at.cancel(booking)
    assert await room.offered(room.bob) is None


async def test_somebody_elses_offer_tells_nothing(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.at.cancel(booking)
    offer = await room.offer(room.bob)
    assert await room.takes(room.cia, offer) is Taking.NOT_YOURS
    assert await room.passes(room.cia, offer) is Taking.NOT_YOURS
    assert await room.leaves(room.cia, await room.wait(room.bob)) is Leaving.NOT_YOURS
    assert await room.stays(room.cia, await room.wait(room.bob)) is Leaving.NOT_YOURS


async def test_a_therapist_who_went_meanwhile_is_the_true_reason(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.at.cancel(booking)
    offer = await room.offer(room.bob)
    await room.at.save(room.dewi, active=False)
    assert await room.takes(room.bob, offer) is Taking.GONE
    assert await room.offers(room.bob) == [S.LOST]
    assert (await room.wait(room.bob)).status is WaitStatus.WAITING
    assert room.holds() == []


async def test_nobody_is_offered_the_time_of_somebody_they_are_kept_apart_from(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.joins(room.cia)
    await room.apart(room.bob, room.dewi)
    await room.at.cancel(booking)
    assert await room.offered(room.bob) is None
    assert await room.offered(room.cia) is not None


async def test_a_time_she_has_a_booking_at_is_not_offered(room: WaitingRoom) -> None:
    await room.at.hours(room.at.maya, hours(14, 15, TUESDAY.weekday()))
    booking = await room.books(local(14), room.dewi)
    await room.books(local(14), room.at.maya, room.bob)
    await room.joins(room.bob)
    await room.at.cancel(booking)
    assert await room.offered(room.bob) is None


async def test_a_declined_request_and_a_therapist_who_is_back_free_time_too(room: WaitingRoom) -> None:
    booking = await room.books(local(14), room.dewi)
    await room.joins(room.bob)
    await room.at.decline(await room.at.open_offer(booking), room.dewi)
    assert await room.offered(room.bob) is not None
    await room.passes(room.bob, await room.offer(room.bob))
    await room.joins(room.cia)
    away = await room.at.save(room.dewi, readiness=Readiness.AWAY)
    await room.passes(room.cia, await room.offer(room.cia))
    await room.joins(room.dan)
    assert await room.offered(room.dan) is None
    await room.ready(away, Readiness.AVAILABLE)
    assert await room.offered(room.dan) is not None
