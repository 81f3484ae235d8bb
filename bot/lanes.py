"""From the journal to the handlers: strictly in order within a chat, side by side across chats.

On SQLite one writer runs the units one after another, so a handler that hangs would hold everybody. It is
cut off inside its own unit: the limit runs from the moment the writer reaches it, not while it stands in
line, and waiting for the database's lock lies outside of it. The writer undoes that unit and goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from services.faults import describe
from services.ports import Clock, Stale, StorageUnavailable, Tasks, UnitOfWork, Units
from services.queues import Entry

log = logging.getLogger(__name__)
T = TypeVar("T")

Afterwards = Callable[[], Coroutine[Any, Any, None]]
"""What is to be done once the unit has committed: best effort, never in the way."""

Ended = tuple[Afterwards | None, Entry | None]
"""What follows a unit: its answer, and the lane's next entry."""

AT_ONCE = 32
TURN = 20
"""Entries a lane may have carried out before others that wait come first."""
MOST_SERVED = 500
RESTS = (0.2, 1.0)
"""Real seconds between an update's own tries; after the last one it is parked."""
HANDLER_LIMIT = 5.0
STORAGE_PAUSE = 0.2
NUDGE = 1.0
"""Seconds until the journal is looked at without having been woken."""
ELSEWHERE = 0.3
"""Seconds for which a lane is left to the program that has it in hand; it may be dying."""
AT_ONCE_AGAIN = datetime.fromtimestamp(0, UTC)
"""When a failed entry may be tried again, for the database. The rest is kept here, in real time: the
trial's clock may jump either way, and after a restart nobody needs to rest."""


class Feed(Protocol):
    """Everything an update does, in its unit; raises what is the update's own fault."""

    async def __call__(self, unit: UnitOfWork, entry: Entry, /) -> Afterwards | None: ...


class Park(Protocol):
    """What people are told when an update is given up."""

    async def __call__(self, unit: UnitOfWork, entry: Entry, error: str, /) -> Afterwards | None: ...


class Elsewhere(Exception):
    """Another program has this entry in hand, or has handled it."""


