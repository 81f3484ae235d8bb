"""What lease takers do who never look at it again: what was claimed once is theirs. For tests only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import bindparam, update

from app import wiring
from app.house import House, open_database
from app.settings import Settings
from app.tasks import Tasks
from app.waking import Waking
from services.members import Member
from services.outgoing import Claimed, OutState
from services.ports import Clock, UnitOfWork
from storage.membership import TakenOver
from storage.opening import Storage
from storage.outbox import SqlOutbox
from storage.query import Query
from storage.tables import outbox as t
from storage.unit import SqlUnit
from storage.units import SqlUnits

T = TypeVar("T")
Work = Callable[[UnitOfWork], Awaitable[T]]
SETTLE = Query("test.settle", "Whoever has the row by now.", update(t).where(t.c.id == bindparam("row")))


@dataclass
class Confident:
    """Has a lease, renews it, gives way to nobody."""

    real: Member

    @property
    def epoch(self) -> int:
        return self.real.epoch

    def alive(self) -> bool:
        return True

    async def certain(self) -> bool:
        return True

    def leads(self, name: str) -> bool:
        return self.real.leads(name)

    def stand_for(self, name: str) -> None:
        self.real.stand_for(name)

    async def give_back(self, name: str) -> None:
        await self.real.give_back(name)

    def on_death(self, listener: Callable[[], None]) -> None:
        self.real.on_death(listener)


class UnfencedOutbox(SqlOutbox):
    def settle(self, row: Claimed, state: OutState, at: datetime, *, error: str = "") -> None:
        self._do.write(SETTLE, row=row.id, state=state, error=error, changed_at=at)


@dataclass
class UnfencedUnits:
    real: SqlUnits

    async def run(self, work: Work[T]) -> T:
        async def unfenced(unit: UnitOfWork) -> T:
            assert isinstance(unit, SqlUnit)
            unit.outbox = UnfencedOutbox(unit)
            return await work(unit)

        return await self.real.run(unfenced)

    async def look(self, work: Work[T]) -> T:
        return await self.real.look(work)

    async def close(self) -> None:
        await self.real.close()


class Deaf(Tasks):
    """Does not hear that others have taken over."""

    def __init__(self, real: Tasks) -> None:
        self._real = real

    def start(self, work: Coroutine[Any, Any, None], *, name: str, vital: bool = False) -> None:
        if name == "membership":
            work, vital = _to_no_end(work), False
        self._real.start(work, name=name, vital=vital)


async def _to_no_end(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except TakenOver:
        """And what of it?"""


async def open_unfenced(settings: Settings, tasks: Tasks, waking: Waking, clock: Clock) -> Storage:
    storage = await open_database(settings, Deaf(tasks), waking, clock)
    units: Any = UnfencedUnits(storage.units)
    return replace(storage, units=units, member=Confident(storage.member))


serve = partial(wiring.serve, rest=lambda: (House, open_unfenced))
