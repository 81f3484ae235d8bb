"""What becomes of an offer: yes, no, silence, too late; and what follows from it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.availability import Held
from domain.booking import BookingStatus, Wish
from domain.ids import OfferId
from domain.offer import Offer, OfferStatus
from domain.people import Gender
from domain.room import CloseReason, RoomStatus
from domain.time import Span
from services.choices import Cancelled
from services.offers import Answer
from services.ports import UnitOfWork
from services.repositories import Change
from services.request_booking import Requested
from tests.services.studio import Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def statuses(at: Studio, made: Requested) -> list[str]:
    return [offer.status.value for offer in await at.offers(made.booking)]


async def test_accepted(at: Studio) -> None:
    made = await at.requested(at.wanted())
    at.clock.at += timedelta(minutes=4, seconds=59)
    assert await at.accept(made.offer, at.dewi) is Answer.ACCEPTED
    booking, room = await at.booking(made.booking), await at.room(made.offer)
    assert (booking.status, booking.confirmed_at) == (BookingStatus.CONFIRMED, at.clock.at)
    assert (room.status, room.expires_at) == (RoomStatus.OPEN, booking.span.ends_at + timedelta(hours=24))
    assert at.changes(booking)[-1] == ("requested", "confirmed", f"therapist_{at.dewi.id}", "accepted")
    waiting = [kind for (kind,) in at.rows("SELECT kind FROM deadlines ORDER BY kind")]
    assert waiting == ["overdue_ask", "room_expiry", "room_warning", "visit_change"]
    her = await at.person(at.dewi)
    assert (await at.shown(her, "offer"))[-1].values["outcome"] == "accepted"
    assert (await at.shown(at.ann, "booking"))[-1].values["status"] == "confirmed"
    assert [len(await at.shown(one, "room.opened")) for one in (her, at.ann)] == [1, 1]
    assert at.events(f"bookings.{at.dewi.id}") == ["request", "status"]
    assert at.events(f"chat_rooms.{at.ann.id}_{at.dewi.id}") == ["room_requested", "room_opened"]
    assert await at.held(at.dewi) == [
        Span(booking.span.starts_at, booking.span.ends_at + timedelta(minutes=30))
    ]


async def test_only_her_own_person_answers(at: Studio) -> None:
    made = await at.requested(at.wanted())
    for somebody in (at.maya, at.budi):
        assert await at.accept(made.offer, somebody) is Answer.NOT_YOURS
        assert await at.decline(made.offer, somebody) is Answer.NOT_YOURS
    assert await at.house.do(at.do.accept, made.offer.id, at.ann) is Answer.NOT_YOURS
    assert await at.house.do(at.do.accept, OfferId(999), at.ann) is Answer.NOT_YOURS
    assert await statuses(at, made) == ["open"]


async def test_declined_by_anybody_goes_to_the_next(at: Studio) -> None:
    made = await at.requested(at.wanted())
    at.clock.at += timedelta(minutes=1)
    assert await at.decline(made.offer, at.dewi) is Answer.DECLINED
    booking, second = await at.booking(made.booking), await at.open_offer(made.booking)
    assert (booking.status, booking.therapist, booking.span) == (
        BookingStatus.REQUESTED,
        at.maya.id,
        made.booking.span,
    )
    assert (second.therapist, second.turn, second.answer_by) == (
        at.maya.id,
        2,
        at.clock.at + timedelta(minutes=5),
    )
    first_room, second_room = await at.room(made.offer), await at.room(second)
    assert (first_room.status, first_room.reason) == (RoomStatus.CLOSED, CloseReason.DECLINED)
    assert second_room.status is RoomStatus.PENDING
    assert (await at.held(at.dewi), len(await at.held(at.maya))) == ([], 1)
    assert (await at.shown(await at.person(at.dewi), "offer"))[-1].values["outcome"] == "declined"
    assert len(await at.shown(await at.person(at.maya), "offer")) == 1
    assert (await at.shown(at.ann, "booking"))[-1].values["therapist"] == "Maya"
    assert await at.shown(at.ann, "booking.choices") == []


async def test_the_card_of_the_next_comes_anew_and_belongs_to_the_new_room(at: Studio) -> None:
    made = await at.requested(at.wanted())
    await at.shown(at.ann, "booking")
    await at.decline(made.offer, at.dewi)
    card = (await at.shown(at.ann, "booking"))[-1]
    assert card.item.room == (await at.open_offer(made.booking)).room != made.offer.room


async def test_after_two_in_turn_and_everybody_at_once_the_customer_chooses(at: Studio) -> None:
    made = await at.requested(at.wanted())
    await at.decline(made.offer, at.dewi)
    await at.decline(await at.open_offer(made.booking), at.maya)
    last = await at.open_offer(made.booking)
    assert (last.therapist, last.broadcast, last.room) == (at.budi.id, True, None)
    await at.decline(last, at.budi)
    booking = await at.booking(made.booking)
    assert (booking.status, booking.therapist) == (BookingStatus.REQUESTED, None)
    assert await statuses(at, made) == ["declined", "declined", "declined"]
    (choices,) = await at.shown(at.ann, "booking.choices")
    assert (choices.values["why"], choices.values["may_ask_anyone"]) == ("nobody_left", False)
    (alert,) = await at.shown(at.operator, "alert")
    assert (alert.values["kind"], alert.values["reference"]) == ("nobody_left", booking.reference)
    assert [await at.held(one) for one in (at.dewi, at.maya, at.budi)] == [[], [], []]
    assert at.rows("SELECT kind, subject FROM deadlines") == [("choice", booking.id)]


async def test_nobody_else_fits(at: Studio) -> None:
    made = await at.requested(at.wanted(wish=Wish(gender=Gender.MALE)))
    await at.decline(made.offer, at.budi)
    (choices,) = await at.shown(at.ann, "booking.choices")
    assert (choices.values["why"], choices.values["may_ask_anyone"]) == ("nobody_left", False)
    assert len(await at.shown(at.operator, "alert")) == 1


@pytest.mark.parametrize("how", ["declined", "timed_out"])
async def test_a_named_therapist_is_not_replaced_unasked(at: Studio, how: str) -> None:
    made = await at.requested(at.wanted(wish=Wish(at.maya.id)))
    if how == "declined":
        await at.decline(made.offer, at.maya)
    else:
        await at.time_passes(minutes=5)
    assert await statuses(at, made) == [how]
    (choices,) = await at.shown(at.ann, "booking.choices")
    assert (choices.values["why"], choices.values["therapist"]) == (how, "Maya")
    assert choices.values["may_ask_anyone"] is True
    assert await at.shown(at.operator, "alert") == []
    assert await at.shown(await at.person(at.dewi), "offer") == []


async def test_silence_goes_to_the_next_and_then_to_the_customer(at: Studio) -> None:
    made = await at.requested(at.wanted())
    await at.time_passes(minutes=4, seconds=59)
    assert await statuses(at, made) == ["open"]
    await at.time_passes(seconds=1)
    assert await statuses(at, made) == ["timed_out", "open"]
    assert (await at.room(made.offer)).reason is CloseReason.TIMED_OUT
    await at.time_passes(minutes=5)
    assert await statuses(at, made) == ["timed_out", "timed_out", "open", "open", "open"]
    await at.time_passes(minutes=1, seconds=59)
    assert await at.shown(at.ann, "booking.choices") == []
    await at.time_passes(seconds=1)
    assert await statuses(at, made) == ["timed_out"] * 5
    assert len(await at.shown(at.ann, "booking.choices")) == 1
    assert at.clock.at - made.booking.requested_at == timedelta(minutes=12)


async def test_accepting_late_is_a_timeout_even_before_its_deadline_ran(at: Studio) -> None:
    made = await at.requested(at.wanted())
    at.clock.at += timedelta(minutes=5)
    assert await at.accept(made.offer, at.dewi) is Answer.TIMED_OUT
    assert await statuses(at, made) == ["timed_out", "open"]
    assert await at.decline(made.offer, at.dewi) is Answer.TIMED_OUT
    await at.time_passes(seconds=1)
    assert await statuses(at, made) == ["timed_out", "open"]


async def test_a_deadline_that_comes_early_waits(at: Studio) -> None:
    """The trial's clock goes back between the claim and the handling."""
    made = await at.requested(at.wanted())
    await at.house.do(at.do.time_out, made.offer.id)
    assert await statuses(at, made) == ["open"]
    await at.time_passes(minutes=5)
    assert await statuses(at, made) == ["timed_out", "open"]


