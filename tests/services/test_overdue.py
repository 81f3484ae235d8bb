"""A visit that nobody finished: the therapist is asked, then the operators are told where it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus
from domain.visits import Tap
from services.overdue import Checked
from services.ports import UnitOfWork
from tests.services.studio import RULES, Studio, studio
from tests.services.visited import agreed, begun, outcomes, press, rung, tap, until


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def alerts(at: Studio) -> list[str]:
    return [one.values["outcome"] for one in await rung(at, at.operator, "overdue.alert")]


async def test_asked_and_then_told(at: Studio) -> None:
    made, dewi = await begun(at), await at.person(at.dewi)
    await until(at, made, minutes=29)
    assert await outcomes(at, dewi, "overdue.ask") == []
    await until(at, made, minutes=30)
    assert await outcomes(at, dewi, "overdue.ask") == ["open"]
    await until(at, made, minutes=39)
    assert await alerts(at) == []
    await until(at, made, minutes=40)
    assert await alerts(at) == ["alerted"]
    told = (await at.shown(at.operator, "overdue.alert"))[0].values
    assert (told["therapist"], told["customer"]) == ("Dewi", "Ann")
    assert told["place"]["address"] == "Jalan Danau 4"
    assert told["reference"] == made.booking.reference
    assert told["conversation"] == f"customer_{at.ann.id}_therapist_{at.dewi.id}"
    assert await outcomes(at, at.ann, "overdue.customer") == ["open"]
    for _ in range(5):
        await at.time_passes(hours=1)
    assert await alerts(at) == ["alerted"]


async def test_finished_in_time_is_asked_about_by_nobody(at: Studio) -> None:
    made, dewi = await begun(at), await at.person(at.dewi)
    await until(at, made, minutes=5)
    await tap(at, made, Tap.FINISH)
    await until(at, made, minutes=50)
    assert await outcomes(at, dewi, "overdue.ask") == []
    assert await alerts(at) == []


async def test_finished_after_the_question_alarms_nobody(at: Studio) -> None:
    made, dewi = await begun(at), await at.person(at.dewi)
    await until(at, made, minutes=30)
    await tap(at, made, Tap.FINISH)
    await until(at, made, minutes=50)
    assert await outcomes(at, dewi, "overdue.ask") == ["open", "over"]
    assert (await alerts(at), await outcomes(at, at.ann, "overdue.customer")) == ([], [])


async def test_finished_after_the_alert_is_the_all_clear(at: Studio) -> None:
    made, dewi = await begun(at), await at.person(at.dewi)
    await until(at, made, minutes=30)
    await until(at, made, minutes=40)
    assert await press(at, "finish_visit", made, dewi) is Checked.DONE
    assert await alerts(at) == ["alerted", "clear"]
    assert (await at.booking(made.booking)).status is BookingStatus.COMPLETED
    assert await press(at, "finish_visit", made, dewi) is Checked.OVER
    assert await alerts(at) == ["alerted", "clear"]
    assert (await outcomes(at, at.ann, "overdue.customer"))[-1] == "over"


async def test_still_going_asks_again_half_an_hour_later(at: Studio) -> None:
    made, dewi = await begun(at), await at.person(at.dewi)
    await until(at, made, minutes=30)
    assert await press(at, "still_going", made, dewi) is Checked.DONE
    await until(at, made, minutes=59)
    assert await outcomes(at, dewi, "overdue.ask") == ["open", "going"]
    await until(at, made, minutes=60)
    assert (await outcomes(at, dewi, "overdue.ask"))[-1] == "open"
    assert await alerts(at) == []
    await until(at, made, minutes=70)
    assert await alerts(at) == ["alerted"]
    await press(at, "still_going", made, dewi)
    assert await alerts(at) == ["alerted", "going"]


async def test_the_customers_word_is_told_and_clears_nothing(at: Studio) -> None:
    made = await begun(at)
    await until(at, made, minutes=30)
    await until(at, made, minutes=40)
    for _ in range(2):
        assert await press(at, "all_well", made, at.ann) is Checked.DONE
    last = (await at.shown(at.operator, "overdue.alert"))[-1].values
    assert (last["outcome"], last["says"]) == ("alerted", "well")
    assert len(await alerts(at)) == 2
    assert await outcomes(at, at.ann, "overdue.customer") == ["open", "well"]


async def test_a_visit_that_nobody_tapped_is_asked_about_as_well(at: Studio) -> None:
    made, dewi = await agreed(at), await at.person(at.dewi)
    await until(at, made, minutes=30)
    (asked,) = await at.shown(dewi, "overdue.ask")
    assert asked.values["status"] == "confirmed"
    assert await press(at, "finish_visit", made, dewi) is Checked.DONE
    by = f"therapist_{at.dewi.id}"
    assert at.changes(made.booking)[-2:] == [
        ("confirmed", "in_progress", by, "start"),
        ("in_progress", "completed", by, "finish"),
    ]
    assert len(await at.shown(at.ann, "rating")) == 1


async def test_cancelled_or_called_off_is_asked_about_by_nobody(at: Studio) -> None:
    made, dewi = await agreed(at), await at.person(at.dewi)
    await at.cancel(made.booking)
    await until(at, made, minutes=45)
    assert await outcomes(at, dewi, "overdue.ask") == []


async def test_only_the_two_may_answer(at: Studio) -> None:
    made = await begun(at)
    await until(at, made, minutes=30)
    maya = await at.person(at.maya)
    for name, who in (("finish_visit", maya), ("still_going", at.ann), ("all_well", maya)):
        assert await press(at, name, made, who) is Checked.NOT_YOURS


@pytest.mark.parametrize(("hours", "asked"), [(0.6, 1), (3, 1), (23, 1), (25, 0), (72, 0)])
async def test_down_while_it_falls_due(at: Studio, hours: float, asked: int) -> None:
    """What is late is asked once while it is of use, and nobody is alarmed before somebody was asked."""
    made, dewi = await begun(at), await at.person(at.dewi)
    await until(at, made, hours=hours)
    assert len(await outcomes(at, dewi, "overdue.ask")) == asked
    assert await alerts(at) == []
    await at.time_passes(minutes=10)
    assert len(await alerts(at)) == asked


async def test_a_question_that_has_not_arrived_is_waited_for(at: Studio) -> None:
    """Telegram is away: nobody left it unanswered. Not for ever, though."""
    made = await begun(at)
    at.clock.at = made.booking.span.ends_at + timedelta(minutes=30)
    await at.due()
    at.clock.at += timedelta(minutes=10)
    await at.due()
    assert at.rows("SELECT status FROM checks") == [("asked",)]
    for _ in range(2):
        at.clock.at += timedelta(minutes=10)
        await at.due()
    assert at.rows("SELECT status FROM checks") == [("alerted",)]
    assert not (await at.shown(at.operator, "overdue.alert"))[-1].values["reached"]


async def test_who_has_stopped_the_bot_is_not_waited_for(at: Studio) -> None:
    made, dewi = await begun(at), await at.person(at.dewi)

    async def gone(unit: UnitOfWork) -> None:
        unit.people.save(replace(dewi, reachable=False))

    await at.house.units.run(gone)
    await until(at, made, minutes=30)
    await until(at, made, minutes=40)
    assert await alerts(at) == ["alerted"]


async def test_finish_against_the_alert(at: Studio) -> None:
    """Whoever comes first: either nobody is alarmed, or the all clear follows."""
    made, dewi = await begun(at, hours=3), await at.person(at.dewi)
    for turn in range(6):
        await until(at, made, minutes=30)
        at.clock.at += RULES.overdue_alert
        acts = [at.due(), press(at, "finish_visit", made, dewi)]
        await asyncio.gather(*(acts if turn % 2 else reversed(acts)))
        assert (await at.booking(made.booking)).status is BookingStatus.COMPLETED
        seen = await alerts(at)
        assert seen[-1:] in ([], ["clear"])
        assert at.rows("SELECT status FROM checks WHERE booking_id = ?", made.booking.id) == [("clear",)]
        made = await begun(at, hours=3)
