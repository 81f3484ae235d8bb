"""Suggest another time: "Maya cannot at 14:00, but at 15:30"; one tap takes or refuses it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.booking import Booking, BookingStatus, Mode, Wish
from domain.offer import Offer, OfferStatus
from domain.people import Person, Role, Therapist
from domain.proposal import Proposal, ProposalStatus
from domain.room import RoomStatus
from services.choices import Cancelled
from services.move_slots import MoveSlots
from services.offer_ends import EndOffer
from services.offers import Answer
from services.outgoing import Notice
from services.ports import Units
from services.request_booking import Requested
from services.suggesting import MaySuggest, Suggested, SuggestTime, TakeBackSuggestion, TakenBack
from services.suggestion_answers import AnswerSuggestion, Told
from tests.services.rooms_house import Shown
from tests.services.studio import MORNING, RULES, ZONE, Studio, studio
from tests.services.test_booking_races import Act, patiently, second_writer
from tests.talk.spoken import rendered

HOUR = timedelta(hours=1)
ROUNDS = 25


@dataclass
class Suggesting:
    """What both sides do about it."""

    at: Studio

    @property
    def slots(self) -> MoveSlots:
        return MoveSlots(self.at.clock, RULES, ZONE)

    @property
    def suggest(self) -> SuggestTime:
        return SuggestTime(MaySuggest(self.at.clock, EndOffer(self.at.do.turns)), self.slots)

    @property
    def answer(self) -> AnswerSuggestion:
        return AnswerSuggestion(self.at.do.accept)

    @property
    def back(self) -> TakeBackSuggestion:
        return TakeBackSuggestion(self.at.clock)

    async def suggests(self, offer: Offer, by: Therapist, start: datetime) -> Suggested | Answer:
        done = await self.at.house.do(self.suggest, offer.id, await self.at.person(by), start)
        await self.at.house.deliver()
        return done

    async def answers(self, proposal: Proposal, *, take: bool, by: Person | None = None) -> Told:
        told = await self.at.house.do(self.answer, proposal.id, by or self.at.ann, take=take)
        await self.at.house.deliver()
        return told

    async def takes_back(self, proposal: Proposal, by: Therapist) -> TakenBack:
        return await self.at.house.do(self.back, proposal.id, await self.at.person(by))

    async def proposals(self, booking: Booking) -> list[Proposal]:
        return list(await self.at.house.units.look(lambda unit: unit.proposals.of_booking(booking.id)))

    async def waits(
        self, *, hours: float = 5, later: float = 1.5, named: bool = False
    ) -> tuple[Requested, Proposal]:
        """A request of Dewi's that she has answered with another time."""
        wish = Wish(self.at.dewi.id) if named else Wish()
        made = await self.at.requested(self.at.at(hours, wish=wish))
        start = made.booking.span.starts_at + later * HOUR
        assert await self.suggests(made.offer, self.at.dewi, start) is Suggested.DONE
        return made, (await self.proposals(made.booking))[-1]


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Suggesting]:
    async with studio(tmp_path) as opened:
        yield Suggesting(opened)


