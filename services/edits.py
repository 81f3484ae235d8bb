"""A person edits what they have written: what is queued is changed, what has arrived is changed there.

An edit takes its message's own way (room, generation, reader) and passes the same check as a new one.
Telegram also reports edits with nothing edited, for a reaction or the preview of a link: those are told by
comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain import content
from domain.message import Message, MessageKind, MessageState
from domain.people import Person
from domain.room import Room
from domain.rules import RoomRules
from services import amending, amendment_notices, held, kept, live, reactions
from services.amendments import Act
from services.carrying import Said, nameless
from services.checking import Objection, objection
from services.outgoing import Amendment, OutState
from services.ports import Clock, UnitOfWork
from services.resend import ResendMessage
from services.unsending import UNSENT
from services.which import FORM

_EDITED = {"state": "edited"}
_ON_ITS_WAY = {MessageState.QUEUED, MessageState.SENT, MessageState.UNCERTAIN}


@dataclass(frozen=True, slots=True)
class EditMessage:
    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, person: Person, said: Said) -> None:
        before, now = await unit.messages.at(person.id, said.chat_message), self.clock.now()
        if before is None or before.reason == FORM:
            # It was never for a room (an answer to the form, a command): there is no copy to differ from.
            return
        if before.kind is MessageKind.LIVE_LOCATION:
            await live.moved(unit, before, said, now)
            return
        after = _edited(before, said)
        if content.same_words(before, after) and content.same_file(before, after):
            return
        room = None if before.room is None else await unit.rooms.get(before.room)
        objected = _obstacle(before, after, room) or await objection(unit, room, after, now, self.rules)
        if objected is None:
            unit.messages.revise(before, after, now)
            if before.state is MessageState.REFUSED:
                # It certainly did not arrive: the new words are another try.
                await ResendMessage(self.clock)(unit, before.id, person)
            else:
                await _pass_on(unit, before, after, now)
        else:
            await _stays(unit, before, after, objected, now)


def _edited(before: Message, said: Said) -> Message:
    quoted = {name: before.details[name] for name in ("quote",) if name in before.details}
    details = {name: value for name, value in said.details.items() if name != "quote"}
    return replace(
        before,
        kind=said.kind,
        text=said.text,
        entities=nameless(said.entities),
        file=said.file,
        details=details | quoted,
        version=before.version + 1,
    )


def _obstacle(before: Message, after: Message, room: Room | None) -> Objection | None:
    """Whatever it says: there is nothing to change, or no way there any more."""
    refused = before.state is MessageState.REFUSED
    if before.state is MessageState.UNSENT or before.reason == UNSENT:
        return Objection("edit_unsent_since")
    if before.state is MessageState.DISCARDED or (refused and (room is None or not room.live)):
        return Objection("edit_unsent")
    if before.state in _ON_ITS_WAY and (room is None or not room.live):
        return Objection(f"room_{room.status}" if room else "no_room")
    grown = after.overlong and not before.overlong and before.state is not MessageState.HELD
    # A bot cannot write such a caption, and what is said below would come after what was said since.
    return Objection("caption_too_long", {"length": len(after.text)}) if grown else None


async def _pass_on(unit: UnitOfWork, before: Message, after: Message, now: datetime) -> None:
    if before.state is MessageState.UNCERTAIN:
        name = before.receiver.name if before.receiver else ""
        fate = amendment_notices.edit_fate(before.sender_person, before.source, "uncertain", name)
        await unit.outbox.add(fate, now)
    elif before.state is MessageState.SENT or await leaving(unit, before):
        await _amend(unit, before, after, now)
    if before.conversation is not None:
        unit.events.add(f"messages.{before.conversation}", "edited", _EDITED | {"message": before.id}, now)


async def leaving(unit: UnitOfWork, message: Message) -> bool:
    """What is in flight is as it was when it left."""
    if message.state is not MessageState.QUEUED:
        return False
    return await unit.outbox.copy_state(message.lead or message.id) is OutState.SENDING


async def _amend(unit: UnitOfWork, before: Message, after: Message, now: datetime) -> None:
    assert before.receiver_person is not None
    apart = before.overlong or after.overlong
    acts = [] if content.same_file(before, after) else [Act.FILE]
    if not content.same_words(before, after) and (not acts or apart):
        acts.append(Act.WORDS)
    for act in acts:
        await unit.outbox.add(Amendment(to=before.receiver_person, message=before.id, act=act), now)


async def _stays(
    unit: UnitOfWork, before: Message, after: Message, objected: Objection, now: datetime
) -> None:
    """The other side has, or gets, what was said before. A file that was changed unseen gets it no more:
    it would be copied as it is now."""
    unseen = not content.same_file(before, after) and before.state in {MessageState.QUEUED, MessageState.HELD}
    if unseen and before.state is MessageState.HELD:
        await held.drop(unit, before, objected.reason, MessageState.REFUSED, now)
        await kept.dropped(unit, before, now)
    elif unseen:
        withdrawn = replace(
            before, state=MessageState.REFUSED, reason=objected.reason, version=before.version + 1
        )
        unit.messages.save(before, withdrawn)
        await reactions.settled(unit, before, now)
    told = await amending.not_shown(unit, before, objected.reason, unseen=unseen, **objected.values)
    await unit.outbox.add(told, now)
