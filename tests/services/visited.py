"""A visit that is agreed, and what both sides and the operators do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.people import Person
from domain.visits import Tap
from services.ports import UnitOfWork
from services.request_booking import Requested
from tests.services.rooms_house import Shown
from tests.services.studio import Studio


async def agreed(at: Studio, *, hours: float = 3) -> Requested:
    """An hour at Ann's, by Dewi."""
    made = await at.requested(at.at(hours))
    await at.accept(made.offer, at.dewi)
    await at.house.deliver()
    return made


async def begun(at: Studio, *, hours: float = 3) -> Requested:
    made = await agreed(at, hours=hours)
    at.clock.at = made.booking.span.starts_at
    await tap(at, made, Tap.START)
    await at.time_passes(seconds=0)
    return made


async def tap(at: Studio, made: Requested, what: Tap) -> Any:
    return await at.house.do(at.do.tap, made.booking.id, await at.person(at.dewi), what)


async def press(at: Studio, name: str, made: Requested, by: Person, **more: Any) -> Any:
    """A button on one of the booking's cards."""
    return await at.house.do(at.do.care[name], made.booking.id, by, **more)


async def until(at: Studio, made: Requested, **after_end: float) -> None:
    """So long after the visit's end."""
    span = made.booking.span.ends_at + timedelta(**after_end) - at.clock.at
    await at.time_passes(seconds=span.total_seconds())


async def outcomes(at: Studio, person: Person, code: str) -> list[str]:
    """How each version of that card stood, an edit being one more."""
    return [one.values["outcome"] for one in await at.shown(person, code)]


async def rung(at: Studio, person: Person, code: str) -> list[Shown]:
    """Those that came as new messages, and made a sound."""
    seen: set[int] = set()
    shown = await at.shown(person, code)
    return [one for one in shown if not (one.id in seen or seen.add(one.id))]  # type: ignore[func-returns-value]  # adds


async def second_operator(at: Studio) -> Person:
    person = replace(await at.house.customer("Sari"), operator=True)

    async def work(unit: UnitOfWork) -> Person:
        unit.people.save(person)
        return person

    return await at.house.units.run(work)


async def everything_of(at: Studio, person: Person) -> list[tuple[int, str, dict[str, Any]]]:
    """All that ever came to this person."""
    await at.house.deliver()
    return [(one.id, one.code, one.values) for one in at.house.chats.get(person.id, [])]
