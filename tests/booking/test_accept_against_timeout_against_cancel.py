"""Accept, the end of the time and a cancel at one instant: two hundred times, and one of them each time."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from domain.booking import Booking, BookingStatus, Wish
from domain.offer import OfferStatus
from domain.room import RoomStatus
from services.choices import Cancelled
from services.offers import Answer
from storage.opening import Place
from tests.booking.racing import Race, race

ROUNDS = [40, pytest.param(200, marks=pytest.mark.slow)]
_SAID = {
    OfferStatus.ACCEPTED: Answer.ACCEPTED,
    OfferStatus.TIMED_OUT: Answer.TIMED_OUT,
    OfferStatus.WITHDRAWN: Answer.CANCELLED,
}
_CAME_TO = {
    OfferStatus.ACCEPTED: ["confirmed", "cancelled"],
    OfferStatus.TIMED_OUT: ["cancelled"],
    OfferStatus.WITHDRAWN: ["cancelled"],
}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("rounds", ROUNDS)
async def test_one_winner_each(place: Place, rounds: int) -> None:
    won = Counter[OfferStatus]()
    async with race(place, random.randrange(10**6)) as it:
        dewi = await it.at.person(it.at.dewi)
        for _ in range(rounds):
            made = await it.at.requested(it.at.wanted(wish=Wish(it.at.dewi.id)))
            # A moment before the time is up, or when it is: whose clock says so decides as well.
            it.at.clock.at = made.offer.answer_by - timedelta(seconds=it.chance.choice([0, 1]))
            offer, booking = made.offer.id, made.booking.id
            said = await it.all_at_once(
                {
                    "accept": lambda unit, one=offer: it.at.do.accept(unit, one, dewi),  # type: ignore[misc]  # bound
                    "time_out": lambda unit, one=offer: it.at.do.time_out(unit, one),  # type: ignore[misc]  # bound
                    "cancel": lambda unit, one=booking: it.at.do.cancel(unit, one, it.at.ann),  # type: ignore[misc]  # bound
                }
            )
            won[await the_winner(it, made.booking, said)] += 1
            it.at.clock.at += timedelta(hours=3)
    print(dict(won))
    assert sum(won.values()) == rounds
    assert len(won) > 1
    if rounds > 100:
        assert set(won) == set(_SAID), "each of the three wins sometimes"


async def the_winner(it: Race, requested: Booking, said: dict[str, Any]) -> OfferStatus:
    """By what is recorded; and everything else fits it."""
    booking, (offer,) = await it.at.booking(requested), await it.at.offers(requested)
    assert await it.ends_of(requested) == [f"offer.{offer.status}"]
    assert said["accept"] is _SAID[offer.status]
    assert said["cancel"] is Cancelled.CANCELLED, "there is always something to cancel"
    assert booking.status is BookingStatus.CANCELLED
    steps = await it.at.house.units.look(lambda unit: unit.history.of_booking(booking.id))
    came_to = [one.what for one in steps if one.what in set(BookingStatus)]
    assert came_to == ["requested", *_CAME_TO[offer.status]]
    assert (await it.at.room(offer)).status is RoomStatus.CLOSED
    assert await it.at.held(it.at.dewi) == []
    return offer.status
