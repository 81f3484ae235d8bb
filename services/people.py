"""Getting to know people, and noticing when they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.ids import PersonId
from domain.names import display_name
from domain.people import Address, Person
from services import notices
from services.freezing import FreezeRooms, ThawRooms
from services.ports import Clock, UnitOfWork
from services.wait_deadlines import BackInLine

CHAT = "telegram"
"""The kind of chat that operators are named in."""


@dataclass(frozen=True, slots=True)
class KnowPerson:
    """Who this is, found or made. Whoever writes can be reached again.

    `operators` are Telegram ids, `languages` those there is a catalogue for, the studio's own first.
    """

    operators: frozenset[str]
    languages: Sequence[str]
    probes: set[Address] = field(default_factory=set)
    """Where `verify` acts from: whoever turns up there is a probe, also when it has just been removed."""
    thaw: ThawRooms | None = None
    """What follows for the rooms of one who comes back."""
    line: BackInLine | None = None
    """And for their place on the waitlist."""

    async def __call__(
        self, unit: UnitOfWork, address: Address, name: str, language_code: str | None
    ) -> Person:
        known = await unit.people.at(address)
        operator = address.kind == CHAT and address.id in self.operators
        if known is None:
            return await unit.people.add(
                Person(
                    id=PersonId(0),
                    address=address,
                    name=display_name(name),
                    language=self._language(language_code),
                    operator=operator,
                    probe=address in self.probes,
                )
            )
        # Somebody only named in the settings so far: this is the first we see of their profile.
        language = known.language if known.name else self._language(language_code)
        seen = replace(known, name=display_name(name), language=language, operator=operator, reachable=True)
        if seen != known:
            unit.people.save(seen)
        if not known.reachable and self.thaw is not None:
            await self.thaw(unit, seen)
        if not known.reachable and self.line is not None:
            await self.line(unit, seen)
        return seen

    def _language(self, code: str | None) -> str:
        """`pt-br` is `pt_BR` if there is such a catalogue, else `pt`, else the studio's own."""
        known = {name.lower().replace("_", "-"): name for name in self.languages}
        wanted = (code or "").lower().replace("_", "-")
        return known.get(wanted) or known.get(wanted.split("-")[0]) or self.languages[0]


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """They have stopped the bot: what is due to them waits until they return."""

    freeze: FreezeRooms | None = None

    async def __call__(self, unit: UnitOfWork, address: Address) -> None:
        person = await unit.people.at(address)
        if person is not None and person.reachable:
            unit.people.save(replace(person, reachable=False))
            if self.freeze is not None:
                await self.freeze(unit, person.id)


@dataclass(frozen=True, slots=True)
class Greet:
    """`studio` is its name."""

    clock: Clock
    studio: str

    async def __call__(self, unit: UnitOfWork, person: Person) -> None:
        now = self.clock.now()
        present = await unit.people.get(person.id) or person
        first = present.started_at is None
        if first:
            present = replace(present, started_at=now)
            unit.people.save(present)
        therapist = await unit.therapists.get(present.therapist) if present.therapist is not None else None
        name = therapist.name if therapist else None
        await unit.outbox.add(notices.welcome(present, studio=self.studio, therapist=name, first=first), now)


@dataclass(frozen=True, slots=True)
class EnsureOperators:
    """At start: whoever the settings name is known, even before pressing Start (their alerts wait for them),
    and whoever they no longer name is an operator no more."""

    operators: frozenset[str]
    languages: Sequence[str]

    async def __call__(self, unit: UnitOfWork) -> None:
        for person in await unit.people.operators():
            if person.address.kind != CHAT or person.address.id not in self.operators:
                unit.people.save(replace(person, operator=False))
        for id in sorted(self.operators):
            address = Address(CHAT, id)
            known = await unit.people.at(address)
            if known is None:
                await unit.people.add(self._unseen(address))
            elif not known.operator:
                unit.people.save(replace(known, operator=True))

    def _unseen(self, address: Address) -> Person:
        language = self.languages[0]
        return Person(
            id=PersonId(0), address=address, name="", language=language, operator=True, reachable=False
        )
