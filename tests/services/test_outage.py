"""After updates did not come in for a while, rooms hear what may be missing: once, where it matters."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from domain.people import Person, Therapist
from services.outage import WatchIntake
from services.ports import UnitOfWork, Units
from tests.services.rooms_house import House, house


@dataclass
class Home:
    house: House
    ann: Person
    dewi: Person
    therapist: Therapist
    watch: WatchIntake
    quiet: float | None = 0.1

    async def looks(self) -> None:
        await self.watch()
        await self.house.deliver()

    async def away(self, **span: float) -> None:
        """Then updates come in again."""
        await self.house.time_passes(**span)
        await self.looks()

    def told(self, person: Person) -> list[bool]:
        return [one.values["lost"] for one in self.house.notices(person, "room.gap")]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with house(tmp_path) as made:
        ann = await made.customer("Ann")
        dewi, therapist = await made.therapist("Dewi")
        watch = WatchIntake(made.units, made.clock, lambda: mine.quiet)
        mine = Home(made, ann, dewi, therapist, watch)
        await watch()
        yield mine


async def test_a_gap_that_loses_presses_is_told_where_there_are_buttons(home: Home) -> None:
    eve = await home.house.customer("Eve")
    await home.house.opened(home.ann, home.therapist, hours=2)
    await home.house.opened(eve, home.therapist, hours=40)
    await home.looks()
    await home.away(seconds=161)
    assert (home.told(home.ann), home.told(home.dewi), home.told(eve)) == ([False], [False], [])
    await home.looks()
    assert home.told(home.ann) == [False], "once"


async def test_a_pending_room_has_buttons(home: Home) -> None:
    await home.house.pending(home.ann, home.therapist, hours=40)
    await home.looks()
    await home.away(minutes=4)
    assert (home.told(home.ann), home.told(home.dewi)) == ([False], [False])


async def test_a_gap_that_loses_messages_is_told_in_every_room(home: Home) -> None:
    await home.house.opened(home.ann, home.therapist, hours=100)
    await home.looks()
    await home.away(hours=25)
    assert (home.told(home.ann), home.told(home.dewi)) == ([True], [True])


async def test_what_is_too_short_or_only_a_clock_that_was_moved_is_no_gap(home: Home) -> None:
    await home.house.opened(home.ann, home.therapist, hours=2)
    await home.looks()
    await home.away(seconds=159)
    home.watch.clock_was_moved()
    await home.away(hours=1)
    assert home.told(home.ann) == []
    await home.away(minutes=3)
    assert home.told(home.ann) == [False], "from then on the distance means something again"


async def test_a_clock_that_is_moved_while_the_unit_waits_its_turn_makes_no_gap(home: Home) -> None:
    await home.house.opened(home.ann, home.therapist, hours=2)
    await home.looks()
    units = home.watch.units

    class Busy:
        async def run(self, work: Callable[[UnitOfWork], Awaitable[Any]]) -> Any:
            home.house.clock.at += timedelta(hours=1)
            home.watch.clock_was_moved()
            return await units.run(work)

    home.watch.units = cast(Units, Busy())
    await home.looks()
    home.watch.units = units
    await home.looks()
    assert home.told(home.ann) == []
    await home.away(minutes=3)
    assert home.told(home.ann) == [False]


async def test_while_nothing_comes_in_nothing_is_said(home: Home) -> None:
    await home.house.opened(home.ann, home.therapist, hours=2)
    await home.looks()
    for quiet in (None, 400.0):
        home.quiet = quiet
        await home.away(minutes=5)
        assert home.told(home.ann) == []
    home.quiet = 0.5
    await home.looks()
    assert home.told(home.ann) == [False]


async def test_a_room_that_opened_since_has_missed_nothing(home: Home) -> None:
    await home.looks()
    await home.house.time_passes(minutes=5)
    await home.house.opened(home.ann, home.therapist, hours=2)
    await home.looks()
    assert home.told(home.ann) == []


async def test_a_room_that_opened_just_before_has_missed_as_much(home: Home) -> None:
    """It is noted only now and then that updates come in."""
    await home.looks()
    await home.house.time_passes(seconds=9)
    await home.house.opened(home.ann, home.therapist, hours=2)
    await home.away(minutes=5)
    assert (home.told(home.ann), home.told(home.dewi)) == ([False], [False])
