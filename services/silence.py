"""When a therapist's or an operator's telephone keeps still."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.people import Person
from domain.quiet import QuietHours, read_quiet_hours
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork


class Silenced(StrEnum):
    SHOWN = "shown"
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    NOT_FOR_YOU = "not_for_you"


@dataclass(frozen=True, slots=True)
class ShowSilence:
    """The hours as they are, with a choice of others; `typed` sets them (`22:00-7:00`)."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person, typed: str = "") -> Silenced:
        if not _may(person):
            return Silenced.NOT_FOR_YOU
        wanted = read_quiet_hours(typed)
        if typed and wanted is None:
            await unit.outbox.add(_card(person, unreadable=typed), self.clock.now())
            return Silenced.UNREADABLE
        present = await unit.people.get(person.id) or person
        if wanted is not None:
            present = replace(present, quiet=wanted)
            unit.people.save(present)
        await unit.outbox.add(_card(present), self.clock.now())
        return Silenced.SHOWN if wanted is None else Silenced.CHANGED


@dataclass(frozen=True, slots=True)
class SetSilence:
    """None: every hour sounds. The card changes where it stands."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person, hours: QuietHours | None) -> Silenced:
        if not _may(person):
            return Silenced.NOT_FOR_YOU
        present = replace(await unit.people.get(person.id) or person, quiet=hours)
        unit.people.save(present)
        await unit.outbox.add(_card(present, fresh=False), self.clock.now())
        return Silenced.CHANGED


def _may(person: Person) -> bool:
    """A customer's own telephone does as much for her."""
    return person.operator or person.therapist is not None


def _card(person: Person, *, unreadable: str = "", fresh: bool = True) -> Notice:
    hours = person.quiet
    values = {
        "begins": hours.begins if hours else None,
        "ends": hours.ends if hours else None,
        "unreadable": unreadable[:40],
    }
    return Notice(to=person.id, code="quiet", values=values, card="quiet", fresh=fresh)