async def test_one_tap_books_the_suggested_time(on: Suggesting) -> None:
    at = on.at
    made, proposal = await on.waits()
    assert len(await at.held(at.dewi)) == 2, "both times are hers meanwhile"
    (asked,) = await at.shown(at.ann, "suggestion")
    assert (asked.values["therapist"], asked.values["outcome"]) == ("Dewi", "open")
    assert asked.values["was_at"] == made.booking.span.starts_at.timestamp()
    assert asked.values["wanted_at"] == proposal.span.starts_at.timestamp()
    assert asked.values["price"]["minor"] == made.booking.price.minor
    assert (await at.shown(at.ann, "booking"))[-1].values["suggested"]["outcome"] == "open"
    assert await on.answers(proposal, take=True) is Told.TAKEN
    booking = await at.booking(made.booking)
    assert (booking.status, booking.span, booking.mode) == (
        BookingStatus.CONFIRMED, proposal.span, Mode.SCHEDULED,
    )  # fmt: skip
    assert booking.confirmed_at == at.clock.at
    (offer,) = await at.offers(booking)
    assert (offer.status, (await at.room(offer)).status) == (OfferStatus.ACCEPTED, RoomStatus.OPEN)
    (held,) = await at.held(at.dewi)
    assert held.starts_at == proposal.span.starts_at, "the time asked for is free again"
    due = at.rows(
        "SELECT kind, due_at FROM deadlines WHERE subject = ? AND kind = 'reminder_hours'", booking.id
    )
    assert due == [("reminder_hours", int((proposal.span.starts_at - 2 * HOUR).timestamp() * 1e6))]
    assert at.rows("SELECT kind FROM deadlines WHERE kind = 'offer_answer'") == []
    assert at.changes(booking)[-1] == ("requested", "confirmed", f"customer_{at.ann.id}", "suggestion")
    dewi = await at.person(at.dewi)
    for person, code in ((at.ann, "suggestion"), (dewi, "suggest.asked")):
        assert (await at.shown(person, code))[-1].values["outcome"] == "accepted"
        assert len(await at.shown(person, "room.opened")) == 1
    assert (await at.shown(dewi, "offer"))[-1].values["starts_at"] == proposal.span.starts_at.timestamp()
    assert at.events(f"bookings.{at.dewi.id}") == ["request", "suggestion", "status", "suggestion"]
    assert await on.answers(proposal, take=True) is Told.ALREADY_TAKEN
    assert await on.answers(proposal, take=False) is Told.ALREADY_TAKEN


async def test_half_an_hour_later_over_her_own_time(on: Suggesting) -> None:
    made, proposal = await on.waits(later=0.5)
    assert await on.answers(proposal, take=True) is Told.TAKEN
    assert len(await on.at.held(on.at.dewi)) == 1
    assert (await on.at.booking(made.booking)).span == proposal.span


@pytest.mark.parametrize("named", [False, True])
async def test_refused_goes_on_as_after_a_decline(on: Suggesting, named: bool) -> None:
    at = on.at
    made, proposal = await on.waits(named=named)
    assert await on.answers(proposal, take=False) is Told.REFUSED
    first = (await at.offers(made.booking))[0]
    assert first.status is OfferStatus.DECLINED
    assert await at.held(at.dewi) == []
    heard = (await at.shown(await at.person(at.dewi), "suggest.asked"))[-1]
    assert heard.values["outcome"] == "declined"
    if named:
        choices = (await at.shown(at.ann, "booking.choices"))[-1]
        assert (choices.values["why"], choices.values["therapist"]) == ("declined", "Dewi")
    else:
        assert (await at.open_offer(made.booking)).therapist == at.maya.id
        assert (await at.booking(made.booking)).span == made.booking.span, "at the time that was asked for"
    assert await on.answers(proposal, take=True) is Told.ALREADY_REFUSED


@pytest.mark.parametrize("named", [False, True])
async def test_no_answer_in_time_and_both_hear(on: Suggesting, named: bool) -> None:
    at = on.at
    made, proposal = await on.waits(named=named)
    await at.time_passes(minutes=29)
    assert (await at.offers(made.booking))[0].status is OfferStatus.OPEN
    await at.time_passes(minutes=1)
    assert (await at.offers(made.booking))[0].status is OfferStatus.TIMED_OUT
    for person, code in ((at.ann, "suggestion"), (await at.person(at.dewi), "suggest.asked")):
        assert (await at.shown(person, code))[-1].values["outcome"] == "timed_out"
    if named:
        choices = (await at.shown(at.ann, "booking.choices"))[-1]
        assert choices.values["why"] == "declined", "it was not Dewi who was silent"
    else:
        assert (await at.open_offer(made.booking)).therapist == at.maya.id
    assert await at.held(at.dewi) == []
    assert await on.answers(proposal, take=True) is Told.TIMED_OUT


