"""Sends what is committed, and nothing else: in order for each reader, one in flight each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.people import Address
from domain.rules import RoomRules
from services.outgoing import Claimed, Copy, NotSent, Outcome, OutState, Parcel, Sent, Shut
from services.parcels import NotToBeSent, Packed, pack
from services.ports import Clock, Messenger, StorageUnavailable, Tasks, UnitOfWork, Units
from services.settle import Settle

AT_ONCE = 32
PAUSE_WHEN_AWAY = 0.2
"""Seconds between tries while the database is away: work resumes within a second of its return."""


@dataclass(slots=True)
class Delivery:
    units: Units
    messengers: Mapping[str, Messenger]
    """By kind of chat, as addresses name it."""
    settle: Settle
    clock: Clock
    tasks: Tasks
    rules: RoomRules
    shut: str = ""
    """Why Telegram will not know us (401), while it is so."""
    last_sent_at: datetime | None = None
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _in_flight: set[int] = field(default_factory=set)
    _stopping: bool = False

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        await self._patiently(self._recover)
        while not self._stopping:
            self._woken.clear()
            if not await self._patiently(self._claim):
                await self._woken.wait()

    async def stop(self) -> None:
        """Takes nothing new and waits for the answers to what has left."""
        self._stopping = True
        self.wake()
        for _ in range(AT_ONCE):
            await self._free.acquire()

    async def _patiently(self, step: Callable[[], Awaitable[bool]]) -> bool:
        while not self._stopping:
            try:
                return await step()
            except StorageUnavailable:
                await asyncio.sleep(PAUSE_WHEN_AWAY)
        return False

    async def _recover(self) -> bool:
        """What an earlier process left half sent: notices go again, people's messages become uncertain."""

        async def work(unit: UnitOfWork) -> bool:
            for row in await unit.outbox.left_behind():
                if isinstance(row.item, Copy):
                    await self.settle.uncertain(unit, row, "the program stopped while it was being sent")
                else:
                    unit.outbox.again(row, self.clock.now(), error="left behind", counted=False)
            return True

        return await self.units.run(work)

    async def _claim(self) -> bool:
        room = AT_ONCE - len(self._in_flight)
        if room == 0:
            return False

        async def work(unit: UnitOfWork) -> Sequence[tuple[Claimed, Packed]]:
            now, ready = self.clock.now(), []
            for row in await unit.outbox.claim(room, now, busy=()):
                packed = await pack(unit, row, self.rules, now)
                if isinstance(packed, Packed):
                    ready.append((row, packed))
                elif packed.quiet:
                    unit.outbox.settle(row, OutState.CANCELLED, now, error=packed.reason)
                else:
                    await self._refuse(unit, row, packed)
            return ready

        ready = await self.units.run(work)
        for row, packed in ready:
            await self._free.acquire()
            self._in_flight.add(row.id)
            self.tasks.start(self._deliver(row, packed), name=f"send:{row.id}")
        return bool(ready)

    async def _refuse(self, unit: UnitOfWork, row: Claimed, packed: NotToBeSent) -> None:
        await self.settle.refuse(unit, row, packed.reason, packed.reason)

    async def _deliver(self, row: Claimed, packed: Packed) -> None:
        try:
            outcome = await self._send(packed.to, packed.parcel)
            self._note(outcome)
            await self._record(row, outcome)
        finally:
            self._in_flight.discard(row.id)
            self._free.release()
            self.wake()

    async def _send(self, to: Address, parcel: Parcel) -> Outcome:
        messenger = self.messengers.get(to.kind)
        if messenger is None:
            return NotSent(f"no messenger for {to.kind}")
        return await messenger.send(to, parcel)

    def _note(self, outcome: Outcome) -> None:
        self.shut = outcome.reason if isinstance(outcome, Shut) else ""
        if isinstance(outcome, Sent):
            self.last_sent_at = self.clock.now()

    async def _record(self, row: Claimed, outcome: Outcome) -> None:
        """Kept at until it is written: an answer that is not recorded would leave the message uncertain."""

        async def work(unit: UnitOfWork) -> None:
            await self.settle(unit, row, outcome)

        while True:
            try:
                await self.units.run(work)
                return
            except StorageUnavailable:
                await asyncio.sleep(PAUSE_WHEN_AWAY)
