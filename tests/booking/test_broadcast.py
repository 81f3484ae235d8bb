"""After two in turn everybody who fits and is free is asked at once, and the first to accept comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import Booking, BookingStatus, Wish
from domain.offer import Offer, OfferStatus
from domain.people import Therapist
from domain.room import RoomStatus
from services.alerts import Alerts
from services.choices import Cancelled
from services.offer_ends import EndOffer
from services.offers import Answer
from services.parting import BlockPerson
from tests.services.studio import Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def asked_at_once(at: Studio, *, silent: bool = True, **wanted: object) -> Booking:
    """Dewi and Maya are asked in turn and let it pass (or decline), and then everybody is."""
    made = await at.requested(at.wanted(**wanted))
    for one in (at.dewi, at.maya):
        if silent:
            await at.time_passes(minutes=5)
        else:
            await at.decline(await at.open_offer(made.booking), one)
    await at.house.deliver()
    return await at.booking(made.booking)


async def offer_to(at: Studio, booking: Booking, therapist: Therapist) -> Offer:
    """The newest."""
    return [one for one in await at.offers(booking) if one.therapist == therapist.id][-1]


async def outcome(at: Studio, therapist: Therapist, offer: Offer) -> str:
    """What the therapist's card of it says now."""
    shown = await at.shown(await at.person(therapist), "offer")
    return str([one for one in shown if one.values["offer"] == offer.id][-1].values["outcome"])


async def test_nobodys_time_is_held_and_there_is_no_room(at: Studio) -> None:
    booking = await asked_at_once(at)
    offers = await at.all_open(booking)
    assert {one.therapist for one in offers} == {at.dewi.id, at.maya.id, at.budi.id}
    assert all(one.broadcast and one.room is None for one in offers)
    assert {one.answer_by for one in offers} == {at.clock.at + timedelta(minutes=2)}
    assert (booking.status, booking.therapist) == (BookingStatus.REQUESTED, None)
    assert [await at.held(one) for one in (at.dewi, at.maya, at.budi)] == [[], [], []]
    assert at.rows("SELECT status FROM rooms ORDER BY id") == [("closed",), ("closed",)]
    card = (await at.shown(at.ann, "booking"))[-1]
    assert (card.values["broadcast"], card.values["answer_by"]) == (3, int(offers[0].answer_by.timestamp()))
    hers = (await at.shown(await at.person(at.budi), "offer"))[-1]
    assert (hers.values["broadcast"], hers.item.room) == (True, None)
    assert at.rows("SELECT kind, subject FROM deadlines") == [("broadcast_end", booking.id)]


async def test_who_declined_is_not_asked_again_and_who_was_silent_is(at: Studio) -> None:
    made = await at.requested(at.wanted())
    await at.decline(made.offer, at.dewi)
    await at.time_passes(minutes=5)
    assert {one.therapist for one in await at.all_open(made.booking)} == {at.maya.id, at.budi.id}


async def test_only_those_who_fit_and_are_free(at: Studio) -> None:
    await at.away(at.budi)
    booking = await asked_at_once(at)
    assert {one.therapist for one in await at.all_open(booking)} == {at.dewi.id, at.maya.id}


async def test_the_first_to_accept_comes_and_everybody_elses_card_says_so(at: Studio) -> None:
    booking = await asked_at_once(at)
    offers = {one.therapist: one for one in await at.all_open(booking)}
    assert await at.accept(offers[at.maya.id], at.maya) is Answer.ACCEPTED
    won = await at.booking(booking)
    assert (won.status, won.therapist, won.confirmed_at) == (BookingStatus.CONFIRMED, at.maya.id, at.clock.at)
    assert len(await at.held(at.maya)) == 1
    room = await at.room(await offer_to(at, booking, at.maya))
    assert (room.status, room.therapist) == (RoomStatus.OPEN, at.maya.id)
    for one in (at.dewi, at.budi):
        assert (await offer_to(at, booking, one)).status is OfferStatus.LOST
        assert await outcome(at, one, offers[one.id]) == "lost"
        assert await at.accept(offers[one.id], one) is Answer.LOST
        assert await at.decline(offers[one.id], one) is Answer.LOST
    assert await outcome(at, at.maya, offers[at.maya.id]) == "accepted"
    assert (await at.shown(at.ann, "booking"))[-1].values["therapist"] == "Maya"
    assert len(await at.shown(at.ann, "room.opened")) == 1
    assert not at.rows("SELECT 1 FROM deadlines WHERE kind = 'broadcast_end'")
    assert at.events(f"bookings.{at.budi.id}") == ["request", "status"]


