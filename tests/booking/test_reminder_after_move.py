"""After a move everything that hangs on the time follows: reminders, the room's end, what is asked when
nobody finishes. The old time is heard of no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import Booking
from domain.people import Person
from domain.room import RoomStatus
from domain.time import Span
from tests.booking.moving import HOUR, agreed, answer, asked, on
from tests.services.studio import ROOMS, Studio


@pytest.fixture
async def at(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Studio]:
    async with on("sqlite", tmp_path, request) as opened:
        yield opened


async def moved(at: Studio, booking: Booking, by: timedelta) -> Booking:
    proposal = await asked(at, booking, booking.span.starts_at + by)
    await answer(at, proposal, await at.person(at.dewi))
    await at.time_passes(seconds=0)
    return await at.booking(booking)


async def reminded(at: Studio, person: Person, code: str) -> int:
    return sum("reminder_until" in one.values for one in await at.shown(person, code))


async def both(at: Studio) -> tuple[int, int]:
    theirs = await reminded(at, await at.person(at.dewi), "offer")
    return await reminded(at, at.ann, "booking"), theirs


async def test_moved_a_day_on_before_any_reminder(at: Studio) -> None:
    booking = await agreed(at)
    await moved(at, booking, 24 * HOUR)
    await at.time_passes(hours=24)
    assert await both(at) == (0, 0), "the old day's"
    await at.time_passes(hours=22)
    assert await both(at) == (0, 0), "and what would come two hours before the old time"
    await at.time_passes(hours=2)
    assert await both(at) == (1, 1)
    await at.time_passes(hours=21, minutes=59)
    assert await both(at) == (1, 1)
    await at.time_passes(minutes=1)
    assert await both(at) == (2, 2)


async def test_moved_after_the_first_reminder_it_comes_again_for_the_new_time(at: Studio) -> None:
    """The therapist asks the day before; the reminder that stands there turns into a card of the new time."""
    booking = await agreed(at)
    await at.time_passes(hours=24)
    assert await both(at) == (1, 1)
    proposal = await asked(at, booking, booking.span.starts_at + 48 * HOUR, await at.person(at.dewi))
    await answer(at, proposal, at.ann)
    card = (await at.shown(at.ann, "booking"))[-1]
    assert "reminder_until" not in card.values
    assert card.values["starts_at"] == int((booking.span.starts_at + 48 * HOUR).timestamp())
    await at.time_passes(hours=47, minutes=59)
    assert await both(at) == (1, 1)
    await at.time_passes(minutes=1)
    assert await both(at) == (2, 2)


async def test_moved_to_within_a_day_there_is_no_reminder_of_the_day_before(at: Studio) -> None:
    booking = await agreed(at, hours=72)
    await moved(at, booking, -60 * HOUR)
    await at.time_passes(hours=9, minutes=59)
    assert await both(at) == (0, 0)
    await at.time_passes(minutes=1)
    assert await both(at) == (1, 1)


@pytest.mark.parametrize("by", [48, -24])
async def test_the_room_lives_as_long_as_the_new_time_asks(at: Studio, by: int) -> None:
    booking = await agreed(at)
    present = await moved(at, booking, by * HOUR)
    (offer,) = await at.offers(booking)
    room = await at.room(offer)
    assert room.expires_at == present.span.ends_at + ROOMS.after_visit
    at.clock.at = present.span.ends_at + ROOMS.after_visit - timedelta(seconds=1)
    await at.time_passes(seconds=0)
    assert (await at.room(offer)).status is RoomStatus.OPEN
    await at.time_passes(seconds=1)
    assert (await at.room(offer)).status is RoomStatus.EXPIRED


async def test_what_looks_after_the_visit_follows(at: Studio) -> None:
    """Every deadline of the booking lies where one made for the new time would."""
    other, booking = await agreed(at, hours=96, by=at.maya), await agreed(at)
    await moved(at, booking, 48 * HOUR)

    def due(of: Booking) -> list[tuple[str, int]]:
        query = "SELECT kind, due_at FROM deadlines WHERE subject = ? AND kind NOT LIKE 'room%' ORDER BY kind"
        return [(kind, when) for kind, when in at.rows(query, of.id) if kind != "freed"]

    assert due(booking) == due(other) != []


async def test_both_cards_and_the_feed_say_the_new_time(at: Studio) -> None:
    booking = await agreed(at)
    present = await moved(at, booking, 3 * HOUR)
    new = int(present.span.starts_at.timestamp())
    dewi = await at.person(at.dewi)
    for person, code in ((at.ann, "booking"), (dewi, "offer")):
        assert (await at.shown(person, code))[-1].values["starts_at"] == new
    assert at.events(f"bookings.{at.dewi.id}")[-2:] == ["move", "move"]
    day = Span(present.span.starts_at - HOUR, present.span.ends_at)
    listed = await at.house.units.look(lambda unit: unit.bookings.day_of(at.dewi.id, day))
    assert [one.span for one in listed] == [present.span]
