"""What a customer does when nobody holds her booking, and cancelling at any point."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus, Wish
from domain.ids import BookingId
from domain.offer import OfferStatus
from domain.people import Gender
from domain.room import CloseReason, RoomStatus
from services.choices import AskedAnyone, Cancelled
from services.request_booking import Requested
from tests.services.studio import Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def declined(at: Studio, *, wish: Wish | None = None) -> Requested:
    """A request to Maya by name that she declined."""
    made = await at.requested(at.wanted(wish=wish or Wish(at.maya.id)))
    await at.decline(made.offer, at.maya)
    return made


async def outcome(at: Studio) -> str:
    return str((await at.shown(at.ann, "booking.choices"))[-1].values["outcome"])


async def test_ask_anyone(at: Studio) -> None:
    made = await declined(at)
    assert await outcome(at) == "open"
    assert await at.ask_anyone(made.booking) is AskedAnyone.ASKED
    booking, offer = await at.booking(made.booking), await at.open_offer(made.booking)
    assert (offer.therapist, booking.therapist, booking.wish) == (at.dewi.id, at.dewi.id, Wish())
    assert at.rows("SELECT kind, subject FROM deadlines") == [("offer_answer", offer.id)]
    assert await outcome(at) == "asked_anyone"
    assert await at.ask_anyone(made.booking) is AskedAnyone.MOVED_ON
    await at.decline(offer, at.dewi)
    assert (await at.open_offer(made.booking)).therapist == at.budi.id


async def test_a_wish_for_a_gender_outlives_the_name(at: Studio) -> None:
    made = await declined(at, wish=Wish(at.maya.id, Gender.FEMALE))
    assert await at.ask_anyone(made.booking) is AskedAnyone.ASKED
    assert (await at.booking(made.booking)).wish == Wish(None, Gender.FEMALE)
    await at.decline(await at.open_offer(made.booking), at.dewi)
    assert {offer.therapist for offer in await at.offers(made.booking)} == {at.maya.id, at.dewi.id}
    assert (await at.shown(at.ann, "booking.choices"))[-1].values["may_ask_anyone"] is False


async def test_now_begins_later_when_somebody_is_asked_later(at: Studio) -> None:
    made = await declined(at)
    at.clock.at += timedelta(minutes=20)
    await at.ask_anyone(made.booking)
    booking = await at.booking(made.booking)
    assert booking.span.starts_at == at.clock.at + timedelta(minutes=50)
    assert booking.minutes == 60
    (held,) = await at.held(at.dewi)
    assert (held.starts_at, held.ends_at) == (
        booking.span.starts_at,
        booking.span.ends_at + timedelta(minutes=30),
    )


async def test_a_scheduled_time_stays_as_it_was_agreed(at: Studio) -> None:
    made = await at.requested(at.at(3, wish=Wish(at.maya.id)))
    await at.decline(made.offer, at.maya)
    at.clock.at += timedelta(minutes=20)
    await at.ask_anyone(made.booking)
    assert (await at.booking(made.booking)).span == made.booking.span


async def test_nobody_left_to_ask(at: Studio) -> None:
    made = await declined(at)
    await at.away(at.dewi, at.budi)
    assert await at.ask_anyone(made.booking) is AskedAnyone.NOBODY_LEFT
    assert (await at.shown(at.ann, "booking.choices"))[-1].values["may_ask_anyone"] is False
    assert len(await at.shown(at.operator, "alert")) == 1
    assert at.rows("SELECT kind FROM deadlines") == [("choice",)]


async def test_it_is_her_booking(at: Studio) -> None:
    made = await declined(at)
    other = await at.house.customer("Other")
    assert await at.ask_anyone(made.booking, other) is AskedAnyone.NOT_YOURS
    assert await at.cancel(made.booking, other) is Cancelled.NOT_YOURS
    assert await at.cancel(made.booking, await at.person(at.maya)) is Cancelled.NOT_YOURS
    assert await at.house.do(at.do.cancel, BookingId(999), at.ann) is Cancelled.NOT_YOURS
    assert (await at.booking(made.booking)).status is BookingStatus.REQUESTED


async def test_no_choice_in_time(at: Studio) -> None:
    made = await declined(at)
    await at.time_passes(minutes=29, seconds=59)
    assert (await at.booking(made.booking)).status is BookingStatus.REQUESTED
    await at.time_passes(seconds=1)
    booking = await at.booking(made.booking)
    assert booking.status is BookingStatus.UNANSWERED
    assert at.changes(booking)[-1] == ("requested", "unanswered", "deadline", "no_choice")
    assert await outcome(at) == "unanswered"
    assert (await at.shown(at.ann, "booking"))[-1].values["status"] == "unanswered"
    assert await at.ask_anyone(booking) is AskedAnyone.MOVED_ON
    assert await at.cancel(booking) is Cancelled.ENDED


async def test_a_choice_that_moved_on_is_not_given_up(at: Studio) -> None:
    made = await declined(at)
    await at.ask_anyone(made.booking)
    await at.house.do(at.do.give_up, made.booking.id)
    assert (await at.booking(made.booking)).status is BookingStatus.REQUESTED
    await at.cancel(made.booking)
    await at.house.do(at.do.give_up, made.booking.id)
    assert (await at.booking(made.booking)).status is BookingStatus.CANCELLED


async def test_cancel_while_requested(at: Studio) -> None:
    made = await at.requested(at.wanted())
    assert await at.cancel(made.booking) is Cancelled.CANCELLED
    booking, room = await at.booking(made.booking), await at.room(made.offer)
    assert (booking.status, booking.cancelled_by) == (BookingStatus.CANCELLED, f"customer_{at.ann.id}")
    assert [offer.status for offer in await at.offers(booking)] == [OfferStatus.WITHDRAWN]
    assert (room.status, room.reason) == (RoomStatus.CLOSED, CloseReason.CANCELLED)
    assert (await at.held(at.dewi), at.rows("SELECT kind FROM deadlines")) == ([], [])
    her = await at.person(at.dewi)
    assert (await at.shown(her, "offer"))[-1].values["outcome"] == "withdrawn"
    assert len(await at.shown(her, "booking.cancelled")) == 1
    assert (await at.shown(at.ann, "booking"))[-1].values["status"] == "cancelled"
    assert at.changes(booking)[-1] == ("requested", "cancelled", f"customer_{at.ann.id}", "changed my mind")
    assert at.events(f"bookings.{at.dewi.id}") == ["request", "status"]
    await at.time_passes(minutes=10)
    assert [offer.status for offer in await at.offers(booking)] == [OfferStatus.WITHDRAWN]


async def test_cancel_once_confirmed(at: Studio) -> None:
    made = await at.requested(at.wanted())
    await at.accept(made.offer, at.dewi)
    assert await at.cancel(made.booking) is Cancelled.CANCELLED
    assert await at.cancel(made.booking) is Cancelled.ALREADY_CANCELLED
    assert (await at.room(made.offer)).status is RoomStatus.CLOSED
    assert (await at.held(at.dewi), at.rows("SELECT kind FROM deadlines")) == ([], [("cancel_ack",)])
    assert [offer.status for offer in await at.offers(made.booking)] == [OfferStatus.ACCEPTED]
    her = await at.person(at.dewi)
    assert (await at.shown(her, "offer"))[-1].values["status"] == "cancelled"
    assert len(await at.shown(her, "booking.cancelled")) == 1


async def test_cancel_while_choosing(at: Studio) -> None:
    made = await declined(at)
    assert await at.cancel(made.booking) is Cancelled.CANCELLED
    assert at.rows("SELECT kind FROM deadlines") == []
    assert await outcome(at) == "cancelled"
    assert await at.shown(await at.person(at.maya), "booking.cancelled") == []


async def test_an_operator_cancels(at: Studio) -> None:
    made = await at.requested(at.wanted())
    assert await at.cancel(made.booking, at.operator) is Cancelled.CANCELLED
    assert (await at.booking(made.booking)).cancelled_by == f"operator_{at.operator.id}"


async def test_what_was_written_to_one_who_declined_stays_there(at: Studio) -> None:
    """The next has a room of her own, and the newest card leads there."""
    made = await at.requested(at.wanted())
    await at.house.deliver()
    await at.house.says(at.ann, "the dog is friendly")
    await at.decline(made.offer, at.dewi)
    card = (await at.shown(at.ann, "booking"))[-1]
    await at.house.says(at.ann, "gate code 12", reply_to=card.id)
    assert at.house.copies(await at.person(at.dewi)) == ["the dog is friendly"]
    assert at.house.copies(await at.person(at.maya)) == ["gate code 12"]