async def test_what_she_writes_is_kept_for_the_one_who_accepts(at: Studio) -> None:
    booking = await asked_at_once(at)
    at.clock.at += timedelta(seconds=20)
    await at.house.says(at.ann, "the dog is friendly")
    await at.house.says(at.ann, "gate code 12")
    kept = await at.shown(at.ann, "relay.kept")
    assert [one.values["lines"] for one in kept] == [1, 2]
    for one in (at.dewi, at.maya, at.budi):
        assert at.house.copies(await at.person(one)) == []
    await at.accept(await offer_to(at, booking, at.budi), at.budi)
    last = (await at.shown(at.ann, "relay.kept"))[-1]
    assert (last.values["outcome"], last.values["lines"], last.values["therapist"]) == ("sent", 2, "Budi")
    assert at.house.copies(await at.person(at.budi)) == ["the dog is friendly", "gate code 12"]
    for one in (at.dewi, at.maya):
        assert at.house.copies(await at.person(one)) == []


async def test_the_cards_belong_to_the_room_that_the_yes_has_made(at: Studio) -> None:
    """They came before it: a reply to either goes there from then on."""
    booking = await asked_at_once(at)
    budi, offer = await at.person(at.budi), await offer_to(at, booking, at.budi)
    await at.accept(offer, at.budi)
    await at.house.says(at.ann, "see you", reply_to=(await at.shown(at.ann, "booking"))[-1].id)
    assert at.house.copies(budi) == ["see you"]
    await at.house.says(budi, "on time", reply_to=(await at.shown(budi, "offer"))[-1].id)
    assert at.house.copies(at.ann) == ["on time"]


async def test_the_identity_firewall_applies_to_kept_words(at: Studio) -> None:
    booking = await asked_at_once(at)
    at.clock.at += timedelta(seconds=20)
    line = await at.house.says(at.ann, "call me: +62 812 3456 7890")
    await at.house.says(at.ann, "I am on the second floor")
    await at.accept(await offer_to(at, booking, at.budi), at.budi)
    await at.house.deliver()
    assert at.house.copies(await at.person(at.budi)) == ["I am on the second floor"]
    (told,) = await at.shown(at.ann, "relay.not_carried")
    assert (told.reply_to, told.values["reason"]) == (line, "identity.number")
    assert (await at.shown(at.ann, "relay.kept"))[-1].values["lines"] == 1


async def test_nothing_written_to_somebody_before_is_kept(at: Studio) -> None:
    """A line written before the broadcast, or in reply to one whose room is over, stays there."""
    made = await at.requested(at.wanted())
    await at.house.deliver()
    old = (await at.shown(at.ann, "booking"))[-1].id
    await at.house.says(at.ann, "for Dewi alone")
    at.clock.at += timedelta(minutes=1)
    written_at = at.clock.at
    at.clock.at += timedelta(seconds=5)
    for one in (at.dewi, at.maya):
        await at.decline(await at.open_offer(made.booking), one)
    await at.house.says(at.ann, "was on its way", at=written_at)
    await at.house.says(at.ann, "in reply", reply_to=old)
    assert len(await at.shown(at.ann, "relay.not_carried")) == 2
    assert await at.shown(at.ann, "relay.kept") == []
    await at.accept(await offer_to(at, made.booking, at.budi), at.budi)
    assert at.house.copies(await at.person(at.budi)) == []


async def test_a_reply_to_the_card_is_kept_even_with_another_room(at: Studio) -> None:
    other = await at.requested(at.at(30, wish=Wish(at.budi.id)))
    await at.accept(other.offer, at.budi)
    booking = await asked_at_once(at)
    card = (await at.shown(at.ann, "booking"))[-1].id
    await at.house.says(at.ann, "for whoever comes", reply_to=card)
    assert at.house.copies(await at.person(at.budi)) == []
    await at.accept(await offer_to(at, booking, at.dewi), at.dewi)
    await at.house.deliver()
    assert at.house.copies(await at.person(at.dewi)) == ["for whoever comes"]


async def test_nobody_accepts(at: Studio) -> None:
    booking = await asked_at_once(at)
    at.clock.at += timedelta(seconds=20)
    await at.house.says(at.ann, "is anybody there?")
    await at.time_passes(minutes=2)
    assert {one.status for one in await at.offers(booking)} == {OfferStatus.TIMED_OUT}
    (choices,) = await at.shown(at.ann, "booking.choices")
    assert (choices.values["why"], choices.values["may_ask_anyone"]) == ("nobody_left", False)
    (alert,) = await at.shown(at.operator, "alert")
    assert (alert.values["kind"], alert.values["reference"]) == ("nobody_left", booking.reference)
    for one in (at.dewi, at.maya, at.budi):
        assert await outcome(at, one, await offer_to(at, booking, one)) == "timed_out"
        assert await at.accept(await offer_to(at, booking, one), one) is Answer.TIMED_OUT
    assert await at.cancel(booking) is Cancelled.CANCELLED
    assert (await at.shown(at.ann, "relay.kept"))[-1].values["outcome"] == "over"
    assert at.rows("SELECT state, reason FROM messages") == [("refused", "unaccepted")]


