"""*Add to calendar*: a customer's own booking as a file, read by two libraries that are not ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.callbacks import BookingAct, BookingPress
from domain.time import Span
from services.ports import UnitOfWork
from services.repositories import Change
from tests.node.calendars import Readers, readers
from tests.talk.calendars import address, opened
from tests.talk.studio import Phone, Studio, studio
from tests.talk.test_visits import agreed

BUTTON = "Add to calendar"


@pytest.fixture(scope="module")
def read() -> Iterator[Readers]:
    with readers() as made:
        yield made


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as made:
        yield made


def only(read: Readers, ana: Phone) -> tuple[str, dict[str, Any]]:
    """The method and the one event of the newest file, of which both say the same."""
    file = ana.card("event").file
    assert file is not None
    first, second = read(file)
    (one,), (other,) = first["events"], second["events"]
    assert {name: one[name] for name in other} == other
    assert first["method"] == second["method"]
    return first["method"], one


async def move(at: Studio, by: timedelta) -> None:
    """As a move that was agreed leaves it."""

    async def work(unit: UnitOfWork) -> None:
        (booking,) = await unit.bookings.list()
        span = Span(booking.span.starts_at + by, booking.span.ends_at + by)
        unit.bookings.save(
            booking, replace(booking, span=span, version=booking.version + 1), Change("c", at.clock.at)
        )

    await at.units.run(work)


async def test_the_file_holds_the_visit_with_an_alarm(at: Studio, read: Readers) -> None:
    _, ana = await agreed(at)
    assert await ana.presses(BUTTON) == ""
    method, event = only(read, ana)
    assert method == "PUBLISH"
    assert (event["summary"], event["location"]) == ("Balinese massage with Maya", "Jalan 12, Sanur")
    assert (event["status"], event["alarms"]) == ("CONFIRMED", [-7200])
    assert event["ends_at"] - event["starts_at"] == 60 * 60
    assert event["stamp"] == at.clock.at.timestamp()
    assert "open the file to add it" in ana.last.text


async def test_after_a_move_the_same_event_has_a_higher_sequence_and_the_chat_one_file(
    at: Studio, read: Readers
) -> None:
    _, ana = await agreed(at)
    await ana.presses(BUTTON)
    _, before = only(read, ana)
    await move(at, timedelta(hours=3))
    await ana.presses(BUTTON)
    _, after = only(read, ana)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["starts_at"] == before["starts_at"] + 3 * 3600
    assert len([one for one in ana.chat if one.code == "event"]) == 1


async def test_it_is_another_event_than_the_therapists(at: Studio, read: Readers) -> None:
    maya, ana = await agreed(at)
    body = await opened(at, await address(maya))
    await ana.presses(BUTTON)
    assert body is not None
    (hers,) = read(body)[0]["events"]
    _, own = only(read, ana)
    assert own["uid"] != hers["uid"]
    assert own["sequence"] == hers["sequence"]


async def test_before_a_yes_and_after_a_cancel_there_is_none_and_it_says_why(at: Studio) -> None:
    maya, ana = await agreed(at)
    calendar = dict(one for row in ana.card("booking").buttons for one in row)[BUTTON]
    await ana.presses("Cancel this booking")
    await ana.presses("Yes, cancel it")
    assert BUTTON not in ana.card("booking").labels
    assert "please delete it there" in await ana.presses_data(calendar)
    await ana.says("/book")
    for label in ("Balinese", "60 minutes", "At the studio", "Maya", "As soon", "Skip", "Send request"):
        await ana.presses(label)
    assert BUTTON not in ana.card("booking").labels
    (newest, _) = await at.units.look(lambda unit: unit.bookings.list())
    press = BookingPress(booking=newest.id, act=BookingAct.CALENDAR)
    assert "confirmed" in await ana.presses_data(press.pack())
    await maya.presses("Accept")
    await at.time_passes(days=1)
    assert "is over" in await ana.presses_data(press.pack())
    assert not [one for one in ana.chat if one.code == "event"]


async def test_cancelled_while_the_file_waits_it_says_so(at: Studio, read: Readers) -> None:
    _, ana = await agreed(at)
    calendar = dict(one for row in ana.card("booking").buttons for one in row)[BUTTON]
    booking = BookingPress.unpack(calendar)

    async def both(unit: UnitOfWork) -> None:
        found = await unit.bookings.get(booking.id)
        customer = await unit.people.get(found.customer) if found else None
        assert found is not None and customer is not None
        await at.use_cases.by_name["send_event"](unit, found)
        await at.use_cases.by_name["cancel_booking"](unit, found.id, customer, late=True)

    await at.units.run(both)
    await at.deliver()
    method, event = only(read, ana)
    assert (method, event["status"], event["alarms"]) == ("CANCEL", "CANCELLED", [])
    assert "has been cancelled meanwhile" in ana.card("event").text


async def test_a_strangers_press_gives_nothing(at: Studio) -> None:
    _, ana = await agreed(at)
    calendar = dict(one for row in ana.card("booking").buttons for one in row)[BUTTON]
    eve = await at.phone(51, "Eve")
    assert "out of date" in await eve.presses_data(calendar)
    assert not [one for one in eve.chat if one.file]