@dataclass(slots=True)
class Lanes:
    units: Units
    feed: Feed
    park: Park
    clock: Clock
    tasks: Tasks
    alive: Callable[[], bool] = lambda: True
    """Whether others do not believe this program dead."""
    at_once: int = AT_ONCE
    handler_limit: float = HANDLER_LIMIT
    parked: int = 0
    """Since the start."""
    last_error: str = ""
    storage_away: bool = False
    _busy: set[str] = field(default_factory=set)
    _served: set[str] = field(default_factory=set)
    """Lanes that had their turn and wait for the others to have theirs."""
    _elsewhere: dict[str, float] = field(default_factory=dict)
    """Lanes that another program has in hand, and until when they are left to it."""
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _freed: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self) -> None:
        self.tasks.start(self.run(), name="lanes", vital=True)

    def wake(self) -> None:
        self._woken.set()

    @property
    def running(self) -> int:
        return len(self._busy)

    async def run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                await self._take()
            except Exception as error:  # noqa: BLE001 - the lanes outlive whatever it was
                self._complain("the journal cannot be read", error)
                await self._rest(NUDGE)
            await _within(ELSEWHERE if self._elsewhere else NUDGE, self._woken)

    async def stop(self) -> None:
        """Takes nothing new, and answers when what was running has committed or been undone."""
        self._stopping.set()
        self.wake()
        while self._busy:
            self._freed.clear()
            await self._freed.wait()

    async def _take(self) -> None:
        free = self.at_once - len(self._busy)
        if free == 0 or not self.alive():
            return
        self._forget_elsewhere()
        found = await self._heads(free, self._busy | self._served | self._elsewhere.keys())
        if self._served and (len(found) < free or len(self._served) > MOST_SERVED):
            self._served.clear()
            found = await self._heads(free, self._busy | self._elsewhere.keys())
        for entry in found:
            self._busy.add(entry.lane)
            self.tasks.start(self._turn(entry), name=f"lane:{entry.lane}")

    async def _heads(self, limit: int, busy: set[str]) -> Sequence[Entry]:
        async def work(unit: UnitOfWork) -> Sequence[Entry]:
            return await unit.journal.pending(limit, busy=sorted(busy), now=self.clock.now())

        return await self._patiently(lambda: self.units.look(work)) or ()

    def _forget_elsewhere(self) -> None:
        now = asyncio.get_running_loop().time()
        self._elsewhere = {lane: until for lane, until in self._elsewhere.items() if until > now}

    async def _turn(self, head: Entry) -> None:
        entry: Entry | None = head
        try:
            for _ in range(TURN):
                if entry is None or self._stopping.is_set():
                    return
                entry = await self._carry_out(entry)
            if entry is not None:
                self._served.add(head.lane)
        except Exception as error:  # noqa: BLE001 - the lane is tried again, whatever it was
            self._complain(f"lane stopped at entry {entry.seq if entry else 0}", error)
            await self._rest(NUDGE)
        finally:
            self._busy.discard(head.lane)
            self._freed.set()
            self.wake()

    async def _next_in(self, lane: str) -> Entry | None:
        async def work(unit: UnitOfWork) -> Entry | None:
            return await unit.journal.next_in(lane, self.clock.now())

        return await self._patiently(lambda: self.units.look(work))

    async def _carry_out(self, entry: Entry) -> Entry | None:
        """Until it is done or parked, or the lanes stop; the lane waits meanwhile. Answers what follows."""
        while not self._stopping.is_set():
            try:
                return await self._unit(partial(self._handle, entry))
            except Elsewhere:
                self._leave(entry)
                return None
            except Exception as error:  # noqa: BLE001 - the update's own error: counted
                if isinstance(error, Stale) and not await self._still_there(entry):
                    break
                entry = replace(entry, tries=entry.tries + 1)
                self._complain(f"entry {entry.seq} failed, try {entry.tries}", error)
                if entry.tries > len(RESTS):
                    await self._give_up(entry, describe(error))
                    break
                await self._unit(partial(self._count, entry, describe(error)))
                await self._rest(RESTS[entry.tries - 1])
        return await self._next_in(entry.lane)

    def _leave(self, entry: Entry) -> None:
        self._elsewhere[entry.lane] = asyncio.get_running_loop().time() + ELSEWHERE

    async def _handle(self, entry: Entry, unit: UnitOfWork) -> Ended:
        if not await unit.journal.hold(entry):
            raise Elsewhere
        async with asyncio.timeout(self.handler_limit):
            afterwards = await self.feed(unit, entry)
        unit.journal.done(entry, self.clock.now())
        # Asked here and not after the commit: then all lanes that shared it come back together, and share the
        # next one too. Apart, they would each pay for a commit of their own.
        return afterwards, await unit.journal.next_in(entry.lane, self.clock.now())

    async def _still_there(self, entry: Entry) -> bool:
        head = await self._next_in(entry.lane)
        return head is not None and head.seq == entry.seq

    async def _count(self, entry: Entry, error: str, unit: UnitOfWork) -> Ended:
        unit.journal.failed(entry, error, AT_ONCE_AGAIN)
        return None, None

    async def _give_up(self, entry: Entry, error: str) -> None:
        self.parked += 1
        try:
            await self._unit(partial(self._park, entry, error))
        except Exception as trouble:  # noqa: BLE001 - parked all the same, without a word to anybody
            self._complain(f"entry {entry.seq} is parked in silence", trouble)
            await self._unit(partial(self._park_silently, entry, error))

    async def _park(self, entry: Entry, error: str, unit: UnitOfWork) -> Ended:
        async with asyncio.timeout(self.handler_limit):
            afterwards = await self.park(unit, entry, error)
        unit.journal.failed(entry, error, None)
        return afterwards, None

    async def _park_silently(self, entry: Entry, error: str, unit: UnitOfWork) -> Ended:
        unit.journal.failed(entry, error, None)
        return None, None

    async def _unit(self, work: Callable[[UnitOfWork], Awaitable[Ended]]) -> Entry | None:
        afterwards, following = await self._patiently(lambda: self.units.run(work)) or (None, None)
        if afterwards is not None:
            self.tasks.start(afterwards(), name="answer")
        return following

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T | None:
        """A database that is away is nobody's try. None when the lanes stop before it is back."""
        while True:
            try:
                answer = await step()
            except StorageUnavailable:
                self.storage_away = True
                if self._stopping.is_set():
                    return None
                await self._rest(STORAGE_PAUSE)
            else:
                self.storage_away = False
                return answer

    async def _rest(self, seconds: float) -> None:
        await _within(seconds, self._stopping)

    def _complain(self, what: str, error: Exception) -> None:
        self.last_error = f"{what}: {describe(error)}"
        log.error("%s", self.last_error)


async def _within(seconds: float, event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
