"""`/mydata`: a document of everything kept about a person, made when it is sent and never kept itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.dossier import Dossier, Visit
from domain.ids import MessageId
from domain.message import Message, Revision
from domain.people import Person
from domain.rules import RoomRules
from services import notices
from services.archive import Booked, Wanted
from services.filling import Filling
from services.outgoing import File, Notice
from services.ports import Clock, UnitOfWork

MYDATA = "mydata"
FILE = "roomline-{day}.json"
AGAIN_AFTER = timedelta(minutes=5)
"""Whoever asks sooner has it already, or has it on its way."""
PAGE = 1000


@dataclass(frozen=True, slots=True)
class AskForMyData:
    clock: Clock
    decimals: Callable[[str], int]
    """Of a currency."""

    async def __call__(self, unit: UnitOfWork, person: Person) -> None:
        now = self.clock.now()
        last = await unit.archive.last_told(person.id, MYDATA)
        if last is not None and now - last < AGAIN_AFTER:
            minutes = -((last - now + AGAIN_AFTER) // -timedelta(minutes=1))
            await unit.outbox.add(notices.say(person.id, "mydata.later", minutes=minutes), now)
            return
        currencies = {one.booking.price.currency for one in await _bookings(unit, person)}
        decimals = {currency: self.decimals(currency) for currency in currencies}
        await unit.outbox.add(notices.say(person.id, "mydata", decimals=decimals), now)


@dataclass(frozen=True, slots=True)
class FillMyData:
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, person: Person, notice: Notice, now: datetime) -> Filling:
        return Filling(file=await document(unit, person, notice.values, self.rules, now))


async def document(
    unit: UnitOfWork, person: Person, values: Mapping[str, Any], rules: RoomRules, now: datetime
) -> File:
    """`values` are the notice's."""
    decimals: Mapping[str, int] = values["decimals"]
    visits = [
        Visit(
            booking=one.booking,
            customer=one.customer,
            therapist=one.therapist,
            decimals=decimals.get(one.booking.price.currency, 2),
            rating=await unit.ratings.get(one.booking.id),
            proposals=await unit.proposals.of_booking(one.booking.id),
        )
        for one in await _bookings(unit, person)
    ]
    state, data, _ = await unit.conversations.get(f"{person.address.kind}:{person.address.id}")
    messages = await _messages(unit, person)
    made = Dossier(
        person=person,
        therapist=await unit.therapists.get(person.therapist) if person.therapist is not None else None,
        visits=visits,
        messages=messages,
        revisions=await _revisions(unit, messages),
        reactions=await _reactions(unit, person, messages),
        conversation={"state": state, "answers": data} if state or data else {},
        strikes=await unit.identity.strikes(person.id, now - rules.standing.fades),
        consents=await unit.identity.consents_of(person.id),
        help_calls=await unit.help_calls.of_person(person.id),
        waits=await unit.waits.of_person(person.id),
        acknowledgements=await unit.acknowledgements.of_person(person.id),
        calendar_since=await _calendar(unit, person),
    )
    text = json.dumps(made.document(now), ensure_ascii=False, indent=1)
    return File(FILE.format(day=now.date().isoformat()), text.encode())


async def _calendar(unit: UnitOfWork, person: Person) -> datetime | None:
    link = await unit.calendars.link(person.therapist) if person.therapist is not None else None
    return link.made_at if link else None


async def _bookings(unit: UnitOfWork, person: Person) -> Sequence[Booked]:
    found: list[Booked] = []
    while page := await unit.archive.bookings(
        Wanted(person=person.id), after=found[-1].booking.id if found else 0, limit=PAGE
    ):
        found += page
    return found


async def _revisions(unit: UnitOfWork, messages: Sequence[Message]) -> Mapping[MessageId, Sequence[Revision]]:
    found: dict[MessageId, Sequence[Revision]] = {}
    for start in range(0, len(messages), PAGE):
        found |= await unit.messages.revisions([one.id for one in messages[start : start + PAGE]])
    return found


async def _reactions(
    unit: UnitOfWork, person: Person, messages: Sequence[Message]
) -> Mapping[MessageId, Sequence[str]]:
    found: dict[MessageId, Sequence[str]] = {}
    for start in range(0, len(messages), PAGE):
        under = await unit.reactions.of([one.id for one in messages[start : start + PAGE]])
        found |= {message: whose[person.id] for message, whose in under.items() if person.id in whose}
    return found


async def _messages(unit: UnitOfWork, person: Person) -> Sequence[Message]:
    found: list[Message] = []
    while page := await unit.archive.messages(
        Wanted(person=person.id), after=found[-1].id if found else 0, limit=PAGE
    ):
        found += page
    return found
