"""Help asked for in silence: told to the operators, and to nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.help import HelpId
from domain.people import Person
from domain.quiet import QuietHours
from services.help import Helped
from services.help_answers import Taken
from services.outgoing import Speech
from services.ports import UnitOfWork
from services.request_booking import Requested
from tests.services.studio import SAFETY, Studio, studio
from tests.services.visited import agreed, begun, everything_of, outcomes, press, rung, second_operator

CALL = HelpId(1)


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def called(at: Studio, made: Requested, by: Person) -> Helped:
    assert await press(at, "ask_help", made, by) is Helped.ASKED
    await at.house.deliver()
    answer: Helped = await press(at, "call_help", made, by)
    await at.house.deliver()
    return answer


async def take(at: Studio, by: Person, act: str = "take_help") -> tuple[Taken, str]:
    answer: tuple[Taken, str] = await at.house.do(at.do.care[act], CALL, by)
    return answer


@pytest.mark.parametrize("side", ["customer", "therapist"])
async def test_operators_are_told_everything_and_the_other_side_nothing(at: Studio, side: str) -> None:
    made = await begun(at)
    dewi = await at.person(at.dewi)
    by, other = (at.ann, dewi) if side == "customer" else (dewi, at.ann)
    before, events = await everything_of(at, other), at.rows("SELECT id FROM events")
    changes, version = at.changes(made.booking), (await at.booking(made.booking)).version
    assert await called(at, made, by) is Helped.SENT
    await at.time_passes(minutes=5)
    await take(at, at.operator)
    await at.house.deliver()
    await take(at, at.operator, "resolve_help")
    assert await everything_of(at, other) == before
    assert at.rows("SELECT id FROM events") == events
    assert (at.changes(made.booking), (await at.booking(made.booking)).version) == (changes, version)
    alert = (await at.shown(at.operator, "help.alert"))[0].values
    assert (alert["role"], alert["therapist"], alert["customer"]) == (side, "Dewi", "Ann")
    assert alert["place"]["address"] == "Jalan Danau 4"
    assert alert["reference"] == made.booking.reference
    assert alert["conversation"] == f"customer_{at.ann.id}_therapist_{at.dewi.id}"
    assert alert["phrase"] == SAFETY.phrase
    assert alert["starts_at"] == int(made.booking.span.starts_at.timestamp())
    assert await outcomes(at, by, "help.own") == ["open", "sent", "taken", "resolved"]


async def test_whoever_asks_is_told_without_a_sound(at: Studio) -> None:
    made = await begun(at)
    await called(at, made, at.ann)
    shown = await at.shown(at.ann, "help.own")
    assert [one.values["outcome"] for one in shown] == ["open", "sent"]
    assert all(isinstance(one.parcel, Speech) and one.parcel.silent for one in shown)
    assert len({one.id for one in shown}) == 1


async def test_one_tap_alone_calls_nobody(at: Studio) -> None:
    made = await begun(at)
    await press(at, "ask_help", made, at.ann)
    await at.house.deliver()
    assert await at.house.do(at.do.care["ask_help"].keep, made.booking.id, at.ann) is Helped.KEPT
    await at.time_passes(minutes=10)
    assert await at.shown(at.operator, "help.alert") == []
    assert await outcomes(at, at.ann, "help.own") == ["open", "kept"]


async def test_the_alert_sounds_in_silent_hours(at: Studio) -> None:
    quiet = replace(at.operator, quiet=QuietHours(0, 1439))

    async def work(unit: UnitOfWork) -> None:
        unit.people.save(quiet)

    await at.house.units.run(work)
    made = await begun(at)
    await called(at, made, at.ann)
    (alert,) = await at.shown(at.operator, "help.alert")
    assert isinstance(alert.parcel, Speech)
    assert not alert.parcel.silent


async def test_told_again_until_somebody_takes_it_and_the_others_see_who(at: Studio) -> None:
    sari = await second_operator(at)
    made = await begun(at)
    await called(at, made, at.ann)
    for _ in range(3):
        await at.time_passes(minutes=2)
    assert len(await rung(at, sari, "help.alert")) == 4
    assert (await outcomes(at, at.ann, "help.own"))[-1] == "waiting"
    assert await take(at, at.operator) == (Taken.TAKEN, "Op")
    assert await take(at, sari) == (Taken.TAKEN_BY, "Op")
    for _ in range(5):
        await at.time_passes(minutes=2)
    shown = (await at.shown(sari, "help.alert"))[-1].values
    assert (shown["outcome"], shown["by"]) == ("taken", "Op")
    assert len(await rung(at, sari, "help.alert")) == 4
    own = (await at.shown(at.ann, "help.own"))[-1].values
    assert (own["outcome"], own["by"]) == ("taken", "Op")
    assert await take(at, sari, "resolve_help") == (Taken.RESOLVED, "Sari")
    assert await take(at, at.operator) == (Taken.RESOLVED_BEFORE, "Sari")
    assert at.rows("SELECT status, facts, taken_by, resolved_by FROM help_calls") == [
        ("resolved", "{}", at.operator.id, sari.id)
    ]


async def test_it_is_not_told_for_ever(at: Studio) -> None:
    made = await begun(at)
    await called(at, made, at.ann)
    for _ in range(SAFETY.repeats + 20):
        await at.time_passes(minutes=2)
    assert len(await rung(at, at.operator, "help.alert")) == SAFETY.repeats + 1
    assert (await at.shown(at.ann, "help.own"))[-1].values["number"] == "112"


async def test_pressed_again_it_rings_again_but_not_for_every_tap(at: Studio) -> None:
    made = await begun(at)
    for _ in range(3):
        await called(at, made, at.ann)
    assert len(await rung(at, at.operator, "help.alert")) == 1
    await take(at, at.operator)
    at.clock.at += timedelta(minutes=1)
    assert await called(at, made, at.ann) is Helped.SENT
    assert len(await rung(at, at.operator, "help.alert")) == 2
    assert at.rows("SELECT count(*) FROM help_calls") == [(1,)]


async def test_without_anybody_to_tell_the_truth_is_said(at: Studio) -> None:
    async def away(unit: UnitOfWork) -> None:
        unit.people.save(replace(at.operator, reachable=False))

    await at.house.units.run(away)
    made = await begun(at)
    assert await called(at, made, at.ann) is Helped.NOBODY
    last = (await at.shown(at.ann, "help.own"))[-1].values
    assert (last["outcome"], last["number"]) == ("nobody", "112")


async def test_an_operator_who_is_the_other_side_hears_nothing(at: Studio) -> None:
    """In a small studio the owner is operator and therapist."""
    dewi = await at.person(at.dewi)

    async def work(unit: UnitOfWork) -> None:
        unit.people.save(replace(dewi, operator=True))
        unit.people.save(replace(at.operator, operator=False))

    await at.house.units.run(work)
    made = await begun(at)
    before = await everything_of(at, dewi)
    assert await called(at, made, at.ann) is Helped.NOBODY
    await at.time_passes(minutes=9)
    assert await everything_of(at, dewi) == before
    assert await take(at, replace(dewi, operator=True)) == (Taken.NOT_YOURS, "")


async def test_only_who_takes_part_and_only_operators(at: Studio) -> None:
    made = await begun(at)
    stranger = await at.house.customer("Eve")
    assert await press(at, "ask_help", made, stranger) is Helped.NOT_YOURS
    assert await press(at, "call_help", made, stranger) is Helped.NOT_YOURS
    await called(at, made, at.ann)
    assert await take(at, stranger) == (Taken.NOT_YOURS, "")
    assert await take(at, at.ann, "resolve_help") == (Taken.NOT_YOURS, "")


@pytest.mark.parametrize(
    ("minutes", "answer"),
    [(-31, Helped.NOT_NOW), (-30, Helped.SENT), (60 + 119, Helped.SENT), (60 + 120, Helped.NOT_NOW)],
)
async def test_from_half_an_hour_before_until_two_hours_after(
    at: Studio, minutes: float, answer: Helped
) -> None:
    made = await agreed(at)
    at.clock.at = made.booking.span.starts_at + timedelta(minutes=minutes)
    assert await press(at, "call_help", made, at.ann) is answer


async def test_erasing_the_other_side_does_not_take_the_address_from_the_operators(at: Studio) -> None:
    made = await begun(at)
    dewi = await at.person(at.dewi)
    await called(at, made, dewi)

    async def erased(unit: UnitOfWork) -> None:
        await unit.erasure.blank(at.ann)
        await unit.erasure.erase(at.ann)

    await at.house.units.run(erased)
    await at.time_passes(minutes=2)
    alert = (await at.shown(at.operator, "help.alert"))[-1].values
    assert alert["place"]["address"] == "Jalan Danau 4"
