"""Who did not come: said by one side, asked of the other, decided by nobody's clock alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.absence import NotSayable
from domain.booking import BookingStatus
from domain.booking_sheet import shape
from domain.cancelling import Cancelling, cancelling
from domain.people import Person, Role
from domain.room import RoomStatus
from domain.visits import Tap
from services.absence_decisions import Decided, Verdict
from services.absences import Answered, Said
from services.request_booking import Requested
from tests.services.studio import RULES, Studio, studio
from tests.services.visited import agreed, outcomes, press, rung, second_operator, tap


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def waiting(at: Studio) -> Requested:
    """A quarter of an hour after it should have begun."""
    made = await agreed(at)
    at.clock.at = made.booking.span.starts_at + timedelta(minutes=15)
    await at.time_passes(seconds=0)
    return made


async def say(at: Studio, made: Requested, by: Person, *, sure: bool = True) -> Said | NotSayable:
    said: Said | NotSayable = await press(at, "say_absent", made, by, sure=sure)
    await at.house.deliver()
    return said


async def sides(at: Studio, role: Role) -> tuple[Person, Person]:
    """Who says it, and of whom."""
    dewi = await at.person(at.dewi)
    return (at.ann, dewi) if role is Role.CUSTOMER else (dewi, at.ann)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.THERAPIST])
async def test_said_asked_and_uncontested(at: Studio, role: Role) -> None:
    made = await waiting(at)
    by, other = await sides(at, role)
    whose = {Role.CUSTOMER: "therapist", Role.THERAPIST: "customer"}[role]
    assert await say(at, made, by, sure=False) is Said.ASKED
    assert await outcomes(at, other, "noshow") == []
    assert await say(at, made, by) is Said.SAID
    assert await say(at, made, by) is Said.SAID_BEFORE
    assert (await outcomes(at, by, "noshow"), await outcomes(at, other, "noshow")) == (
        ["sure", "said"],
        ["open"],
    )
    await at.time_passes(hours=1, minutes=59)
    assert (await at.booking(made.booking)).status is BookingStatus.CONFIRMED
    await at.time_passes(minutes=1)
    booking = await at.booking(made.booking)
    assert (booking.status, booking.no_show) == (BookingStatus.NO_SHOW, whose)
    assert at.changes(made.booking)[-1] == ("confirmed", "no_show", "deadline", f"no_show_{whose}")
    assert (await outcomes(at, by, "noshow"))[-1] == (await outcomes(at, other, "noshow"))[-1] == "recorded"


async def test_what_follows_from_it(at: Studio) -> None:
    made = await waiting(at)
    dewi = await at.person(at.dewi)
    await say(at, made, dewi)
    assert await press(at, "answer_absence", made, at.ann, so=True) is Answered.RECORDED
    booking = await at.booking(made.booking)
    assert shape(booking, customer="Ann", therapist="Dewi", decimals=2)["noShow"] == "customer"
    assert await at.held(at.dewi) == []
    assert cancelling(booking, at.clock.at, RULES) is Cancelling.ENDED
    assert await at.shown(at.ann, "rating") == []
    await at.time_passes(hours=6)
    assert (await at.room(made.offer)).status is RoomStatus.OPEN
    assert await outcomes(at, dewi, "overdue.ask") == []
    kinds = at.rows("SELECT kind FROM deadlines WHERE subject = ?", booking.id)
    assert not [one for (one,) in kinds if one.startswith(("reminder", "overdue", "absence"))]
    await at.time_passes(hours=20)
    assert (await at.room(made.offer)).status is RoomStatus.EXPIRED


async def test_nothing_by_time_alone(at: Studio) -> None:
    made = await agreed(at)
    for _ in range(60):
        await at.time_passes(hours=1)
    booking = await at.booking(made.booking)
    assert (booking.status, booking.no_show) == (BookingStatus.CONFIRMED, "")
    assert at.rows("SELECT * FROM absences") == []


@pytest.mark.parametrize(
    ("verdict", "status", "whose"),
    [
        (Verdict.CUSTOMER, BookingStatus.NO_SHOW, "customer"),
        (Verdict.THERAPIST, BookingStatus.NO_SHOW, "therapist"),
        (Verdict.TOOK_PLACE, BookingStatus.COMPLETED, ""),
    ],
)
async def test_contested_an_operator_decides(
    at: Studio, verdict: Verdict, status: BookingStatus, whose: str
) -> None:
    sari = await second_operator(at)
    made = await waiting(at)
    dewi = await at.person(at.dewi)
    await say(at, made, dewi)
    assert await press(at, "answer_absence", made, at.ann, so=False) is Answered.CONTESTED
    await at.time_passes(hours=5)
    assert (await at.booking(made.booking)).status is BookingStatus.CONFIRMED
    assert len(await rung(at, at.operator, "noshow.decide")) == 1
    decide = at.do.care["decide_absence"]
    assert await at.house.do(decide, made.booking.id, dewi, verdict) is Decided.NOT_YOURS
    assert await at.house.do(decide, made.booking.id, at.operator, verdict) is Decided.DECIDED
    assert await at.house.do(decide, made.booking.id, sari, Verdict.CUSTOMER) is Decided.DECIDED_BEFORE
    booking = await at.booking(made.booking)
    assert (booking.status, booking.no_show) == (status, whose)
    assert (await outcomes(at, sari, "noshow.decide"))[-1] == verdict.value


async def test_both_at_once_is_a_contest(at: Studio) -> None:
    for turn in range(4):
        made = await waiting(at)
        dewi = await at.person(at.dewi)
        presses = [say(at, made, dewi), say(at, made, at.ann)]
        answers = await asyncio.gather(*(presses if turn % 2 else reversed(presses)))
        assert set(answers) == {Said.SAID, Said.CONTESTED}
        rows = at.rows("SELECT status FROM absences WHERE booking_id = ?", made.booking.id)
        assert rows == [("contested",)]
        await at.time_passes(hours=8)
        assert (await at.booking(made.booking)).status is BookingStatus.CONFIRMED


async def test_who_comes_late_begins_and_nobody_was_missing(at: Studio) -> None:
    made = await waiting(at)
    dewi = await at.person(at.dewi)
    await say(at, made, at.ann)
    await tap(at, made, Tap.START)
    await at.time_passes(hours=3)
    booking = await at.booking(made.booking)
    assert (booking.status, booking.no_show) == (BookingStatus.IN_PROGRESS, "")
    assert (await outcomes(at, at.ann, "noshow"))[-1] == (await outcomes(at, dewi, "noshow"))[-1] == "dropped"
    assert await press(at, "answer_absence", made, dewi, so=True) is Answered.MOVED_ON
    assert await say(at, made, at.ann) is NotSayable.BEGUN


async def test_taken_back_and_said_anew(at: Studio) -> None:
    made = await waiting(at)
    await say(at, made, at.ann)
    assert await press(at, "take_back_absence", made, at.ann) is Answered.DROPPED
    await at.time_passes(hours=3)
    assert (await at.booking(made.booking)).status is BookingStatus.CONFIRMED
    assert await say(at, made, at.ann) is Said.SAID
    await at.time_passes(hours=2)
    assert (await at.booking(made.booking)).no_show == "therapist"


async def test_who_could_not_be_asked_has_not_been_silent(at: Studio) -> None:
    """The question never left: then an operator decides."""
    made = await waiting(at)
    await press(at, "say_absent", made, at.ann, sure=True)
    at.clock.at += RULES.no_show_wait
    await at.due()
    assert at.rows("SELECT status FROM absences") == [("contested",)]


async def test_too_early_and_not_a_strangers(at: Studio) -> None:
    made = await agreed(at)
    at.clock.at = made.booking.span.starts_at + timedelta(minutes=14)
    assert await say(at, made, at.ann) is NotSayable.TOO_EARLY
    assert await say(at, made, await at.person(at.maya)) is Said.NOT_YOURS
    await at.cancel(made.booking)
    assert await press(at, "answer_absence", made, at.ann, so=True) is Answered.NOT_YOURS
