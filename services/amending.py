"""What becomes of an amendment: worked out when it is sent, and told to its sender where it did not work."""

from __future__ import annotations

from datetime import datetime

from domain.content import EDITABLE_FILES
from domain.message import Message, MessageState
from services import amendment_notices, contents, live, message_notices, reactions, unsending
from services.amendments import Act, Amended
from services.outgoing import Amendment, Notice
from services.packed import NotToBeSent, Packed, refusal
from services.parties import counterpart_name
from services.ports import UnitOfWork

_REACTIONS = {Act.REACTION, Act.LATE}
_OF_PLACES = {Act.MOVE, Act.STOP}
_QUIETLY = NotToBeSent("withdrawn", quiet=True)


async def pack(unit: UnitOfWork, item: Amendment, now: datetime) -> Packed | NotToBeSent:
    message, reader = await unit.messages.get(item.message), await unit.people.get(item.to)
    if message is None or reader is None:
        return _QUIETLY
    amended = await _amended(unit, item, message, now)
    return Packed(reader.address, amended) if not isinstance(amended, NotToBeSent) else amended


async def _amended(
    unit: UnitOfWork, item: Amendment, message: Message, now: datetime
) -> Amended | NotToBeSent:
    if item.act in _REACTIONS:
        return await reactions.pack(unit, item, message)
    if item.act in _OF_PLACES:
        return await live.pack(unit, item, message)
    if item.act is Act.REMOVAL:
        return await unsending.pack(unit, item, message, now)
    return await _edit(unit, item, message)


async def _edit(unit: UnitOfWork, item: Amendment, message: Message) -> Amended | NotToBeSent:
    """Of what has been delivered; what has not goes out as it is now, or its sender knows of it anyway."""
    if message.state is MessageState.UNCERTAIN:
        return NotToBeSent("uncertain")
    if message.state is not MessageState.SENT:
        return _QUIETLY
    room = None if message.room is None else await unit.rooms.get(message.room)
    if (why := await refusal(unit, room, message, item.to)) is not None:
        return NotToBeSent(why)
    places = await unit.links.places(item.to, message.id)
    if not places:
        return _QUIETLY
    if item.act is Act.WORDS:
        return contents.edited(message, places)
    return contents.another_file(message, places) if message.kind in EDITABLE_FILES else NotToBeSent("kind")


async def done(unit: UnitOfWork, item: Amendment, now: datetime) -> None:
    message = await unit.messages.get(item.message)
    if message is not None and item.act is Act.REMOVAL:
        await unsending.removed(unit, message, now)


async def refused(unit: UnitOfWork, item: Amendment, reason: str, now: datetime) -> None:
    """Never to be shown there. `reason`: lost, uncertain, unanswered, or as for a message."""
    message = await unit.messages.get(item.message)
    if message is None or item.act in _REACTIONS | _OF_PLACES:
        # Under what is not there any more nothing needs to be shown, and what has stopped is stopped.
        return
    if item.act is Act.REMOVAL:
        known = reason if reason in amendment_notices.UNSENT else "stays"
        await unit.outbox.add(unsending.told(message, known), now)
        return
    if reason in amendment_notices.EDIT_FATES:
        name = message.receiver.name if message.receiver else ""
        told = amendment_notices.edit_fate(message.sender_person, message.source, reason, name)
    else:
        told = await not_shown(unit, message, reason)
    await unit.outbox.add(told, now)


async def not_shown(unit: UnitOfWork, message: Message, reason: str, **values: object) -> Notice:
    """Why an edit stays with its sender: the other side keeps what it has."""
    room = None if message.room is None else await unit.rooms.get(message.room)
    name = await counterpart_name(unit, room, message.sender_person) if room else ""
    return message_notices.not_carried(
        message.sender_person,
        message.source,
        reason,
        counterpart=name,
        edit=True,
        called=message.id,
        **values,
    )
