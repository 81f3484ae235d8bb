"""Reactions, both ways: what one of the two sets under a message shows under its copy, or its original.

A bot has one reaction to a message. Which it is, is worked out from here alone, when it is sent: the
counterpart's own always wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ids import PersonId
from domain.message import Message, MessageState
from domain.people import Person
from domain.reaction import LATE, settable, shown
from services import amendment_notices
from services.amendments import Act, ShownReaction
from services.outgoing import Amendment
from services.packed import NotToBeSent, refusal
from services.parties import counterpart_name
from services.ports import Clock, UnitOfWork


@dataclass(frozen=True, slots=True)
class ReactTo:
    """Of an album any part: it has one reaction, under the first."""

    clock: Clock

    async def __call__(
        self, unit: UnitOfWork, person: Person, chat_message: int, emojis: Sequence[str], at: datetime
    ) -> None:
        """`emojis`: all that person's, the oldest first; what is no plain emoji as an empty text."""
        link = await unit.links.find(person.id, chat_message)
        part = None if link is None or link.message is None else await unit.messages.get(link.message)
        if link is None or part is None or part.room is None:
            # Ours: a notice, a card.
            return
        now, room = self.clock.now(), await unit.rooms.get(part.room)
        message = part if part.lead is None else await unit.messages.get(part.lead) or part
        other = None if room is None else room.counterpart(person.id)
        if room is None or other is None:
            return
        if emojis and not room.live:
            name = await counterpart_name(unit, room, person.id)
            await unit.outbox.add(amendment_notices.reaction(person.id, "ended", name, chat_message), now)
            return
        unit.reactions.put(message.id, person.id, emojis, now)
        if emojis and person.id == message.receiver_person:
            unit.messages.read(room.id, person.id, max(at, link.shown_at))
        await show(unit, message, other, now)
        if emojis and not any(settable(emoji) for emoji in emojis):
            name = await counterpart_name(unit, room, person.id)
            await unit.outbox.add(amendment_notices.reaction(person.id, "unshown", name, chat_message), now)


async def show(unit: UnitOfWork, message: Message, to: PersonId, now: datetime) -> None:
    """In that person's chat, under the message or its copy: what there is to show by the time it is sent."""
    await unit.outbox.add(Amendment(to=to, message=message.id, act=Act.REACTION), now)


async def settled(unit: UnitOfWork, message: Message, now: datetime) -> None:
    """It is late no more, however it ended: what stands under the original is the counterpart's own, or
    nothing."""
    if message.eyes:
        await show(unit, message, message.sender_person, now)


async def pack(unit: UnitOfWork, item: Amendment, message: Message) -> ShownReaction | NotToBeSent:
    """One is taken back whatever has become of the room; none is shown in a closed one."""
    nothing = NotToBeSent("withdrawn", quiet=True)
    mine = item.to == message.sender_person
    other = message.receiver_person if mine else message.sender_person
    places = [message.source] if mine else await unit.links.places(item.to, message.id)
    if other is None or not places or item.to not in (message.sender_person, message.receiver_person):
        return nothing
    theirs = (await unit.reactions.of([message.id])).get(message.id, {}).get(other, ())
    late = mine and message.state is MessageState.QUEUED and (message.eyes or item.act is Act.LATE)
    if item.act is Act.LATE and not late:
        return nothing
    emoji = shown(theirs, late=late)
    if mine:
        # Before it is sent: whatever becomes of that, it is taken back in the end.
        unit.messages.watch(message.id, eyes=emoji == LATE and late)
    room = None if message.room is None else await unit.rooms.get(message.room)
    reader = message.receiver_person or item.to
    if emoji is not None and await refusal(unit, room, message, reader) is not None:
        return nothing
    return ShownReaction(message=places[0], emoji=emoji)
