"""Visits that are agreed, asked to be moved, and answered: what the tests of moves have in common."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.tasks import Tasks
from domain.booking import Booking, Wish
from domain.ids import BookingId
from domain.people import Person, Therapist
from domain.proposal import Proposal
from domain.time import Span
from services.move_answers import Answered
from services.move_slots import Absent
from services.moves import Asked
from services.ports import UnitOfWork, Units
from storage.opening import open_storage
from tests.services.rooms_house import Asleep
from tests.services.studio import MORNING, Studio, studio
from tests.services.test_booking_races import Act, patiently

HOUR = timedelta(hours=1)
MINUTES = timedelta(minutes=1)


@asynccontextmanager
async def on(engine: str, folder: Path, request: Any) -> AsyncIterator[Studio]:
    """On a database of that kind: `sqlite`, or `postgresql` with the session's server."""
    server = ""
    if engine == "postgresql":
        server = await request.getfixturevalue("server").database()
    async with studio(folder, server) as opened:
        yield opened


@asynccontextmanager
async def doors(engine: str, folder: Path, request: Any) -> AsyncIterator[tuple[Studio, Sequence[Units]]]:
    """A studio, and two writers to its database, each with connections and a queue of its own."""
    server = ""
    if engine == "postgresql":
        server = await request.getfixturevalue("server").database()
    broken: list[str] = []
    async with studio(folder, server) as at:
        tasks = Tasks(lambda name, error: broken.append(f"{name}: {error!r}"))
        place = server or at.path
        storage = await open_storage(place, tasks=tasks, wake=Asleep(), at=MORNING, sole=False)
        try:
            yield at, (at.house.units, storage.units)
        finally:
            await storage.close()
            await tasks.stop()
    assert not broken


async def at_once(doors: Sequence[Units], acts: Mapping[str, Act], chance: random.Random) -> dict[str, Any]:
    """All of them at the same moment, in any order, each through any of the writers."""
    order = chance.sample(sorted(acts), len(acts))
    done = (patiently(chance.choice(doors), acts[one]) for one in order)
    return dict(zip(order, await asyncio.gather(*done), strict=True))


async def agreed(
    at: Studio,
    *,
    hours: float = 48,
    by: Therapist | None = None,
    customer: Person | None = None,
    **changes: Any,
) -> Booking:
    """A visit of one hour, accepted by `by` (Dewi), that begins in `hours`."""
    therapist = by or at.dewi
    wanted = {"wish": Wish(therapist.id), "customer": (customer or at.ann).id}
    made = await at.requested(at.at(hours, **(wanted | changes)))
    await at.accept(made.offer, therapist)
    await at.house.deliver()
    return await at.booking(made.booking)


async def ask(
    at: Studio, booking: Booking, start: datetime, by: Person | None = None
) -> Asked | Absent | Any:
    """By the customer, unless somebody else is named, of the visit as it is now."""
    present = await at.booking(booking)
    person = by or await customer_of(at, booking)
    return await at.house.do(at.do.ask_to_move, booking.id, person, start, present.version)


async def customer_of(at: Studio, booking: Booking) -> Person:
    found = await at.house.units.look(lambda unit: unit.people.get(booking.customer))
    assert found is not None
    return found


async def asked(at: Studio, booking: Booking, start: datetime, by: Person | None = None) -> Proposal:
    assert await ask(at, booking, start, by) is Asked.ASKED
    await at.house.deliver()
    return await wish(at, booking)


async def wish(at: Studio, booking: Booking | BookingId) -> Proposal:
    """The newest of this visit."""
    key = booking.id if isinstance(booking, Booking) else booking
    return (await wishes(at, key))[-1]


async def wishes(at: Studio, key: BookingId) -> list[Proposal]:
    return list(await at.house.units.look(lambda unit: unit.proposals.of_booking(key)))


async def answer(at: Studio, proposal: Proposal, by: Person, *, yes: bool = True) -> Answered:
    told = await at.house.do(at.do.answer_move, proposal.id, by, yes=yes)
    await at.house.deliver()
    return told


async def deadlines(at: Studio, kind: str = "") -> list[str]:
    """Kinds that are set, in the order in which they are due."""
    rows = at.rows("SELECT kind FROM deadlines WHERE state = 'waiting' ORDER BY due_at, id")
    return [found for (found,) in rows if kind in found]


async def takes(at: Studio, therapist: Therapist) -> list[Span]:
    """What the guard keeps of this one's time: treatments with their turn-around."""
    return sorted(one.after for one in await held(at, therapist))


async def held(at: Studio, therapist: Therapist) -> list[Any]:
    window = Span(at.clock.at - timedelta(days=2), at.clock.at + timedelta(days=60))

    async def look(unit: UnitOfWork) -> list[Any]:
        return list((await unit.occupancy.busy([therapist.id], window, at.clock.at))[therapist.id])

    return await at.house.units.look(look)


async def starts(at: Studio, booking: Booking, by: Person | None = None) -> list[datetime]:
    """Other times that may be asked for on the visit's own day."""
    person = by or await customer_of(at, booking)
    present = await at.booking(booking)

    async def look(unit: UnitOfWork) -> list[datetime]:
        found = await at.do.ask_to_move.may(unit, booking.id, person)
        side: Any = getattr(found, "side", None)
        day = present.span.starts_at.astimezone(at.do.move_slots.zone).date()
        return list(await at.do.move_slots(unit, present, side, day=day))

    return await at.house.units.look(look)
