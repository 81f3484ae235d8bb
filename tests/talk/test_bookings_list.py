"""`/bookings` of somebody with many: page by page on one card, and whose answer each waits for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus
from domain.ids import PersonId, TherapistId
from domain.time import Span
from services.ports import UnitOfWork
from services.repositories import Change
from tests.storage import samples
from tests.talk.studio import NOON, Phone, Studio, studio
from tests.talk.test_moves import asks, visit
from tests.talk.test_therapist import to_when
from tests.talk.test_visits import agreed


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def booked(at: Studio, coming: int, past: int) -> Phone:
    """One for each coming day, and one for each day gone by."""
    ana = await at.phone(50, "Ana")

    async def work(unit: UnitOfWork) -> None:
        maya = await unit.therapists.by_code("maya")
        assert maya is not None
        for days in [*range(-past, 0), *range(1, coming + 1)]:
            status = BookingStatus.CONFIRMED if days > 0 else BookingStatus.COMPLETED
            await _add(unit, PersonId(1), maya.id, days, status)

    await at.units.run(work)
    return ana


async def _add(
    unit: UnitOfWork, customer: PersonId, therapist: TherapistId, days: int, status: BookingStatus
) -> None:
    start = NOON + timedelta(days=days)
    made = samples.booking(customer, therapist, token=f"t{days}", reference=f"RL-{days}", status=status)
    made = replace(made, span=Span(start, start + timedelta(hours=1)))
    await unit.bookings.add(samples.request_of(made), made, Change("test", NOON))


def lines(phone: Phone) -> list[str]:
    return [one for one in phone.last.text.splitlines() if one.startswith(("•", "❗", "⏳"))]


async def test_a_few_are_one_page(at: Studio) -> None:
    ana = await booked(at, 2, 2)
    await ana.says("/bookings")
    assert len(lines(ana)) == 4
    assert not {"‹", "›"} & set(ana.last.labels)
    assert "earlier" not in str(ana.last.labels)


async def test_many_are_several_pages_on_one_card(at: Studio) -> None:
    ana = await booked(at, 23, 14)
    await ana.says("/bookings")
    card = ana.last.id
    assert len(lines(ana)) == 15
    assert ana.last.labels[-3:] == ["›", "🗂 All earlier ones", "📅 Book a visit"]
    await ana.presses("›")
    assert (len(lines(ana)), "Earlier" in ana.last.text) == (10, False)
    await ana.presses("›")
    assert len(lines(ana)) == 3
    assert "Wed, Mar 25" in ana.last.text
    await ana.presses("‹")
    await ana.presses("‹")
    assert len(lines(ana)) == 15
    await ana.presses("All earlier ones")
    assert (len(lines(ana)), "Coming up" in ana.last.text) == (10, False)
    await ana.presses("›")
    assert len(lines(ana)) == 4
    assert "›" not in ana.last.labels
    await ana.presses("What is coming up")
    assert (len(lines(ana)), ana.last.id) == (15, card)
    assert len(ana.last.text) < 2000


async def test_pages_that_are_not_there(at: Studio) -> None:
    ana = await booked(at, 11, 0)
    await ana.says("/bookings")
    await ana.presses_data("b3:all:99")
    assert len(lines(ana)) == 1, "the last page there is"
    await ana.presses_data("b3:past:99")
    assert len(lines(ana)) == 10, "nothing was: what comes is shown instead"
    for data in ("b3:all:-1", "b3:all:1000", "b3:none:0"):
        assert "out of date" in await ana.presses_data(data)


async def test_a_button_of_an_older_list_brings_it_down(at: Studio) -> None:
    ana = await booked(at, 11, 0)
    await ana.says("/bookings")
    upper = ana.last
    await ana.says("/bookings")
    await ana.presses_data("b3:all:1", upper)
    assert len(lines(ana)) == 1
    assert sum(one.code == "bookings" for one in ana.chat) == 1


async def test_whose_answer_it_waits_for(at: Studio) -> None:
    maya, ana = await at.therapist(70, "maya"), await at.phone(50, "Ana")
    await to_when(ana)
    for label in ("As soon as possible", "Skip", "Send request"):
        await ana.presses(label)
    await ana.says("/bookings")
    assert lines(ana) == [
        "⏳ Mon, Mar 2, 12:50 · Balinese massage · Maya · waits for Maya's answer",
    ]
    await maya.presses("Decline")
    await ana.says("/bookings")
    assert lines(ana) == ["❗ Mon, Mar 2, 12:50 · Balinese massage · waits for your choice"]


async def test_agreed_is_nobodys_turn(at: Studio) -> None:
    _, ana = await agreed(at)
    await ana.says("/bookings")
    assert lines(ana) == ["• Mon, Mar 2, 12:50 · Balinese massage · Maya · confirmed"]


async def test_a_move_waits_for_the_one_who_was_asked_in_both_lists(at: Studio) -> None:
    maya, ana = await visit(at)
    await asks(ana, "Move it")
    await ana.says("/bookings")
    assert lines(ana)[0].endswith("· Maya · Maya is asked to move it to Thu, Mar 5, 15:30")
    assert lines(ana)[0].startswith("⏳ Wed, Mar 4, 05:00")
    await maya.says("/schedule")
    assert "❗ 05:00–06:00 · Ana · Balinese massage · your answer is awaited: move to Thu, Mar 5, 15:30?" in (
        maya.last.text
    )
    assert "15:30–16:30" not in maya.last.text
    assert "🟢 17:00" in maya.last.text, "the time asked for is held, and the way back from it"


async def test_and_the_other_way_round(at: Studio) -> None:
    maya, ana = await visit(at)
    await asks(maya, "Ask for another time")
    await ana.says("/bookings")
    assert lines(ana)[0].startswith("❗ Wed, Mar 4, 05:00")
    assert "your answer is awaited: move to Thu, Mar 5, 15:30?" in ana.last.text
    await maya.says("/schedule")
    assert "⏳ 05:00–06:00 · Ana · Balinese massage · Ana is asked: Thu, Mar 5, 15:30?" in maya.last.text
