"""How was it? One tap, a comment that is never somebody else's line, and what comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.rating import Rating
from services.ports import UnitOfWork
from tests.talk.studio import Phone, Studio, studio
from tests.talk.test_visits import agreed

OPERATOR = 90


@dataclass
class Visited:
    at: Studio
    maya: Phone
    ana: Phone
    operator: Phone

    async def mean(self) -> float | None:
        async def work(unit: UnitOfWork) -> float | None:
            found = await unit.therapists.by_code("maya")
            assert found is not None
            return found.rating

        return await self.at.units.look(work)

    async def rating(self) -> Rating | None:
        async def work(unit: UnitOfWork) -> Rating | None:
            (booking,) = await unit.bookings.list()
            return await unit.ratings.get(booking.id)

        return await self.at.units.look(work)

    @property
    def told(self) -> list[str]:
        return [one.text for one in self.operator.chat if "commented" in one.text]


@pytest.fixture
async def visited(tmp_path: Path) -> AsyncIterator[Visited]:
    async with studio(tmp_path, operators=frozenset({str(OPERATOR)})) as opened:
        operator = await opened.phone(OPERATOR, "Op")
        maya, ana = await agreed(opened)
        for label in ("Started", "Finished"):
            await opened.time_passes(minutes=50)
            await maya.presses(label)
        await opened.time_passes(minutes=1)
        yield Visited(opened, maya, ana, operator)


async def test_asked_once_answered_by_one_tap_and_changeable(visited: Visited) -> None:
    ana = visited.ana
    asked = ana.card("rating")
    assert "How was it with Maya?" in asked.text
    assert asked.labels == [f"{number} ⭐" for number in range(1, 6)]
    assert await ana.presses("4 ⭐") == "Thank you"
    assert "★★★★☆" in ana.card("rating").text
    assert await visited.mean() == 4
    await ana.presses("2 ⭐")
    assert "★★☆☆☆" in ana.card("rating").text
    assert await visited.mean() == 2
    assert len([one for one in ana.chat if one.code == "rating"]) == 1
    assert not [one for one in visited.maya.chat if "★" in one.text]


async def test_a_comment_is_the_line_after_its_question(visited: Visited) -> None:
    ana = visited.ana
    await ana.presses("5 ⭐")
    await ana.presses("Add a comment")
    await ana.says("She found the sore spot at once")
    assert "Thank you" in ana.card("rating.comment").text
    assert "She found the sore spot at once" in ana.card("rating").text
    assert len(visited.told) == 1
    assert "She found the sore spot" in visited.told[0]
    assert "Stars: 5" in visited.told[0]
    await ana.says("See you next week")
    assert visited.maya.last.text == "See you next week", "only one line is the comment"
    assert not [one for one in visited.maya.chat if "sore spot" in one.text]


async def test_without_its_question_a_line_is_the_rooms(visited: Visited) -> None:
    await visited.ana.presses("5 ⭐")
    await visited.ana.says("Thank you, see you soon")
    assert visited.maya.last.text == "Thank you, see you soon"
    rating = await visited.rating()
    assert rating is not None
    assert rating.comment == ""


@pytest.mark.parametrize("meanwhile", ["the therapist writes", "four minutes pass", "the form asks"])
async def test_a_question_that_is_not_the_newest_takes_no_line(visited: Visited, meanwhile: str) -> None:
    await visited.ana.presses("5 ⭐")
    await visited.ana.presses("Add a comment")
    visited.at.clock.at = visited.at.clock.at.replace(second=30)
    match meanwhile:
        case "the therapist writes":
            await visited.maya.says("How do you feel?")
        case "four minutes pass":
            await visited.at.time_passes(minutes=4)
        case "the form asks":
            await visited.ana.says("/book")
    await visited.ana.says("Much better")
    rating = await visited.rating()
    assert rating is not None
    assert rating.comment == ""
    assert visited.maya.last.text == "Much better"


async def test_a_reply_is_the_comment_whatever_came_between(visited: Visited) -> None:
    ana = visited.ana
    early = await ana.says("Lovely", reply_to=ana.card("rating").id)
    assert "choose 1 to 5 first" in ana.last.text
    assert ana.last.reply_to == early
    await ana.presses("5 ⭐")
    await visited.maya.says("Please drink water")
    await ana.says("x" * 1001, reply_to=ana.card("rating").id)
    assert "a little long" in ana.last.text
    await ana.says("Lovely", reply_to=ana.card("rating").id)
    rating = await visited.rating()
    assert rating is not None
    assert rating.comment == "Lovely"
    assert not [one for one in visited.maya.chat if "Lovely" in one.text]


async def test_after_a_week_it_is_closed(visited: Visited) -> None:
    ana = visited.ana
    await ana.presses("5 ⭐")
    data = dict(one for row in ana.card("rating").buttons for one in row)
    await visited.at.time_passes(days=8)
    assert "too long ago" in await ana.presses_data(data["1 ⭐"])
    assert await visited.mean() == 5
    assert ana.card("rating").labels == []


async def test_nobody_rates_anothers_visit(visited: Visited) -> None:
    data = dict(one for row in visited.ana.card("rating").buttons for one in row)
    for somebody in (visited.maya, visited.operator):
        assert "out of date" in await somebody.presses_data(data["1 ⭐"])
        assert "out of date" in await somebody.presses_data("c1:1")
    assert "out of date" in await visited.ana.presses_data("s1:1:9")
    assert await visited.mean() is None
