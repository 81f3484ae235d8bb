"""Five accept the same broadcast in the same instant: a hundred times, and one of them each time."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from domain.booking import BookingStatus
from domain.offer import OfferStatus
from domain.room import RoomStatus
from services.choices import Cancelled
from services.offers import Answer
from storage.opening import Place
from tests.booking.racing import offers_by_therapist, race
from tests.services.studio import RULES, UseCases

ROUNDS = [12, pytest.param(100, marks=pytest.mark.slow)]
AT_ONCE = replace(RULES, offers_in_turn=1)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("rounds", ROUNDS)
async def test_one_winner_of_five(place: Place, rounds: int) -> None:
    won = Counter[str]()
    async with race(place, random.randrange(10**6)) as it:
        do = UseCases(it.at.clock, AT_ONCE)
        five = await it.more("Rina", "Sari")
        for _ in range(rounds):
            booking = await it.broadcast(do)
            asked = offers_by_therapist(await it.at.all_open(booking))
            assert set(asked) == {one.id for one, _ in five}
            said = await it.all_at_once(
                {
                    one.name: partial(do.accept, offer_id=asked[one.id].id, person=person)
                    for one, person in five
                }
            )
            assert Counter(said.values()) == {Answer.ACCEPTED: 1, Answer.LOST: 4}
            ended = offers_by_therapist((await it.at.offers(booking))[1:])
            agreed = await it.at.booking(booking)
            (winner,) = [one for one, _ in five if said[one.name] is Answer.ACCEPTED]
            assert (agreed.status, agreed.therapist) == (BookingStatus.CONFIRMED, winner.id)
            for one, _ in five:
                mine = one.id == winner.id
                assert ended[one.id].status is (OfferStatus.ACCEPTED if mine else OfferStatus.LOST)
                assert len(await it.at.held(one)) == mine
            assert (await it.at.room(ended[winner.id])).status is RoomStatus.OPEN
            assert sorted(await it.ends_of(booking)) == [
                "offer.accepted",
                *["offer.lost"] * 4,
                "offer.timed_out",
            ]
            won[winner.name] += 1
            assert await it.at.cancel(booking) is Cancelled.CANCELLED
            it.at.clock.at += timedelta(hours=3)
    print(dict(won))
    assert sum(won.values()) == rounds
    assert len(won) > 1


@pytest.mark.slow
async def test_accept_against_the_end_of_the_time_against_cancel(place: Place) -> None:
    """Of a broadcast to five, two of whom accept."""
    won = Counter[str]()
    async with race(place, random.randrange(10**6)) as it:
        do = UseCases(it.at.clock, AT_ONCE)
        five = await it.more("Rina", "Sari")
        for _ in range(40):
            booking = await it.broadcast(do)
            asked = offers_by_therapist(await it.at.all_open(booking))
            until = asked[it.at.dewi.id].answer_by
            it.at.clock.at = until - timedelta(seconds=it.chance.choice([0, 1]))
            await it.all_at_once(
                {
                    **{
                        one.name: partial(do.accept, offer_id=asked[one.id].id, person=person)
                        for one, person in five[:2]
                    },
                    "end": partial(do.end_broadcast, booking_id=booking.id),
                    "cancel": partial(do.cancel, booking_id=booking.id, person=it.at.ann),
                }
            )
            ended = [one.status for one in await it.at.offers(booking)][1:]
            assert len(await it.ends_of(booking)) == 6, "each offer ends once"
            outcomes = {
                OfferStatus.ACCEPTED: [1, 4, 0, 0],
                OfferStatus.TIMED_OUT: [0, 0, 5, 0],
                OfferStatus.WITHDRAWN: [0, 0, 0, 5],
            }
            shape = [
                ended.count(one)
                for one in (
                    OfferStatus.ACCEPTED,
                    OfferStatus.LOST,
                    OfferStatus.TIMED_OUT,
                    OfferStatus.WITHDRAWN,
                )
            ]
            (how,) = [one for one, expected in outcomes.items() if expected == shape]
            won[how] += 1
            assert (await it.at.booking(booking)).status is BookingStatus.CANCELLED
            assert [await it.at.held(one) for one, _ in five] == [[]] * 5
            it.at.clock.at += timedelta(hours=3)
    print(dict(won))
    assert len(won) > 1