async def test_with_one_left(at: Studio) -> None:
    """A last chance for the only one there is."""
    await at.away(at.maya, at.budi)
    made = await at.requested(at.wanted())
    await at.time_passes(minutes=5)
    (offer,) = await at.all_open(made.booking)
    assert (offer.broadcast, offer.therapist) == (True, at.dewi.id)
    assert await at.accept(offer, at.dewi) is Answer.ACCEPTED


async def test_with_none_left(at: Studio) -> None:
    await at.away(at.budi)
    booking = await asked_at_once(at, silent=False)
    assert await at.all_open(booking) == []
    assert len(await at.shown(at.ann, "booking.choices")) == 1
    assert len(await at.shown(at.operator, "alert")) == 1


async def test_the_last_to_decline_ends_it(at: Studio) -> None:
    booking = await asked_at_once(at)
    for one in (at.dewi, at.budi):
        assert await at.decline(await offer_to(at, booking, one), one) is Answer.DECLINED
        assert await at.shown(at.ann, "booking.choices") == []
    assert await at.decline(await offer_to(at, booking, at.maya), at.maya) is Answer.DECLINED
    assert len(await at.shown(at.ann, "booking.choices")) == 1
    assert at.rows("SELECT kind, subject FROM deadlines") == [("choice", booking.id)]


async def test_who_is_not_free_any_more_is_refused_and_the_others_keep_their_chance(at: Studio) -> None:
    booking = await asked_at_once(at)
    other = await at.house.customer("Other")
    again = await at.requested(at.wanted(customer=other.id, wish=Wish(at.dewi.id)))
    assert await at.accept(again.offer, at.dewi) is Answer.ACCEPTED
    offer = await offer_to(at, booking, at.dewi)
    assert await at.accept(offer, at.dewi) is Answer.NOT_FREE
    card = [
        one for one in await at.shown(await at.person(at.dewi), "offer") if one.values["offer"] == offer.id
    ]
    assert (card[-1].values["outcome"], card[-1].values["why"]) == ("lost", "not_free")
    assert await at.accept(offer, at.dewi) is Answer.NOT_FREE
    assert len(await at.held(at.dewi)) == 1
    assert await at.accept(await offer_to(at, booking, at.budi), at.budi) is Answer.ACCEPTED


async def test_cancelled_meanwhile(at: Studio) -> None:
    booking = await asked_at_once(at)
    assert await at.cancel(booking) is Cancelled.CANCELLED
    assert await at.all_open(booking) == []
    for one in (at.dewi, at.maya, at.budi):
        offer = await offer_to(at, booking, one)
        assert offer.status is OfferStatus.WITHDRAWN
        assert await at.accept(offer, one) is Answer.CANCELLED
        assert await outcome(at, one, offer) == "withdrawn"
    assert at.rows("SELECT kind FROM deadlines") == []
    await at.time_passes(minutes=3)
    assert await at.shown(at.ann, "booking.choices") == []


async def test_a_late_yes_ends_it_for_all(at: Studio) -> None:
    """Its deadline is late: the time is up all the same, and once."""
    booking = await asked_at_once(at)
    at.clock.at += timedelta(minutes=2)
    assert await at.accept(await offer_to(at, booking, at.maya), at.maya) is Answer.TIMED_OUT
    await at.time_passes(seconds=1)
    assert len(await at.shown(at.ann, "booking.choices")) == 1
    assert len(await at.shown(at.operator, "alert")) == 1


async def test_one_whom_she_has_blocked_cannot_take_it(at: Studio) -> None:
    met = await at.requested(at.at(30, wish=Wish(at.budi.id)))
    await at.accept(met.offer, at.budi)
    booking = await asked_at_once(at)
    room = await at.room(met.offer)
    block = BlockPerson(at.clock, EndOffer(at.do.turns), Alerts(at.clock))
    await at.house.do(block, room.id, at.ann)
    assert (await offer_to(at, booking, at.budi)).status is OfferStatus.WITHDRAWN
    assert await at.accept(await offer_to(at, booking, at.budi), at.budi) is Answer.WITHDRAWN
    assert {one.therapist for one in await at.all_open(booking)} == {at.dewi.id, at.maya.id}