async def test_every_second_answer_gets_the_true_reason(at: Studio) -> None:
    accepted = await at.requested(at.at(5))
    await at.accept(accepted.offer, at.dewi)
    assert await at.accept(accepted.offer, at.dewi) is Answer.ALREADY_ACCEPTED
    assert await at.decline(accepted.offer, at.dewi) is Answer.ALREADY_ACCEPTED
    declined = await at.requested(at.at(10))
    await at.decline(declined.offer, at.dewi)
    assert await at.accept(declined.offer, at.dewi) is Answer.ALREADY_DECLINED
    await at.cancel(declined.booking)
    assert await at.accept(declined.offer, at.dewi) is Answer.ALREADY_DECLINED
    cancelled = await at.requested(at.at(15))
    await at.cancel(cancelled.booking)
    assert await at.accept(cancelled.offer, at.dewi) is Answer.CANCELLED
    assert await at.decline(cancelled.offer, at.dewi) is Answer.CANCELLED
    await at.cancel(accepted.booking)
    assert await at.accept(accepted.offer, at.dewi) is Answer.CANCELLED


async def test_offers_ended_otherwise_say_so(at: Studio) -> None:
    """Lost, and to nobody: then it was for something else at that time."""
    for status, answer in ((OfferStatus.WITHDRAWN, Answer.WITHDRAWN), (OfferStatus.LOST, Answer.NOT_FREE)):
        made = await at.requested(at.at(5 if status is OfferStatus.LOST else 10))

        async def end(unit: UnitOfWork, offer: Offer = made.offer, to: OfferStatus = status) -> None:
            unit.offers.save(offer, offer.end(to, at.clock.at), Change("test", at.clock.at))

        await at.house.units.run(end)
        assert await at.accept(made.offer, at.dewi) is answer


