"""A trial's first start: sample data, a sample therapist who has joined, an operator who has pressed Start.

Everything goes the way it goes for real: the sample therapist opens an invite link in the simulator.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from app.desk import Desk
from domain.people import Therapist
from services.invites import PREFIX
from services.ports import UnitOfWork, Units

log = structlog.get_logger("trial")
SAMPLE = Path(__file__).resolve().parent.parent / "sample"
JOINING = 10.0
"""Seconds until a sample therapist who has pressed Start must be known; past them it is said in the log."""


@dataclass(frozen=True, slots=True)
class World:
    """The simulator's people, as far as a trial needs them."""

    session: aiohttp.ClientSession
    address: str

    async def people(self) -> Sequence[dict[str, Any]]:
        async with self.session.get(f"{self.address}/world/people") as answer:
            answer.raise_for_status()
            found: list[dict[str, Any]] = await answer.json()
            return found

    async def operators(self) -> frozenset[str]:
        return frozenset(str(one["id"]) for one in await self.people() if one["note"] == "operator")

    async def press_start(self, person: int, payload: str = "") -> None:
        body = {"payload": payload} if payload else {}
        async with self.session.post(f"{self.address}/world/people/{person}/start", json=body) as answer:
            answer.raise_for_status()


def sample_files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(SAMPLE.glob("*.csv"))}


@dataclass(frozen=True, slots=True)
class Trial:
    """`set_up` may be called at every start: it does what is still missing."""

    world: World
    desk: Desk
    units: Units

    async def set_up(self) -> None:
        if not await self.units.look(_roster):
            await self.desk.load_files(sample_files(), links=False)
        people = await self.world.people()
        for one in people:
            if one["note"] == "operator" and not one["started"]:
                await self.world.press_start(one["id"])
        joining = await self.units.run(self._joining)
        player = next((one for one in people if one["note"] == "therapist"), None)
        if joining is not None and player is not None and not player["started"]:
            await self.world.press_start(player["id"], PREFIX + joining[1])
            await self._joined(joining[0])

    async def _joining(self, unit: UnitOfWork) -> tuple[Therapist, str] | None:
        """The sample therapist who works round the clock, with a new invite, while nobody has joined."""
        roster = [one for one in await unit.therapists.roster() if one.sample]
        if any(one.person is not None for one in roster):
            return None
        for therapist in roster:
            weekly = (await unit.therapists.schedule(therapist.id)).weekly
            if sum(1 for one in weekly if one.window.opens == one.window.closes) == 7:
                return therapist, await self.desk.use_cases.make_invite(unit, therapist)
        return None

    async def _joined(self, therapist: Therapist) -> None:
        async def work(unit: UnitOfWork) -> bool:
            found = await unit.therapists.get(therapist.id)
            return found is not None and found.person is not None

        try:
            async with asyncio.timeout(JOINING):
                # Another process presses Start and our own lanes answer: there is nothing to be woken by.
                while not await self.units.look(work):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        except TimeoutError:
            log.error("the sample therapist has not joined", therapist=therapist.code)


async def _roster(unit: UnitOfWork) -> bool:
    return bool(await unit.therapists.roster())
