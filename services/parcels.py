"""From an outbox row to what a messenger can send: looked up at the last moment, in the claiming unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from domain.message import Message
from domain.people import Person
from domain.quiet import sounds
from domain.rules import RoomRules
from domain.time import Span
from services import amending, contents
from services.albums import outstanding
from services.forget import where_to
from services.mydata import MYDATA, document
from services.outgoing import Amendment, Claimed, Copy, Notice, Speech, TextCopy
from services.packed import NotToBeSent, Packed, refusal
from services.phrases import BuiltIn
from services.ports import UnitOfWork

__all__ = ["NotToBeSent", "Packed", "pack"]


async def pack(
    unit: UnitOfWork, row: Claimed, rules: RoomRules, now: datetime, phrases: BuiltIn | None = None
) -> Packed | NotToBeSent:
    if isinstance(row.item, Copy):
        return await _copy(unit, row.item, rules, now, phrases)
    if isinstance(row.item, Amendment):
        return await amending.pack(unit, row.item, now)
    return await _notice(unit, row.item, rules, now)


async def _notice(unit: UnitOfWork, item: Notice, rules: RoomRules, now: datetime) -> Packed | NotToBeSent:
    reader = await unit.people.get(item.to)
    if reader is None:
        return NotToBeSent("forgotten", quiet=True)
    card = await unit.outbox.card(item.to, item.card) if item.card else None
    address, language = where_to(item) or (reader.address, reader.language)
    speech = Speech(
        code=item.code,
        values=item.values,
        language=language,
        at=now,
        edit=None if item.fresh else card,
        replaces=card if item.fresh else None,
        reply_to=item.reply_to,
        silent=item.silent
        or not sounds(reader.quiet, now, rules.zone, await _visit(unit, reader, item, now)),
        file=await document(unit, reader, item.values, now) if item.code == MYDATA else None,
    )
    return Packed(address, speech)


async def _copy(
    unit: UnitOfWork, item: Copy, rules: RoomRules, now: datetime, phrases: BuiltIn | None
) -> Packed | NotToBeSent:
    parts = await outstanding(unit, item)
    if not parts:
        return NotToBeSent("withdrawn", quiet=True)
    message = parts[0]
    room = await unit.rooms.get(item.room)
    if (why := await refusal(unit, room, message, item.to)) is not None:
        return NotToBeSent(why)
    reader = await unit.people.get(item.to)
    writer = await unit.people.get(message.sender_person)
    if reader is None or writer is None:
        return NotToBeSent("forgotten", quiet=True)
    silent = not sounds(reader.quiet, now, rules.zone, await _visit(unit, reader, item, now))
    if item.caption:
        medium = await unit.links.in_chat(item.to, message.id)
        return Packed(reader.address, replace(contents.caption(message, medium), silent=silent))
    reply_to = await _answers(unit, message, item, rules, now)
    parcel = contents.parcel(parts, writer.address, reply_to)
    if phrases is not None and isinstance(parcel, TextCopy):
        parcel = phrases.read(parcel, reader.language)
    return Packed(reader.address, replace(parcel, silent=silent))


async def _visit(unit: UnitOfWork, reader: Person, item: Notice | Copy, now: datetime) -> Span | None:
    """What it is about, as far as the reader's telephone cares."""
    if reader.quiet is None:
        return None
    values = item.values if isinstance(item, Notice) else {}
    if values.get("starts_at") and values.get("ends_at"):
        return Span(*(datetime.fromtimestamp(values[at], UTC) for at in ("starts_at", "ends_at")))
    room = None if item.room is None else await unit.rooms.get(item.room)
    visit = room.subject(await unit.rooms.bookings(room.id), now) if room else None
    return visit.span if visit else None


async def _answers(
    unit: UnitOfWork, message: Message, item: Copy, rules: RoomRules, now: datetime
) -> int | None:
    """What the copy replies to: the other side's copy of what it answers; else, for somebody with several
    rooms in one chat, the room's own notice, so that it is plain whose words these are."""
    if message.reply_to is not None:
        link = await unit.links.find(message.sender_person, message.reply_to)
        if link is not None and link.message is not None:
            return await unit.links.in_chat(item.to, link.message)
    shown = await unit.links.shown_since(item.to, now - rules.shown_window)
    if any(room != item.room for room in shown):
        return await unit.links.anchor(item.to, item.room)
    return None
