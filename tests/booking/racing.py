"""A studio on any of the databases, with two who write to it at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from app.tasks import Tasks
from domain.booking import Booking
from domain.offer import Offer
from domain.people import Gender, Person, Therapist
from services.history import Step
from services.ports import StorageUnavailable, UnitOfWork, Units
from services.request_booking import Requested
from storage.opening import Place, open_storage
from tests.services.rooms_house import Asleep, House
from tests.services.studio import MORNING, Studio, UseCases, furnished, hire

T = TypeVar("T")
Act = Callable[[UnitOfWork], Awaitable[Any]]


@dataclass
class Race:
    at: Studio
    doors: Sequence[Units]
    chance: Random

    async def all_at_once(self, acts: dict[str, Act]) -> dict[str, Any]:
        """In any order, through either door; what each was told."""
        order = self.chance.sample(sorted(acts), len(acts))
        doors = [self.chance.choice(self.doors) for _ in order]
        starts = [patiently(door, acts[one]) for door, one in zip(doors, order, strict=True)]
        return dict(zip(order, await asyncio.gather(*starts), strict=True))

    async def broadcast(self, do: UseCases) -> Booking:
        """One asked in turn by `do`, in vain, and then everybody at once."""
        made = await self.at.house.do(do.request, self.at.wanted())
        assert isinstance(made, Requested)
        self.at.clock.at = made.offer.answer_by
        await self.at.house.do(do.time_out, made.offer.id)
        return await self.at.booking(made.booking)

    async def ends_of(self, booking: Booking) -> list[str]:
        """Every end that was recorded of any of its offers."""
        steps: Sequence[Step] = await self.at.house.units.look(
            lambda unit: unit.history.of_booking(booking.id)
        )
        return [one.what for one in steps if one.what.startswith("offer.")]

    async def more(self, *names: str) -> list[tuple[Therapist, Person]]:
        """Everybody there is, with so many more who live where Maya does."""
        hired = [await hire(self.at.house, name, "Kuta", Gender.FEMALE) for name in names]
        everybody = [self.at.dewi, self.at.maya, self.at.budi, *hired]
        return [(one, await self.at.person(one)) for one in everybody]


async def patiently(units: Units, act: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    """A database that is away is asked again, as the program's lanes do."""
    while True:
        try:
            return await units.run(act)
        except StorageUnavailable:
            await asyncio.sleep(0)


@asynccontextmanager
async def race(place: Place, seed: int) -> AsyncIterator[Race]:
    print(f"seed {seed}")
    broken: list[str] = []
    async with AsyncExitStack() as stack:
        tasks = Tasks(lambda name, error: broken.append(f"{name}: {error!r}"))
        stack.push_async_callback(tasks.stop)
        doors: list[Units] = []
        for first in (True, False):
            storage = await open_storage(place, tasks=tasks, wake=Asleep(), at=MORNING, sole=first)
            stack.push_async_callback(storage.close)
            doors.append(storage.units)
        path = place if isinstance(place, Path) else Path("on-a-server")
        yield Race(await furnished(House(doors[0]), path), doors, Random(seed))
    assert not broken


def offers_by_therapist(offers: Sequence[Offer]) -> dict[int, Offer]:
    return {one.therapist: one for one in offers}
