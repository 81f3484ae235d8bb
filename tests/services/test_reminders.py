"""Reminders: to both, once, while they are of use, and only for a visit that stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.booking import BookingStatus
from domain.people import Person
from domain.reminders import Ahead
from domain.time import Span
from services import visit_cards
from services.ports import UnitOfWork
from services.reminders import arm
from services.repositories import Change
from services.request_booking import Requested
from tests.services.studio import RULES, ZONE, Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def confirmed(at: Studio, *, hours: float) -> Requested:
    made = await at.requested(at.at(hours))
    await at.accept(made.offer, at.dewi)
    await at.house.deliver()
    return made


def due(at: Studio) -> list[str]:
    return [
        kind for (kind,) in at.rows("SELECT kind FROM deadlines WHERE kind LIKE 'reminder%' ORDER BY due_at")
    ]


async def reminded(at: Studio, person: Person, code: str) -> int:
    """How many reminders have come to them so far, each a message of its own."""
    return len({one.id for one in await at.shown(person, code) if "reminder_until" in one.values})


async def both(at: Studio) -> tuple[int, int]:
    return (
        await reminded(at, at.ann, "booking"),
        await reminded(at, await at.person(at.dewi), "offer"),
    )


async def test_the_day_before_and_two_hours_before(at: Studio) -> None:
    await confirmed(at, hours=30)
    assert due(at) == ["reminder_day", "reminder_hours"]
    await at.time_passes(hours=5, minutes=59)
    assert await both(at) == (0, 0)
    await at.time_passes(minutes=1)
    assert await both(at) == (1, 1)
    assert due(at) == ["reminder_hours"]
    await at.time_passes(hours=21, minutes=59)
    assert await both(at) == (1, 1)
    await at.time_passes(minutes=1)
    assert await both(at) == (2, 2)
    await at.time_passes(hours=1)
    assert (await both(at), due(at)) == ((2, 2), [])


@pytest.mark.parametrize(
    ("hours", "kinds"),
    [
        (40 / 60 + 1, []),  # made in time for an hour and forty minutes later
        (2, []),
        (2.5, ["reminder_hours"]),
        (24, ["reminder_hours"]),
        (24.5, ["reminder_day", "reminder_hours"]),
    ],
)
async def test_none_whose_time_has_passed_when_the_booking_is_made(
    at: Studio, hours: float, kinds: list[str]
) -> None:
    await confirmed(at, hours=hours)
    assert due(at) == kinds


async def test_none_for_a_visit_in_forty_minutes(at: Studio) -> None:
    made = await at.requested(at.wanted())
    at.clock.at = made.booking.span.starts_at - timedelta(minutes=46)
    await at.accept(made.offer, at.dewi)
    assert due(at) == []
    await at.time_passes(hours=30)
    assert await both(at) == (0, 0)


async def test_not_before_it_is_confirmed(at: Studio) -> None:
    await at.requested(at.at(30))
    assert due(at) == []


async def test_cancelled_is_not_reminded_of(at: Studio) -> None:
    made = await confirmed(at, hours=30)
    await at.cancel(made.booking)
    assert due(at) == []
    await at.time_passes(hours=29)
    assert await both(at) == (0, 0)


async def test_a_reminder_that_waits_unsent_says_what_has_become_of_the_visit(at: Studio) -> None:
    """Telegram is away when it falls due, and the visit is cancelled before Telegram is back."""
    made = await confirmed(at, hours=30)
    at.clock.at += timedelta(hours=6)
    await at.house.do(at.do.remind(Ahead.DAY), made.booking.id)
    await at.house.do(at.do.cancel, made.booking.id, at.ann, late=True)
    card = (await at.shown(at.ann, "booking"))[-1]
    assert (card.values["status"], "reminder_until" in card.values) == ("cancelled", False)
    assert await both(at) == (0, 0)


async def test_the_booking_is_looked_at_again(at: Studio) -> None:
    """Set out for, or gone some other way than by a cancellation that took the deadline along."""
    made = await confirmed(at, hours=2.5)

    async def set_out(unit: UnitOfWork) -> None:
        booking = await unit.bookings.get(made.booking.id)
        assert booking is not None
        unit.bookings.save(booking, booking.to(BookingStatus.ON_THE_WAY), Change("test", at.clock.at))

    await at.house.units.run(set_out)
    await at.time_passes(minutes=30)
    assert (await both(at), due(at)) == ((0, 0), [])


async def test_a_moved_visit_is_reminded_of_at_its_new_time(at: Studio) -> None:
    made = await confirmed(at, hours=30)
    query = "UPDATE bookings SET starts_at = starts_at + ?, ends_at = ends_at + ? WHERE id = ?"
    day = 24 * 3600 * 1_000_000
    await at.sql(query, day, day, made.booking.id)
    await at.time_passes(hours=6)
    assert await both(at) == (0, 0)
    await at.time_passes(hours=24)
    assert await both(at) == (1, 1)
    assert due(at) == ["reminder_hours"]


@pytest.mark.parametrize(
    ("down", "seen"),
    [
        (6 + 4 / 3600, 1),  # back four seconds after the day's reminder fell due
        (6 + 1 / 6, 1),
        (27, 1),  # three hours ahead: still the first
        (28.5, 1),  # both fell due; the first says nothing any more that the second does not
        (30.5, 0),  # the visit has begun
        (78, 0),
    ],
)
async def test_down_while_they_fall_due(at: Studio, down: float, seen: int) -> None:
    await confirmed(at, hours=30)
    await at.time_passes(hours=down)
    assert await both(at) == (seen, seen)
    await at.time_passes(seconds=1)
    assert await both(at) == (seen, seen)


async def test_a_clock_that_is_put_back_reminds_nobody_twice(at: Studio) -> None:
    await confirmed(at, hours=30)
    await at.time_passes(hours=6)
    await at.time_passes(hours=-1)
    await at.time_passes(hours=1)
    assert await both(at) == (1, 1)


async def move(at: Studio, made: Requested, **by: float) -> None:
    """As a move does it: the booking as it is from now on, and everything armed anew."""

    async def work(unit: UnitOfWork) -> None:
        booking = await unit.bookings.get(made.booking.id)
        assert booking is not None
        span = Span(booking.span.starts_at + timedelta(**by), booking.span.ends_at + timedelta(**by))
        moved = replace(booking, span=span, version=booking.version + 1)
        unit.bookings.save(booking, moved, Change("test", at.clock.at))
        arm(unit, moved, at.clock.at, RULES, ZONE)

    await at.house.units.run(work)


async def test_what_was_sent_for_the_old_time_does_not_stand_for_the_new(at: Studio) -> None:
    made = await confirmed(at, hours=30)
    await at.time_passes(hours=6)
    assert await both(at) == (1, 1)
    await move(at, made, hours=5)
    assert due(at) == ["reminder_day", "reminder_hours"]
    await at.time_passes(hours=4, minutes=59)
    assert await both(at) == (1, 1)
    await at.time_passes(minutes=1)
    assert await both(at) == (2, 2)
    await at.time_passes(hours=22)
    assert (await both(at), due(at)) == ((3, 3), [])


async def test_moved_to_earlier_the_old_time_s_never_comes(at: Studio) -> None:
    made = await confirmed(at, hours=50)
    await move(at, made, hours=-40)
    assert due(at) == ["reminder_hours"]
    await at.time_passes(hours=8)
    assert await both(at) == (1, 1)
    for _ in range(50):
        await at.time_passes(hours=1)
    assert await both(at) == (1, 1)


async def test_moved_into_the_next_forty_minutes_nobody_is_reminded(at: Studio) -> None:
    made = await confirmed(at, hours=30)
    await move(at, made, hours=-30, minutes=40)
    assert due(at) == []
    await at.time_passes(hours=48)
    assert await both(at) == (0, 0)


async def test_a_reminder_that_waits_while_the_visit_is_moved_goes_out_for_neither_time(at: Studio) -> None:
    """Telegram is away as it falls due."""
    made = await confirmed(at, hours=30)
    at.clock.at += timedelta(hours=6)
    await at.due()
    await move(at, made, days=3)
    booking = await at.booking(made.booking)
    await at.house.do(visit_cards.show, replace(booking), at.clock.at)
    shown = (await at.shown(at.ann, "booking"))[-1].values
    assert shown["starts_at"] == int(booking.span.starts_at.timestamp())


async def test_moved_it_is_asked_about_after_its_new_end(at: Studio) -> None:
    made, dewi = await confirmed(at, hours=5), await at.person(at.dewi)
    await move(at, made, hours=4)
    await at.time_passes(hours=7)
    assert await at.shown(dewi, "overdue.ask") == []
    await at.time_passes(hours=3, minutes=30)
    assert len(await at.shown(dewi, "overdue.ask")) == 1


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25), (2028, 3, 1)])
async def test_moved_over_a_change_of_the_clocks_the_hour_on_the_wall_counts(
    at: Studio, day: tuple[int, int, int]
) -> None:
    """And over a leap day."""
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(*day, 14, tzinfo=zone)
    at.clock.at = (start - timedelta(days=6)).astimezone(UTC)
    made = await confirmed(at, hours=48)

    async def work(unit: UnitOfWork) -> None:
        booking = await unit.bookings.get(made.booking.id)
        assert booking is not None
        begins = start.astimezone(UTC)
        moved = replace(booking, span=Span(begins, begins + timedelta(hours=1)), version=booking.version + 1)
        unit.bookings.save(booking, moved, Change("test", at.clock.at))
        arm(unit, moved, at.clock.at, RULES, zone)

    await at.house.units.run(work)
    due_at = at.rows("SELECT due_at FROM deadlines WHERE kind = 'reminder_day'")[0][0]
    shown = datetime.fromtimestamp(due_at / 1e6, zone)
    assert (shown.date(), shown.hour) == ((start - timedelta(days=1)).date(), 14)