async def test_accepting_what_is_not_free_any_more(at: Studio) -> None:
    """The guard is asked once more: here somebody has mended the occupancy by hand meanwhile."""
    made = await at.requested(at.at(5))
    other = await at.requested(at.at(10, wish=Wish(at.dewi.id)))

    async def meddle(unit: UnitOfWork) -> None:
        await unit.occupancy.release(made.booking.id)
        await unit.occupancy.release(other.booking.id)
        await unit.occupancy.hold(
            other.booking.id, at.dewi.id, Held(made.booking.span, made.booking.span), at.clock.at
        )

    await at.house.units.run(meddle)
    assert await at.accept(made.offer, at.dewi) is Answer.NOT_FREE
    assert await statuses(at, made) == ["lost", "open"]
    assert (await at.room(made.offer)).status is RoomStatus.PENDING  # the other booking still needs it
    assert await at.held(at.dewi) == [made.booking.span]


async def test_declining_one_of_two_keeps_the_room_for_the_other(at: Studio) -> None:
    first = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    await at.accept(first.offer, at.dewi)
    second = await at.requested(at.at(8, wish=Wish(at.dewi.id)))
    await at.decline(second.offer, at.dewi)
    assert (await at.room(second.offer)).status is RoomStatus.OPEN
    await at.cancel(first.booking)
    room = await at.room(second.offer)
    assert (room.status, room.reason) == (RoomStatus.CLOSED, CloseReason.CANCELLED)


async def test_the_freed_time_is_free_at_once(at: Studio) -> None:
    made = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    await at.decline(made.offer, at.dewi)
    other = await at.house.customer("Other")
    again = await at.requested(at.at(5, wish=Wish(at.dewi.id), customer=other.id))
    assert again.booking.span == made.booking.span


async def test_one_who_declined_is_never_asked_again(at: Studio) -> None:
    made = await at.requested(at.wanted(wish=Wish(at.dewi.id)))
    await at.decline(made.offer, at.dewi)
    await at.ask_anyone(made.booking)
    await at.decline(await at.open_offer(made.booking), at.maya)
    await at.decline(await at.open_offer(made.booking), at.budi)
    asked = [offer.therapist for offer in await at.offers(made.booking)]
    assert sorted(asked) == sorted([at.dewi.id, at.maya.id, at.budi.id])
    assert (await at.shown(at.ann, "booking.choices"))[-1].values["may_ask_anyone"] is False


async def test_nobody_is_asked_for_a_visit_that_would_have_begun(at: Studio) -> None:
    made = await at.requested(at.at(1))
    assert made.offer.answer_by == at.clock.at + timedelta(minutes=30)
    await at.time_passes(minutes=61)  # the program was down
    assert await statuses(at, made) == ["timed_out"]
    assert (await at.shown(at.ann, "booking.choices"))[-1].values["may_ask_anyone"] is False
    await at.time_passes(seconds=0)
    assert (await at.booking(made.booking)).status is BookingStatus.UNANSWERED


async def test_the_second_offer_never_outlasts_the_start(at: Studio) -> None:
    made = await at.requested(at.at(1))
    await at.time_passes(minutes=35)
    second = await at.open_offer(made.booking)
    assert second.answer_by == made.booking.span.starts_at


async def test_a_probe_s_silence_alerts_nobody(at: Studio) -> None:
    made = await at.requested(at.wanted(wish=Wish(gender=Gender.MALE)))

    async def mark(unit: UnitOfWork) -> None:
        booking = await unit.bookings.get(made.booking.id)
        assert booking is not None
        unit.bookings.save(
            booking, replace(booking, probe=True, version=booking.version + 1), Change("test", at.clock.at)
        )

    await at.house.units.run(mark)
    await at.decline(made.offer, at.budi)
    assert await at.shown(at.operator, "alert") == []
    assert await at.cancel(made.booking) is Cancelled.CANCELLED
