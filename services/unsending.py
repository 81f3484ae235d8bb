"""What a person takes back: deleted on the other side, or kept from leaving; albums whole, in honest words.

Telegram tells nobody who has read what, so of what has stood there it is said that it may have been seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.message import Message, MessageState
from domain.people import Person
from services import amendment_notices, held, kept, message_notices, notices, reactions
from services.albums import together
from services.amendments import Act, Removal
from services.outgoing import Amendment, Notice, OutState
from services.packed import NotToBeSent
from services.ports import Clock, UnitOfWork

WITHIN = timedelta(hours=48)
"""Telegram deletes for both sides only what is younger."""
UNSENT = "unsent"
"""Why a message was discarded that its writer took back before it left."""
LISTED = 5


@dataclass(frozen=True, slots=True)
class AskUnsend:
    """Without saying which: the latest as buttons."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person, *, fresh: bool = True) -> None:
        now = self.clock.now()
        latest = await unit.messages.latest_of(person.id, now - WITHIN, LISTED)
        lines = [
            {
                "message": one.id,
                "at": notices.instant(one.created_at),
                "counterpart": one.receiver.name if one.receiver else "",
                "kind": one.kind.value,
                "text": one.text[:60],
            }
            for one in latest
        ]
        await unit.outbox.add(amendment_notices.what_to_unsend(person.id, lines, fresh=fresh), now)


@dataclass(frozen=True, slots=True)
class Unsend:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person, message: Message | None, replied: int) -> None:
        """`replied` is the message of that chat which was meant; somebody else's is None in `message`."""
        now = self.clock.now()
        if message is None or message.sender_person != person.id:
            await unit.outbox.add(amendment_notices.unsent(person.id, "not_yours", "", replied), now)
            return
        whole = await unit.messages.album(person.id, message.album) or [message]
        said = [what for part in whole if (what := await _take_back(unit, part, now))]
        if said:
            # Of an album it is said once; what is on its way to be deleted is told when that is done.
            await unit.outbox.add(told(message, said[-1]), now)


async def _take_back(unit: UnitOfWork, part: Message, now: datetime) -> str:
    """What to say about it at once; "" for what goes along with another part, or is told later."""
    match part.state:
        case MessageState.HELD:
            await held.drop(unit, part, UNSENT, MessageState.DISCARDED, now)
            await kept.dropped(unit, part, now)
            return "before"
        case MessageState.QUEUED:
            return await _keep_from_leaving(unit, part, now)
        case MessageState.SENT:
            return await _delete(unit, part, now)
        case MessageState.UNCERTAIN:
            _discard(unit, part, now)
            await unit.outbox.add(message_notices.settled(part.sender_person, part.id, "discard"), now)
            return "uncertain"
        case MessageState.UNSENT:
            return "already"
    return "undelivered"


async def _keep_from_leaving(unit: UnitOfWork, part: Message, now: datetime) -> str:
    copy = await unit.outbox.copy_state(part.lead or part.id)
    _discard(unit, part, now)
    await reactions.settled(unit, part, now)
    if copy is not OutState.SENDING:
        return "before"
    if part.lead is None:
        # If it gets there, it goes again; if it does not, it stays here.
        await _amend(unit, part, now)
    return ""


async def _delete(unit: UnitOfWork, part: Message, now: datetime) -> str:
    if _too_late(part, now):
        return "too_late"
    if part.lead is None:
        await _amend(unit, part, now)
    reader = None if part.receiver_person is None else await unit.people.get(part.receiver_person)
    return "" if reader is not None and reader.reachable else "waits"


async def _amend(unit: UnitOfWork, part: Message, now: datetime) -> None:
    assert part.receiver_person is not None
    await unit.outbox.add(Amendment(to=part.receiver_person, message=part.id, act=Act.REMOVAL), now)


async def pack(unit: UnitOfWork, item: Amendment, message: Message, now: datetime) -> Removal | NotToBeSent:
    """Whatever has become of the room: a person's own words can always be taken back."""
    if message.state is not MessageState.SENT:
        uncertain = await unit.outbox.copy_state(message.id) is OutState.UNCERTAIN
        return NotToBeSent("uncertain" if uncertain else "before")
    if _too_late(message, now):
        return NotToBeSent("too_late")
    parts = await together(unit, message)
    places = [place for part in parts for place in await unit.links.places(item.to, part.id)]
    return Removal(messages=tuple(places)) if places else NotToBeSent("stays")


async def removed(unit: UnitOfWork, message: Message, now: datetime) -> None:
    for part in await together(unit, message):
        if part.state is MessageState.SENT:
            _move(unit, part, MessageState.UNSENT, part.reason, now)
    await unit.outbox.add(told(message, "gone"), now)


def told(message: Message, what: str) -> Notice:
    name = message.receiver.name if message.receiver else ""
    return amendment_notices.unsent(message.sender_person, what, name, message.source)


def _too_late(message: Message, now: datetime) -> bool:
    return message.sent_at is not None and now - message.sent_at >= WITHIN


def _discard(unit: UnitOfWork, part: Message, now: datetime) -> None:
    _move(unit, part, MessageState.DISCARDED, UNSENT, now)


def _move(unit: UnitOfWork, part: Message, state: MessageState, reason: str, now: datetime) -> None:
    unit.messages.save(part, replace(part, state=state, reason=reason, version=part.version + 1))
    values = {"message": part.id, "state": state.value}
    unit.events.add(f"messages.{part.conversation}", "delivery", values, now)
