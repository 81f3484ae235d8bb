"""A therapist's desk: one card, which is the menu, the week, the hours, … in turn, and what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.ids import PersonId
from domain.people import Person, Therapist
from domain.typed_time import Problem
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork

CARD = "desk"
NOTHING = ""
FORM = "desk:"
"""What a line that may answer the desk's question is kept under, with the question behind it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`fresh`: it comes to the end of the chat; otherwise it changes where it stands."""

    person: Person
    therapist: Therapist
    fresh: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a typed line would answer (`hours:0`, `off`), and when that was last put to the person."""

    what: str
    at: datetime

    @property
    def question(self) -> str:
        return f"{FORM}{self.what}"


async def desk_of(unit: UnitOfWork, person: Person, *, fresh: bool) -> Desk | None:
    """None for somebody who is no therapist."""
    found = await unit.therapists.get(person.therapist) if person.therapist is not None else None
    mine = found is not None and found.person == person.id
    return Desk(person, found, fresh) if found is not None and mine else None


async def show(
    unit: UnitOfWork,
    desk: Desk,
    now: datetime,
    *,
    code: str,
    values: Mapping[str, Any],
    asks: str = NOTHING,
) -> None:
    """`asks`: what a typed line answers from now on."""
    to = desk.person.id
    notice = Notice(to=to, code=code, values=values, card=CARD, fresh=desk.fresh)
    await unit.outbox.add(notice, now)
    before = await asked(unit, to)
    if asks or before is not None:
        data = {"what": asks, "at": now.timestamp()} if asks else {}
        unit.conversations.put(_key(to), "asked" if asks else None, data, now)


async def asked(unit: UnitOfWork, person: PersonId) -> Asked | None:
    state, data, _ = await unit.conversations.get(_key(person))
    return Asked(data["what"], datetime.fromtimestamp(data["at"], UTC)) if state == "asked" else None


def told(problem: Problem | None) -> dict[str, str] | None:
    """As JSON for `bot.views.typed`."""
    if problem is None:
        return None
    return {"fault": problem.fault.value, "value": problem.value[:60], "other": problem.other[:60]}


def changed(unit: UnitOfWork, therapist: Therapist, now: datetime) -> None:
    """Other hours, or time off: whoever listens asks for the times anew."""
    payload = {"therapist": therapist.id, "readiness": therapist.readiness.value}
    unit.events.add(f"therapists.{therapist.id}", "availability_changed", payload, now)


def _key(person: PersonId) -> str:
    return f"desk:{person}"


@dataclass(frozen=True, slots=True)
class ShowMenu:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, desk: Desk) -> None:
        now = self.clock.now()
        values = {"name": desk.therapist.name, "readiness": desk.therapist.readiness.value}
        await show(unit, desk, now, code="desk", values=values)
