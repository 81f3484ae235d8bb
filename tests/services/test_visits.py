"""The visit by the therapist's taps: both cards follow, it is recorded, and twice is once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus, Place, PlaceKind
from domain.ids import BookingId
from domain.people import Therapist
from domain.visits import OutOfOrder, Tap
from services.request_booking import Requested
from services.visits import Tapped
from tests.services.studio import Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def accepted(at: Studio) -> Requested:
    made = await at.requested(at.wanted())
    await at.accept(made.offer, at.dewi)
    return made


async def tap(at: Studio, made: Requested, what: Tap, by: Therapist | None = None) -> Tapped | OutOfOrder:
    return await at.house.do(at.do.tap, made.booking.id, await at.person(by or at.dewi), what)


async def news(at: Studio) -> list[str]:
    return [one.values["news"] for one in await at.shown(at.ann, "visit.news")]


async def test_a_visit_from_the_way_to_the_end(at: Studio) -> None:
    made = await accepted(at)
    her = await at.person(at.dewi)
    for what, status in (
        (Tap.ON_THE_WAY, "on_the_way"),
        (Tap.ARRIVED, "on_the_way"),
        (Tap.START, "in_progress"),
        (Tap.FINISH, "completed"),
    ):
        at.clock.at += timedelta(minutes=20)
        assert await tap(at, made, what) is Tapped.DONE
        assert (await at.booking(made.booking)).status == status
        assert (await at.shown(at.ann, "booking"))[-1].values["status"] == status
        assert (await at.shown(her, "offer"))[-1].values["status"] == status
    assert await news(at) == ["on_the_way", "arrived", "start"]
    assert len(await at.shown(at.ann, "rating")) == 1
    by = f"therapist_{at.dewi.id}"
    assert at.changes(made.booking)[2:] == [
        ("confirmed", "on_the_way", by, "on_the_way"),
        ("on_the_way", "in_progress", by, "start"),
        ("in_progress", "completed", by, "finish"),
    ]
    assert at.events(f"bookings.{at.dewi.id}") == [
        "request",
        "status",
        "status",
        "arrived",
        "status",
        "status",
    ]
    booking = await at.booking(made.booking)
    assert booking.arrived_at == made.booking.requested_at + timedelta(minutes=40)


async def test_a_second_tap_changes_nothing_and_says_how_it_stands(at: Studio) -> None:
    made = await accepted(at)
    await tap(at, made, Tap.ON_THE_WAY)
    before = (await at.booking(made.booking), at.changes(made.booking), await news(at))
    assert await tap(at, made, Tap.ON_THE_WAY) is OutOfOrder.ON_THE_WAY
    assert await tap(at, made, Tap.FINISH) is OutOfOrder.NOT_STARTED
    assert before == (await at.booking(made.booking), at.changes(made.booking), await news(at))


async def test_only_the_therapist_whose_visit_it_is(at: Studio) -> None:
    made = await accepted(at)
    assert await tap(at, made, Tap.START, by=at.maya) is Tapped.NOT_YOURS
    assert await at.house.do(at.do.tap, made.booking.id, at.ann, Tap.START) is Tapped.NOT_YOURS
    assert await at.house.do(at.do.tap, BookingId(999), at.ann, Tap.START) is Tapped.NOT_YOURS
    assert (await at.booking(made.booking)).status is BookingStatus.CONFIRMED


async def test_not_before_it_is_agreed_nor_after_it_is_cancelled(at: Studio) -> None:
    made = await at.requested(at.wanted())
    assert await tap(at, made, Tap.ON_THE_WAY) is OutOfOrder.NOT_AGREED
    await at.accept(made.offer, at.dewi)
    await at.cancel(made.booking)
    assert await tap(at, made, Tap.ON_THE_WAY) is OutOfOrder.CANCELLED
    assert await news(at) == []


async def test_the_room_lives_a_day_from_when_the_visit_really_ended(at: Studio) -> None:
    made = await accepted(at)
    agreed = made.booking.span.ends_at
    at.clock.at = agreed + timedelta(minutes=40)
    for what in (Tap.START, Tap.FINISH):
        await tap(at, made, what)
    await at.time_passes(seconds=1)
    assert (await at.room(made.offer)).expires_at == agreed + timedelta(hours=24, minutes=40)


async def test_done_early_the_room_stays_as_long_as_was_said(at: Studio) -> None:
    made = await at.requested(at.at(2, place=Place(kind=PlaceKind.STUDIO)))
    await at.accept(made.offer, at.dewi)
    at.clock.at = made.booking.span.starts_at
    for what in (Tap.START, Tap.FINISH):
        assert await tap(at, made, what) is Tapped.DONE
    await at.time_passes(seconds=1)
    assert (await at.room(made.offer)).expires_at == made.booking.span.ends_at + timedelta(hours=24)


async def test_who_is_on_the_way_needs_no_reminder(at: Studio) -> None:
    made = await at.requested(at.at(2.5))
    await at.accept(made.offer, at.dewi)
    await tap(at, made, Tap.ON_THE_WAY)
    assert at.rows("SELECT kind FROM deadlines WHERE kind LIKE 'reminder%'") == []