async def test_late_by_the_clock_even_where_its_deadline_is_late(on: Suggesting) -> None:
    made, proposal = await on.waits()
    on.at.clock.at = proposal.answer_by
    assert await on.answers(proposal, take=True) is Told.TIMED_OUT
    assert (await on.at.open_offer(made.booking)).therapist == on.at.maya.id


async def test_a_visit_now_has_five_minutes_and_never_twelve_without_news(on: Suggesting) -> None:
    at = on.at
    made = await at.requested(at.wanted())
    at.clock.at += timedelta(minutes=4)
    free = await at.house.units.look(
        lambda unit: on.slots(unit, made.booking, Role.THERAPIST, day=at.clock.at.astimezone(ZONE).date())
    )
    assert free and free[0] >= at.clock.at + RULES.notice
    assert await on.suggests(made.offer, at.dewi, free[0]) is Suggested.DONE
    (proposal,) = await on.proposals(made.booking)
    assert proposal.answer_by == at.clock.at + timedelta(minutes=5)
    assert (await at.open_offer(made.booking)).answer_by == proposal.answer_by, "the offer lives as long"
    await at.time_passes(minutes=5)
    assert (await at.open_offer(made.booking)).therapist == at.maya.id


async def test_at_night_for_a_far_visit_the_customer_has_until_the_morning(on: Suggesting) -> None:
    on.at.clock.at = MORNING + timedelta(hours=11, minutes=50)  # 21:50
    _, proposal = await on.waits(hours=30 + 1 / 6)
    assert proposal.answer_by.astimezone(ZONE).strftime("%H:%M") == "08:20"


async def test_taken_back_the_request_waits_on_and_another_can_be_suggested(on: Suggesting) -> None:
    at = on.at
    made, first = await on.waits()
    start = made.booking.span.starts_at + 2 * HOUR
    assert await on.suggests(made.offer, at.dewi, start) is Suggested.WAITS
    assert await on.takes_back(first, at.dewi) is TakenBack.DONE
    assert await on.takes_back(first, at.dewi) is TakenBack.OVER
    assert (await at.shown(at.ann, "suggestion"))[-1].values["outcome"] == "withdrawn"
    assert "suggested" not in (await at.shown(at.ann, "booking"))[-1].values
    assert len(await at.held(at.dewi)) == 1, "the time asked for"
    assert await on.answers(first, take=True) is Told.WITHDRAWN
    assert await on.suggests(made.offer, at.dewi, start) is Suggested.DONE
    second = (await on.proposals(made.booking))[-1]
    assert await on.answers(second, take=True) is Told.TAKEN
    assert (await at.booking(made.booking)).span.starts_at == start


def said(shown: Shown) -> str:
    assert isinstance(shown.item, Notice)
    return rendered(shown.item).text


async def test_the_time_asked_for_can_still_be_accepted_or_declined(on: Suggesting) -> None:
    at = on.at
    first, one = await on.waits()
    assert await at.accept(first.offer, at.dewi) is Answer.ACCEPTED
    assert (await at.booking(first.booking)).span == first.booking.span
    card = (await at.shown(at.ann, "suggestion"))[-1]
    assert "Dewi has accepted" in said(card)
    assert "still waits" not in said(card)
    assert "no longer needed" in said((await at.shown(await at.person(at.dewi), "suggest.asked"))[-1])
    assert len(await at.held(at.dewi)) == 1
    assert await on.answers(one, take=True) is Told.WITHDRAWN
    second, other = await on.waits(hours=10)
    assert await at.decline(second.offer, at.dewi) is Answer.DECLINED
    assert await on.answers(other, take=True) is Told.WITHDRAWN
    assert (await at.open_offer(second.booking)).therapist == at.maya.id


async def test_a_cancelled_request_takes_the_suggestion_along(on: Suggesting) -> None:
    made, proposal = await on.waits()
    assert await on.at.cancel(made.booking) is Cancelled.CANCELLED
    assert await on.at.held(on.at.dewi) == []
    assert await on.answers(proposal, take=True) is Told.CANCELLED
    assert (await on.proposals(made.booking))[-1].status is ProposalStatus.WITHDRAWN


