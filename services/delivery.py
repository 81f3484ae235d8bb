"""Sends what is committed, and nothing else: in order for each reader, one in flight each."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from domain.ids import OutboxId
from domain.people import Address
from domain.rules import RoomRules
from services import restored, slowing
from services.albums import REST_AFTER_START
from services.chat_pace import ChatPace
from services.faults import describe
from services.filling import Fillers
from services.focus import interrupt
from services.left_behind import UNREADABLE, PutAside
from services.members import VERIFYING, Alone, Member
from services.outgoing import (
    AlbumCopy,
    Claimed,
    NotSent,
    Outcome,
    OutState,
    Parcel,
    RetryAfter,
    Sent,
    Uncertain,
)
from services.parcels import Packed, pack
from services.phrases import BuiltIn
from services.placing import Placing
from services.ports import Clock, Messenger, Pace, Stale, StorageUnavailable, Tasks, UnitOfWork, Units
from services.settle import Settle
from services.shutter import Shutter
from services.topics import Keepers

log = logging.getLogger(__name__)

AT_ONCE = 32
PAUSE_WHEN_AWAY = 0.2
"""Seconds between tries while the database is away: work resumes within a second of its return."""
PAUSE_AFTER_FAULT = 1.0
LONG = 60.0
"""Seconds of a wait beyond which the nudge of each second is exact enough."""
TURNS = 8
"""One taking in so many goes by age alone: those whose turn by urgency never comes are not forgotten."""
NOTICED = timedelta(seconds=5)
"""Within that, at the latest, it is known that a clock was set."""
SET_BACK, SAME = "set back", timedelta(seconds=2)
"""What a clock showed when it was last set back, and how close together several programs notice it."""
NOT_OURS = "others believe that this program is dead"


@dataclass(slots=True)
class Delivery:
    units: Units
    messengers: Mapping[str, Messenger]
    """By kind of chat, as addresses name it."""
    settle: Settle
    clock: Clock
    tasks: Tasks
    rules: RoomRules
    pace: Pace
    phrases: BuiltIn | None = None
    topics: Keepers = field(default_factory=dict)
    fillers: Fillers = field(default_factory=dict)
    member: Member = field(default_factory=lambda: Alone(0))
    away: Callable[[], bool] = lambda: False
    """Whether Telegram answers nobody at the moment."""
    last_sent_at: datetime | None = None
    _shutter: Shutter = field(default_factory=Shutter)
    _turn: int = 0
    _chats: ChatPace = field(default_factory=ChatPace)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _in_flight: set[OutboxId] = field(default_factory=set)
    _unanswered: Counter[OutboxId] = field(default_factory=Counter)
    """How often each row's sending got no answer. Tries that never left are no reason to give up."""
    _stopping: bool = False
    _running: bool = False
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def aside(self) -> PutAside:
        return PutAside(self.settle, self.clock)

    @property
    def shut(self) -> str:
        """Why Telegram will not know us (401), while it is so."""
        return self._shutter.reason

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        self._running = True
        try:
            await self._patiently(self._recover)
            while not self._stopping:
                self._woken.clear()
                if not await self._patiently(self._claim):
                    await self._woken.wait()
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Takes nothing new and waits for the answers to what has left, and to what was just taken: a row
        marked as being sent must not be left behind unsent, or its writer would be told that nobody knows."""
        self._stopping = True
        self.wake()
        if self._running:
            await self._ended.wait()
        for _ in range(AT_ONCE):
            await self._free.acquire()
        for _ in range(AT_ONCE):
            self._free.release()

    async def clock_was_set_back(self, by: timedelta) -> None:
        """Nobody who was to wait for seconds may wait for hours because somebody corrected a clock. Waits
        that began since are told by their end: they were never as long as that."""
        beyond = self.clock.now() + by - NOTICED

        async def work(unit: UnitOfWork) -> None:
            known = await unit.moments.at(SET_BACK)
            if known is not None and abs(known - beyond) < SAME:
                return  # another program has the same clock, and was first
            unit.moments.put(SET_BACK, beyond)
            unit.outbox.shorten_waits(by, beyond=beyond)
            await slowing.arm(unit)

        await self._written(work)

    async def _patiently(self, step: Callable[[], Awaitable[bool]]) -> bool:
        """Until it goes through. Whatever it was that failed, nothing but `stop` ends the sending."""
        while not self._stopping:
            try:
                return await step()
            except StorageUnavailable:
                await asyncio.sleep(PAUSE_WHEN_AWAY)
            except Exception as error:  # noqa: BLE001 - delivery outlives whatever it was
                log.error("nothing can be taken from the outbox: %s", describe(error))
                await asyncio.sleep(PAUSE_AFTER_FAULT)
        return False

    async def _recover(self) -> bool:
        """What an earlier process left half sent: notices go again, people's messages become uncertain."""

        async def work(unit: UnitOfWork) -> bool | None:
            for row in await unit.outbox.left_behind():
                await self.aside.left_behind(unit, row, "the program stopped while it was being sent")
            unit.outbox.postpone_albums(self.clock.now() + REST_AFTER_START)
            rows = await restored.unsure_copies(unit, self.settle.alerts)
            for row in rows or ():
                await self.aside.left_behind(unit, row, restored.WHY)
            return None if rows is None else bool(rows)

        while (more := await self.units.run(work)) is not False and not self._stopping:
            if more is None:
                await asyncio.sleep(PAUSE_WHEN_AWAY)
        return True

    async def _claim(self) -> bool:
        """Whether there may be more at once: not all that could be taken was, or some of it ended here."""
        if not self.member.alive():
            raise StorageUnavailable(NOT_OURS)
        room = self._shutter.lets(AT_ONCE - len(self._in_flight), len(self._in_flight))
        if room == 0:
            return False
        # Before anything is taken: what waited in hand could be overtaken by nothing, however urgent, and a
        # death would leave it in doubt although it never left.
        room = min(room, await self.pace.some())
        self._turn = (self._turn + 1) % TURNS
        by_age = self._turn == 0
        room = 1 if by_age else room

        async def work(unit: UnitOfWork) -> list[tuple[Claimed, Packed | None]]:
            probes = self.member.leads(VERIFYING)
            rows = await unit.outbox.claim(room, self.clock.now(), busy=(), by_age=by_age, probes=probes)
            return [(row, await self._packed(unit, row)) for row in rows]

        claimed = await self.units.run(work)
        for row, packed in claimed:
            if packed is not None:
                self.pace.spend(_weight(packed))
                await self._free.acquire()
                self._in_flight.add(row.id)
                self.tasks.start(self._deliver(row, packed), name=f"send:{row.id}")
        return by_age or len(claimed) == room or any(packed is None for _, packed in claimed)

    async def _packed(self, unit: UnitOfWork, row: Claimed) -> Packed | None:
        """None for a row that ends here."""
        now = self.clock.now()
        try:
            packed = await pack(unit, row, self.rules, now, self.phrases, self.topics, self.fillers)
        except UNREADABLE as error:
            await self.aside.unreadable(unit, row, error)
            return None
        if isinstance(packed, Packed):
            if packed.shows:
                await interrupt(unit, row, now)
            return packed
        if packed.quiet:
            unit.outbox.settle(row, OutState.CANCELLED, now, error=packed.reason)
        else:
            await self.settle.refuse(unit, row, packed.reason, packed.reason)
        return None

    async def _deliver(self, row: Claimed, packed: Packed) -> None:
        try:
            placing = Placing(self.topics, self._written, self.clock, self.tasks)
            outcome = await placing(packed, partial(self._send, packed.to))
            self._note(row, outcome)
            rest = self._chats.rest(row.item.to, outcome, _weight(packed))
            await self._record(row, outcome, rest)
        except Stale:
            log.warning("row %s is not sent: it is another program's by now", row.id)
        finally:
            self._in_flight.discard(row.id)
            self._free.release()
            self.wake()

    async def _send(self, to: Address, parcel: Parcel) -> Outcome:
        """Raises Stale where what was claimed is another program's by now."""
        messenger = self.messengers.get(to.kind)
        if messenger is None:
            return NotSent(f"no messenger for {to.kind}")
        if not await self.member.certain():
            raise Stale(NOT_OURS)
        try:
            return await messenger.send(to, parcel)
        except Exception as error:  # noqa: BLE001 - against its promise; nobody knows whether anything left
            log.error("a messenger broke: %s", describe(error))
            return Uncertain(describe(error))

    def _note(self, row: Claimed, outcome: Outcome) -> None:
        self._shutter.note(outcome, self.wake)
        if isinstance(outcome, Sent):
            self.last_sent_at = self.clock.now()
        if isinstance(outcome, Uncertain):
            # In an outage one more silence says nothing: what tells a writer that nobody knows must not be
            # given up within seconds of it.
            self._unanswered[row.id] += not self.away()
        elif not isinstance(outcome, NotSent):
            self._unanswered.pop(row.id, None)

    async def _record(self, row: Claimed, outcome: Outcome, rest: timedelta) -> None:
        """Kept at until it is written: an answer that is not recorded would leave the message uncertain."""

        async def settled(unit: UnitOfWork) -> None:
            await self.settle(unit, row, outcome, unanswered=self._unanswered[row.id])
            if rest:
                unit.outbox.rest(row.item.to, self.clock.now() + rest)

        try:
            await self._written(settled)
            self._wake_after(outcome.seconds if isinstance(outcome, RetryAfter) else rest.total_seconds())
        except Exception as error:  # noqa: BLE001 - a row in hand for ever would hold its reader's line
            log.error("the answer to row %s cannot be recorded: %s", row.id, describe(error))
            with suppress(Stale):  # it is not ours any more
                await self._written(
                    partial(self.settle.in_short, row=row, outcome=outcome, why=describe(error))
                )

    def _wake_after(self, seconds: float) -> None:
        if 0 < seconds < LONG:
            asyncio.get_running_loop().call_later(seconds, self.wake)

    async def _written(self, work: Callable[[UnitOfWork], Awaitable[None]]) -> None:
        while True:
            try:
                return await self.units.run(work)
            except StorageUnavailable:
                await asyncio.sleep(PAUSE_WHEN_AWAY)


def _weight(packed: Packed) -> int:
    """Telegram counts the parts of an album one by one; a line above is one more."""
    parts = len(packed.parcel.parts) if isinstance(packed.parcel, AlbumCopy) else 1
    return parts + (packed.header is not None and not packed.bound)
