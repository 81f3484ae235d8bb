"""What a life that is over had in hand: notices go again, people's words are uncertain, deadlines due."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text

from domain.message import MessageState
from services.alerts import Alerts
from services.deadlines import DeadlineRunner
from services.left_behind import PutAside
from services.members import Alone
from services.outgoing import Copy, Notice, OutState
from services.ports import Stale, UnitOfWork
from services.settle import Settle
from services.takeover import TakeOver
from storage.opening import Place, Storage
from tests.storage import samples
from tests.storage.opened import NOW, opened, writing


class Standing:
    def now(self) -> datetime:
        return NOW


class Doubtful(Alone):
    """One that may be believed dead itself."""

    def alive(self) -> bool:
        return False


def take_over(storage: Storage, member: Alone) -> TakeOver:
    aside = PutAside(Settle(Standing(), Alerts(Standing())), Standing())
    return TakeOver(storage.units, member, aside.left_behind)


async def left_over(unit: UnitOfWork) -> bool:
    return await unit.epochs.left_over()


async def dies(storage: Storage, epoch: int) -> None:
    """As whoever finds its lease run out writes it down."""
    await storage.run_sql(
        lambda unit: unit.connection.execute(text(f"UPDATE epochs SET ended_at = 1 WHERE id = {epoch}"))
    )


async def test_what_the_dead_had_in_hand_is_taken_over_once(place: Place) -> None:
    async with opened(place) as first, opened(place, sole=False) as second:
        async with writing(first) as unit:
            customer, maya, hers = await samples.pair(unit)
            room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
            said = await unit.messages.add(
                samples.message(customer.id, room=room.id, state=MessageState.QUEUED)
            )
            await unit.outbox.add(Copy(to=hers.id, message=said.id, room=room.id), NOW)
            await unit.outbox.add(Notice(to=customer.id, code="x"), NOW)
            unit.deadlines.set("k", 1, NOW)
        async with writing(first) as unit:
            rows = await unit.outbox.claim(9, NOW, busy=[])
            (due,) = await unit.deadlines.claim(NOW, samples.HOUR, 9)
        assert len(rows) == 2
        takes = take_over(second, Alone(second.epoch))
        await takes()
        assert not await second.units.look(left_over)
        async with writing(second) as unit:
            assert await unit.outbox.claim(9, NOW, busy=[]) == []
            assert await unit.deadlines.claim(NOW, samples.HOUR, 9) == []

        await dies(second, first.epoch)
        assert await second.units.look(left_over)
        await take_over(second, Doubtful(second.epoch))()
        assert await second.units.look(left_over), "taken by one that may be dead itself"
        await takes()
        assert not await second.units.look(left_over)
        for row in rows:
            with pytest.raises(Stale):
                async with writing(first) as unit:
                    unit.outbox.settle(row, OutState.SENT, NOW)
        with pytest.raises(Stale):
            async with writing(first) as unit:
                unit.deadlines.done(due)
        async with writing(second) as unit:
            message = await unit.messages.get(said.id)
            assert message is not None and message.state is MessageState.UNCERTAIN
            again = await unit.outbox.claim(9, NOW, busy=[])
            assert [(row.item.to, row.item.code) for row in again if isinstance(row.item, Notice)] == [
                (customer.id, "x")
            ]
            assert len(again) == 1, "a person's message goes a second time"
            (due_again,) = await unit.deadlines.claim(NOW, samples.HOUR, 9)
            unit.deadlines.done(due_again)


async def test_what_verify_sends_is_left_to_whoever_verifies(place: Place) -> None:
    async with opened(place) as storage, writing(storage) as unit:
        probe = await unit.people.add(samples.person("1", probe=True))
        ann = await unit.people.add(samples.person("2"))
        for one in (probe, ann):
            await unit.outbox.add(Notice(to=one.id, code="x"), NOW)
        first = await unit.outbox.claim(9, NOW, busy=[], probes=False)
        assert [row.item.to for row in first] == [ann.id]
        second = await unit.outbox.claim(9, NOW, busy=[])
        assert [row.item.to for row in second] == [probe.id]


async def test_one_in_doubt_runs_no_deadline(place: Place) -> None:
    ran: list[int] = []

    async def run(unit: UnitOfWork, subject: int) -> None:
        ran.append(subject)

    async with opened(place) as storage:
        async with writing(storage) as unit:
            unit.deadlines.set("k", 1, NOW)
        alerts = Alerts(Standing())
        in_doubt = DeadlineRunner(storage.units, Standing(), alerts, {"k": run}, lambda: False)
        assert await in_doubt.run_due() is None
        assert ran == []
        await DeadlineRunner(storage.units, Standing(), alerts, {"k": run}).run_due()
        assert ran == [1]