async def test_only_in_her_own_hours_by_the_customers_rules_and_only_her_own_offer(on: Suggesting) -> None:
    at = on.at
    made = await at.requested(at.at(5))
    other = await at.requested(at.at(10, wish=Wish(at.dewi.id)))
    for start in (
        at.clock.at + timedelta(minutes=30),  # notice
        at.clock.at + timedelta(days=31),  # horizon
        other.booking.span.starts_at,  # taken
        made.booking.span.starts_at,  # the very time asked for
        made.booking.span.starts_at + timedelta(minutes=7),  # no slot
    ):
        assert await on.suggests(made.offer, at.dewi, start) is Suggested.TAKEN
    later = made.booking.span.starts_at + HOUR
    assert await on.suggests(made.offer, at.maya, later) is Answer.NOT_YOURS
    assert await on.proposals(made.booking) == []


async def test_only_the_customer_answers_and_only_who_suggested_takes_it_back(on: Suggesting) -> None:
    at = on.at
    _, proposal = await on.waits()
    for somebody in (at.operator, await at.person(at.dewi), await at.person(at.maya)):
        assert await on.answers(proposal, take=True, by=somebody) is Told.NOT_YOURS
    assert await on.takes_back(proposal, at.maya) is TakenBack.NOT_YOURS


async def test_not_in_a_broadcast(on: Suggesting) -> None:
    at = on.at
    made = await at.requested(at.at(5))
    await at.time_passes(minutes=30)
    await at.time_passes(minutes=30)
    asked = [one for one in await at.offers(made.booking) if one.broadcast]
    assert asked, "everybody at once"
    who = {one.id: one for one in (at.dewi, at.maya, at.budi)}[asked[0].therapist]
    later = made.booking.span.starts_at + HOUR
    assert await on.suggests(asked[0], who, later) is Suggested.BROADCAST


@pytest.fixture
async def doors(on: Suggesting) -> AsyncIterator[Sequence[Units]]:
    async with second_writer(on.at) as other:
        yield on.at.house.units, other


async def test_taken_taken_back_and_cancelled_at_one_instant(on: Suggesting, doors: Sequence[Units]) -> None:
    at, chance, seen = on.at, random.Random(8), Counter[str]()
    dewi = await at.person(at.dewi)
    for _ in range(ROUNDS):
        made, proposal = await on.waits()
        acts: dict[str, Act] = {
            "take": lambda unit, one=proposal.id: on.answer(unit, one, at.ann, take=True),  # type: ignore[misc]  # bound now
            "back": lambda unit, one=proposal.id: on.back(unit, one, dewi),  # type: ignore[misc]  # likewise
            "cancel": lambda unit, one=made.booking.id: at.do.cancel(unit, one, at.ann),  # type: ignore[misc]  # likewise
        }
        order = chance.sample(sorted(acts), 3)
        done = (patiently(chance.choice(doors), acts[one]) for one in order)
        said = dict(zip(order, await asyncio.gather(*done), strict=True))
        seen[await one_won(on, made.booking, said)] += 1
        at.clock.at += timedelta(hours=1)
    assert len(seen) == 3, seen


async def one_won(on: Suggesting, booking: Booking, said: dict[str, object]) -> str:
    """The cancel always finds something to cancel; of the other two at most one has won."""
    (proposal,) = await on.proposals(booking)
    assert said["cancel"] is Cancelled.CANCELLED
    assert (await on.at.booking(booking)).status is BookingStatus.CANCELLED
    assert await on.at.held(on.at.dewi) == []
    taken, back = said["take"] is Told.TAKEN, said["back"] is TakenBack.DONE
    assert not (taken and back)
    assert proposal.status is (ProposalStatus.ACCEPTED if taken else ProposalStatus.WITHDRAWN)
    confirmed = ("requested", "confirmed") in [(a, b) for a, b, *_ in on.at.changes(booking)]
    assert confirmed is taken
    return "taken" if taken else "taken back" if back else "cancelled"
