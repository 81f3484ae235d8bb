"""Cancel twice, by both, and while the therapist accepts: one wins each time, and all the rest fits it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus, Wish
from domain.offer import OfferStatus
from services.call_off import CallOff
from services.choices import Cancelled
from services.offers import Answer
from services.ports import Units
from services.request_booking import Requested
from tests.services.studio import Studio, studio
from tests.services.test_booking_races import Act, patiently, second_writer

ROUNDS = 25


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def accepted(at: Studio) -> Requested:
    made = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    await at.accept(made.offer, at.dewi)
    return made


async def race(doors: Sequence[Units], acts: dict[str, Act], chance: random.Random) -> dict[str, object]:
    """In any order, through any of the writers."""
    order = chance.sample(sorted(acts), len(acts))
    done = (patiently(chance.choice(doors), acts[one]) for one in order)
    return dict(zip(order, await asyncio.gather(*done), strict=True))


@pytest.fixture
async def doors(at: Studio) -> AsyncIterator[Sequence[Units]]:
    async with second_writer(at) as other:
        yield at.house.units, other


async def test_cancelled_twice_and_by_both(at: Studio, doors: Sequence[Units]) -> None:
    dewi, chance, seen = await at.person(at.dewi), random.Random(6), Counter[str]()
    call_off = CallOff(at.clock, at.do.turns)
    for _ in range(ROUNDS):
        booking = (await accepted(at)).booking
        acts: dict[str, Act] = {
            "her": lambda unit, one=booking.id: at.do.cancel(unit, one, at.ann),  # type: ignore[misc]  # bound now
            "again": lambda unit, one=booking.id: at.do.cancel(unit, one, at.ann),  # type: ignore[misc]  # likewise
            "therapist": lambda unit, one=booking.id: call_off(unit, one, dewi),  # type: ignore[misc]  # likewise
        }
        said = await race(doors, acts, chance)
        ended = await at.booking(booking)
        # What was called off is a request again, which she may still cancel; the other way round there is
        # nothing left to call off.
        assert ended.status is BookingStatus.CANCELLED
        assert sorted((said["her"], said["again"]), key=str) == [
            Cancelled.ALREADY_CANCELLED, Cancelled.CANCELLED,
        ]  # fmt: skip
        steps = [after for _, after, *_ in at.changes(ended)]
        called_off = said["therapist"] is Cancelled.CANCELLED
        assert called_off or said["therapist"] in {Cancelled.ALREADY_CANCELLED, Cancelled.NOT_YOURS}
        first = ["requested", "cancelled"] if called_off else ["cancelled"]
        assert steps == ["requested", "confirmed", *first]
        assert await at.held(at.dewi) == []
        asked = at.rows("SELECT person_id FROM acknowledgements WHERE booking_id = ?", booking.id)
        assert asked == [(at.ann.id if called_off else dewi.id,)], "the other side, once"
        seen["called off first" if called_off else "cancelled first"] += 1
    assert len(seen) == 2, seen


async def test_cancelled_and_accepted_at_one_instant(at: Studio, doors: Sequence[Units]) -> None:
    dewi, chance, seen = await at.person(at.dewi), random.Random(7), Counter[str]()
    for _ in range(ROUNDS):
        made = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
        acts: dict[str, Act] = {
            "cancel": lambda unit, one=made.booking.id: at.do.cancel(unit, one, at.ann),  # type: ignore[misc]  # bound now
            "accept": lambda unit, one=made.offer.id: at.do.accept(unit, one, dewi),  # type: ignore[misc]  # likewise
        }
        said = await race(doors, acts, chance)
        assert said["cancel"] is Cancelled.CANCELLED
        (offer,) = await at.offers(made.booking)
        won = offer.status is OfferStatus.ACCEPTED
        assert said["accept"] is (Answer.ACCEPTED if won else Answer.CANCELLED)
        asked = at.rows("SELECT person_id FROM acknowledgements WHERE booking_id = ?", made.booking.id)
        assert asked == ([(dewi.id,)] if won else []), "confirmed is what was relied upon"
        assert await at.held(at.dewi) == []
        seen[offer.status.value] += 1
    assert len(seen) == 2, seen


async def test_the_free_time_runs_out_between_the_question_and_the_tap(at: Studio) -> None:
    booking = (await accepted(at)).booking
    at.clock.at += timedelta(minutes=9, seconds=59)
    at.clock.at += timedelta(seconds=1)
    assert await at.house.do(at.do.cancel, booking.id, at.ann) is Cancelled.LATE, "first it has to be said"
    assert (await at.booking(booking)).status is BookingStatus.CONFIRMED
    # The clock is put back before she taps: what is recorded is what is true then.
    at.clock.at -= timedelta(minutes=5)
    assert await at.house.do(at.do.cancel, booking.id, at.ann, late=True) is Cancelled.CANCELLED
    assert (await at.booking(booking)).cancelled_late is False
