"""The other side acknowledges a cancellation, else the operator hears; once, and with the whole of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.booking import BookingStatus, Wish
from domain.ids import AcknowledgementId
from domain.people import Person
from services.acknowledging import Acknowledge, AlertUnseen, Noted
from services.call_off import CallOff
from services.choices import Cancelled
from services.request_booking import Requested
from tests.services.rooms_house import Shown
from tests.services.studio import Studio, studio


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def accepted(at: Studio, *, hours: float = 5) -> Requested:
    made = await at.requested(at.at(hours, wish=Wish(at.dewi.id)))
    await at.accept(made.offer, at.dewi)
    return made


async def call_off(at: Studio, made: Requested) -> Cancelled:
    return await at.house.do(CallOff(at.clock, at.do.turns), made.booking.id, await at.person(at.dewi))


async def got_it(at: Studio, by: Person, asked: int) -> Noted:
    noted = await at.house.do(Acknowledge(at.clock), AcknowledgementId(asked), by)
    await at.house.deliver()
    return noted


async def asked_of(at: Studio, person: Person, code: str = "booking.cancelled") -> Shown:
    shown = (await at.shown(person, code))[-1]
    assert shown.values["ack"], "there is a button to press"
    return shown


async def alerts(at: Studio) -> list[Shown]:
    return await at.shown(at.operator, "cancel.unseen")


async def test_the_therapist_confirms_and_nobody_is_alarmed(at: Studio) -> None:
    made = await accepted(at)
    await at.cancel(made.booking)
    dewi = await at.person(at.dewi)
    asked = await asked_of(at, dewi)
    assert await got_it(at, dewi, asked.values["ack"]) is Noted.DONE
    seen = (await at.shown(dewi, "booking.cancelled"))[-1]
    assert (seen.id, seen.values["seen"]) == (asked.id, True), "the same message, without its button"
    assert await got_it(at, dewi, asked.values["ack"]) is Noted.ALREADY
    await at.time_passes(hours=4)
    assert await alerts(at) == []
    assert at.rows("SELECT kind FROM deadlines WHERE kind = 'cancel_ack'") == []


async def test_the_operators_hear_who_when_and_which_and_that_it_was_seen_later(at: Studio) -> None:
    made = await accepted(at)
    at.clock.at += timedelta(minutes=11)
    await at.house.do(at.do.cancel, made.booking.id, at.ann, late=True)
    told_at = at.clock.at
    dewi = await at.person(at.dewi)
    await at.time_passes(minutes=29, seconds=59)
    assert await alerts(at) == []
    await at.time_passes(seconds=1)
    (alert,) = await alerts(at)
    said = alert.values
    assert (said["name"], said["reference"], said["role"], said["by"]) == (
        "Dewi", made.booking.reference, "therapist", "customer",
    )  # fmt: skip
    assert said["told_at"] == told_at.timestamp()
    assert said["starts_at"] == made.booking.span.starts_at.timestamp()
    assert said["seen_at"] is None
    await at.time_passes(hours=1)
    assert len(await alerts(at)) == 1, "told once"
    asked = await asked_of(at, dewi)
    assert await got_it(at, dewi, asked.values["ack"]) is Noted.DONE
    later = (await alerts(at))[-1]
    assert (later.id, later.values["seen_at"]) == (alert.id, at.clock.at.timestamp())


async def test_a_near_visit_is_alarming_sooner(at: Studio) -> None:
    made = await accepted(at, hours=1)
    at.clock.at = made.booking.span.starts_at - timedelta(minutes=20)
    await at.house.do(at.do.cancel, made.booking.id, at.ann, late=True)
    await at.time_passes(minutes=9)
    assert await alerts(at) == []
    await at.time_passes(minutes=1)
    assert len(await alerts(at)) == 1


async def test_a_request_that_nobody_had_accepted_needs_no_confirmation(at: Studio) -> None:
    made = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    await at.cancel(made.booking)
    (told,) = await at.shown(await at.person(at.dewi), "booking.cancelled")
    assert told.values["ack"] is None
    await at.time_passes(hours=3)
    assert await alerts(at) == []


async def test_the_customer_is_asked_when_the_therapist_calls_off(at: Studio) -> None:
    made = await accepted(at, hours=30)
    await call_off(at, made)
    choices = await asked_of(at, at.ann, "booking.choices")
    assert await got_it(at, at.ann, choices.values["ack"]) is Noted.DONE
    still = (await at.shown(at.ann, "booking.choices"))[-1]
    assert (still.id, still.values["outcome"], still.values["seen"]) == (choices.id, "open", True)
    await at.time_passes(hours=3)
    assert await alerts(at) == []
    assert (await at.booking(made.booking)).status is BookingStatus.REQUESTED, "she may still choose"


async def test_whatever_she_chooses_says_that_she_has_seen_it(at: Studio) -> None:
    first = await accepted(at, hours=30)
    await call_off(at, first)
    await at.ask_anyone(first.booking)
    second = await accepted(at, hours=40)
    await call_off(at, second)
    await at.cancel(second.booking)
    await at.time_passes(hours=1)
    assert await alerts(at) == []


async def test_called_off_twice_it_is_asked_twice(at: Studio) -> None:
    made = await accepted(at, hours=30)
    await call_off(at, made)
    await at.ask_anyone(made.booking)
    offer = await at.open_offer(made.booking)
    await at.accept(offer, at.maya)
    her = await at.person(at.maya)
    assert await at.house.do(CallOff(at.clock, at.do.turns), made.booking.id, her) is Cancelled.CANCELLED
    await at.time_passes(minutes=30)
    (alert,) = await alerts(at)
    assert (alert.values["name"], alert.values["role"], alert.values["by"]) == (
        "Ann",
        "customer",
        "therapist",
    )


async def test_the_studio_cancels_and_both_are_asked(at: Studio) -> None:
    made = await accepted(at)
    await at.cancel(made.booking, at.operator)
    ann, dewi = await asked_of(at, at.ann, "booking.called_off"), await asked_of(at, await at.person(at.dewi))
    assert dewi.values["studio"] is True
    await got_it(at, at.ann, ann.values["ack"])
    await at.time_passes(minutes=30)
    assert [one.values["name"] for one in await alerts(at)] == ["Dewi"]


async def test_only_who_was_asked_can_confirm(at: Studio) -> None:
    made = await accepted(at)
    await at.cancel(made.booking)
    asked = await asked_of(at, await at.person(at.dewi))
    for somebody in (at.ann, await at.person(at.maya), at.operator):
        assert await got_it(at, somebody, asked.values["ack"]) is Noted.NOT_YOURS
    assert await got_it(at, at.ann, 10**9) is Noted.NOT_YOURS
    await at.time_passes(minutes=30)
    assert len(await alerts(at)) == 1


async def test_why_tells_of_it(at: Studio) -> None:
    made = await accepted(at)
    await at.cancel(made.booking)
    await at.time_passes(minutes=30)
    dewi = await at.person(at.dewi)
    await got_it(at, dewi, (await asked_of(at, dewi)).values["ack"])
    steps = await at.house.units.look(lambda unit: unit.history.of_booking(made.booking.id))
    assert [step.what for step in steps][-4:] == ["cancelled", "ack.asked", "ack.unseen", "ack.seen"]


async def test_confirmed_and_overdue_at_one_instant(at: Studio) -> None:
    """Whichever comes first, the operators hear the truth: nothing, or that it has been seen after all."""
    dewi = await at.person(at.dewi)
    for number in range(6):
        made = await accepted(at)
        await at.cancel(made.booking)
        asked = AcknowledgementId((await asked_of(at, dewi)).values["ack"])
        at.clock.at += timedelta(minutes=30)
        before = len(await alerts(at))
        acts = [
            at.house.do(Acknowledge(at.clock), asked, dewi),
            at.house.do(AlertUnseen(at.clock), asked),
        ]
        await asyncio.gather(*(acts if number % 2 else reversed(acts)))
        new = (await alerts(at))[before:]
        assert not new or new[-1].values["seen_at"] is not None
        at.clock.at += timedelta(hours=8)
