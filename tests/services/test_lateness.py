"""👀 stands under what is late, until it is delivered or told otherwise; what is on time carries nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from domain.people import Person
from services.lateness import NoteLate
from services.outgoing import Amendment, Copy, Outcome, Refused, RetryAfter, Uncertain
from services.ports import UnitOfWork
from tests.services.rooms_house import House, house


@dataclass
class Home:
    house: House
    ann: Person
    dewi: Person
    note: NoteLate

    def to_dewi(self, outcome: Outcome | None) -> None:
        """What Telegram answers to copies; everything else goes through."""
        self.house.answers = lambda row: outcome if isinstance(row.item, Copy) else None

    async def seconds(self, seconds: float) -> dict[int, str | None]:
        """Then what stands under Ann's own messages."""
        await self.house.time_passes(seconds=seconds)
        await self.note()
        await self.house.deliver()
        return self.house.set_in(self.ann)

    def spoken(self) -> int:
        return sum(isinstance(one.item, Amendment) for one in self.house.chats.get(self.ann.id, []))


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with house(tmp_path) as made:
        ann = await made.customer("Ann")
        dewi, therapist = await made.therapist("Dewi")
        await made.opened(ann, therapist)
        yield Home(made, ann, dewi, NoteLate(made.units, made.clock))


async def test_what_is_on_time_carries_nothing(home: Home) -> None:
    await home.house.says(home.ann, "hello")
    assert await home.seconds(10) == {}
    assert home.spoken() == 0


async def test_eyes_from_three_seconds_on_until_it_is_delivered(home: Home) -> None:
    home.to_dewi(RetryAfter(6))
    source = await home.house.says(home.ann, "hello")
    assert await home.seconds(2.9) == {}
    assert await home.seconds(0.2) == {source: "👀"}
    assert await home.seconds(1) == {source: "👀"}
    assert home.spoken() == 1, "set once"
    home.to_dewi(None)
    assert await home.seconds(6) == {source: None}
    assert home.house.copies(home.dewi) == ["hello"]
    assert await home.seconds(6) == {source: None}
    assert home.spoken() == 2


@pytest.mark.parametrize("outcome", [Refused("too_large"), Uncertain("cut")])
async def test_words_take_the_place_of_eyes(home: Home, outcome: Outcome) -> None:
    home.to_dewi(RetryAfter(5))
    source = await home.house.says(home.ann, "hello")
    assert await home.seconds(4) == {source: "👀"}
    home.to_dewi(outcome)
    assert await home.seconds(5) == {source: None}


async def test_the_counterparts_own_wins(home: Home) -> None:
    home.to_dewi(RetryAfter(5))
    source = await home.house.says(home.ann, "hello")
    await home.seconds(4)
    home.to_dewi(None)
    await home.seconds(5)
    await home.house.reacts(home.dewi, home.house.shown_of(home.dewi, "hello"), "👍")
    assert home.house.set_in(home.ann) == {source: "👍"}
    assert await home.seconds(10) == {source: "👍"}


async def test_delivered_before_the_eyes_could_be_set(home: Home) -> None:
    """They wait in Ann's own line: by the time it moves they are not true any more."""
    home.house.answers = lambda row: RetryAfter(5)
    await home.house.says(home.ann, "hello")
    await home.seconds(4)
    home.house.answers = lambda row: RetryAfter(30) if isinstance(row.item, Amendment) else None
    await home.seconds(5)
    assert home.house.copies(home.dewi) == ["hello"]
    home.to_dewi(None)
    assert set((await home.seconds(60)).values()) <= {None}


async def test_who_cannot_be_reached_is_told_in_words(home: Home) -> None:
    async def stop(unit: UnitOfWork) -> None:
        unit.people.save(replace(home.dewi, reachable=False))

    await home.house.units.run(stop)
    await home.house.says(home.ann, "hello")
    assert await home.seconds(10) == {}


async def test_a_restart_sets_what_is_late_still(home: Home) -> None:
    home.to_dewi(RetryAfter(60))
    source = await home.house.says(home.ann, "hello")
    await home.seconds(4)
    home.note = NoteLate(home.house.units, home.house.clock)
    assert await home.seconds(1) == {source: "👀"}
    home.to_dewi(None)
    assert await home.seconds(60) == {source: None}
