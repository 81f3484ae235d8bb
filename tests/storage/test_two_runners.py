"""Two replicas' runners at once: each reminder, question and alert goes out once, on either engine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care import care_deadlines
from domain.booking import Booking, BookingStatus
from domain.ids import BookingId
from domain.offer import OfferStatus
from domain.room import Room
from domain.rules import BookingRules, SafetyRules
from services.alerts import Alerts
from services.deadlines import DeadlineRunner, Handler
from services.ports import StorageUnavailable, UnitOfWork
from services.reminders import KINDS, Remind, arm
from storage.opening import Place, Storage
from tests.storage import samples
from tests.storage.opened import NOW, opened, writing
from tests.storage.samples import CHANGE

UTC_ZONE, RULES = ZoneInfo("UTC"), BookingRules()
VISITS = 12


@dataclass
class SetClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


def runner(storage: Storage, clock: SetClock) -> DeadlineRunner:
    handlers: dict[str, Handler] = care_deadlines(clock, RULES, SafetyRules())
    handlers |= {kind: Remind(clock, RULES, UTC_ZONE, ahead) for ahead, kind in KINDS.items()}
    return DeadlineRunner(storage.units, clock, Alerts(clock), handlers)


async def agreed(unit: UnitOfWork, number: int, room: Room) -> Booking:
    wanted = samples.booking(
        room.customer,
        room.therapist,
        token=f"d{number}",
        reference=f"RL-{number}",
        status=BookingStatus.CONFIRMED,
    )
    booking = await unit.bookings.add(samples.request_of(wanted), wanted, CHANGE)
    unit.rooms.attach(room.id, booking.id)
    offer = await unit.offers.add(samples.offer(booking.id, room.therapist, room=room.id))
    unit.offers.save(offer, offer.end(OfferStatus.ACCEPTED, NOW), CHANGE)
    arm(unit, booking, NOW - timedelta(hours=1), RULES, UTC_ZONE)
    return booking


async def prepared(storage: Storage) -> list[Booking]:
    async with writing(storage) as unit:
        customer = await unit.people.add(samples.person("1"))
        hers = await unit.people.add(samples.person("2"))
        await unit.people.add(samples.person("3", operator=True))
        maya = await unit.therapists.add(samples.therapist(person=hers.id))
        room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
        return [await agreed(unit, number, room) for number in range(VISITS)]


async def both(one: DeadlineRunner, other: DeadlineRunner) -> None:
    """Until nothing is due any more: a locked file is nobody's fault."""
    for _ in range(50):
        answers = await asyncio.gather(one.run_due(), other.run_due(), return_exceptions=True)
        wrong = [answer for answer in answers if isinstance(answer, BaseException)]
        if not wrong:
            return
        assert all(isinstance(error, StorageUnavailable) for error in wrong), wrong
    raise AssertionError("it never went through")


async def told(storage: Storage, code: str) -> list[BookingId]:
    result = await storage.look_sql(
        lambda unit: unit.connection.exec_driver_sql(
            f"SELECT content FROM outbox WHERE code = '{code}' AND fresh ORDER BY id"
        )
    )
    return [BookingId(int(row[0].split('"booking":')[1].split(",")[0])) for row in result.all()]


@pytest.mark.slow
async def test_each_once(place: Place) -> None:
    clock = SetClock()
    async with opened(place) as first, opened(place, sole=False) as second:
        visits = sorted(one.id for one in await prepared(first))
        runners = runner(first, clock), runner(second, clock)
        # The day before; the card of a second reminder would take the place of one that is not sent yet.
        await both(*runners)
        assert sorted(await told(first, "booking")) == visits
        assert sorted(await told(first, "offer")) == visits
        clock.at = NOW + timedelta(hours=25) + RULES.overdue_ask
        await both(*runners)
        assert sorted(await told(second, "overdue.ask")) == visits
        for minutes in range(0, 50, 10):
            clock.at = NOW + timedelta(hours=25, minutes=minutes) + RULES.overdue_ask
            await both(*runners)
        assert sorted(await told(first, "overdue.alert")) == visits
        assert sorted(await told(first, "overdue.customer")) == visits
        result = await first.look_sql(
            lambda unit: unit.connection.exec_driver_sql(
                "SELECT kind FROM deadlines WHERE state <> 'waiting'"
            )
        )
        assert result.all() == []
