"""From an outbox row to what a messenger can send: looked up at the last moment, in the claiming unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from domain.message import Message
from domain.people import Person
from domain.quiet import sounds
from domain.room import Room
from domain.rules import RoomRules
from domain.time import Span
from services import amending, contents, topics
from services.albums import outstanding
from services.amendments import EditedText
from services.care_notices import LOUD
from services.filling import NOTHING, Fillers
from services.forget import where_to
from services.outgoing import Amendment, Claimed, Copy, Notice, PersonsCopy, Speech, TextCopy
from services.packed import NotToBeSent, Packed, refusal
from services.phrases import BuiltIn
from services.ports import UnitOfWork
from services.topics import Keepers

__all__ = ["NotToBeSent", "Packed", "pack"]

Made = Callable[[int | None], PersonsCopy]
"""The copy, as a reply to that message of its reader's chat."""


async def pack(
    unit: UnitOfWork,
    row: Claimed,
    rules: RoomRules,
    now: datetime,
    phrases: BuiltIn | None = None,
    keepers: Keepers | None = None,
    fillers: Fillers | None = None,
) -> Packed | NotToBeSent:
    if isinstance(row.item, Copy):
        return await _copy(unit, row.item, rules, phrases, keepers or {}, now)
    if isinstance(row.item, Amendment):
        return await _amendment(unit, row.item, phrases, now)
    return await _notice(unit, row.item, rules, keepers or {}, fillers or {}, now)


async def _amendment(
    unit: UnitOfWork, item: Amendment, phrases: BuiltIn | None, now: datetime
) -> Packed | NotToBeSent:
    packed = await amending.pack(unit, item, now)
    reader = await unit.people.get(item.to)
    if phrases is None or reader is None or not isinstance(packed, Packed):
        return packed
    if not isinstance(packed.parcel, EditedText):
        return packed
    return replace(packed, parcel=phrases.read(packed.parcel, reader.language))


async def _notice(
    unit: UnitOfWork, item: Notice, rules: RoomRules, keepers: Keepers, fillers: Fillers, now: datetime
) -> Packed | NotToBeSent:
    reader = await unit.people.get(item.to)
    if reader is None:
        return NotToBeSent("forgotten", quiet=True)
    card = await unit.outbox.card(item.to, item.card) if item.card else None
    parting = where_to(item)
    address, language = parting or (reader.address, reader.language)
    filler = fillers.get(item.code)
    filling = await filler(unit, reader, item, now) if filler else NOTHING
    speech = Speech(
        code=item.code,
        values={**item.values, **filling.values},
        language=language,
        at=now,
        edit=None if item.fresh else card,
        replaces=card if item.fresh else None,
        reply_to=item.reply_to,
        silent=item.silent
        or (
            item.code not in LOUD
            and not sounds(reader.quiet, now, rules.zone, await _visit(unit, reader, item, now))
        ),
        file=filling.file,
    )
    place = None if parting else await topics.place(unit, item, reader, keepers, now)
    return Packed(address, speech, place)


async def _copy(
    unit: UnitOfWork,
    item: Copy,
    rules: RoomRules,
    phrases: BuiltIn | None,
    keepers: Keepers,
    now: datetime,
) -> Packed | NotToBeSent:
    parts = await outstanding(unit, item)
    if not parts:
        return NotToBeSent("withdrawn", quiet=True)
    message = parts[0]
    room = await unit.rooms.get(item.room)
    why = await refusal(unit, room, message, item.to)
    if room is None or why is not None:
        return NotToBeSent(why or "no_room")
    reader = await unit.people.get(item.to)
    writer = await unit.people.get(message.sender_person)
    if reader is None or writer is None:
        return NotToBeSent("forgotten", quiet=True)
    silent = not sounds(reader.quiet, now, rules.zone, await _visit(unit, reader, item, now))

    def made(reply_to: int | None) -> PersonsCopy:
        if item.caption:
            return replace(contents.caption(message, reply_to), silent=silent)
        parcel = contents.parcel(parts, writer.address, reply_to, now)
        if phrases is not None and isinstance(parcel, TextCopy):
            parcel = phrases.read(parcel, reader.language)
        return replace(parcel, silent=silent)

    return await _placed(unit, item, message, room, reader, made, rules, keepers, now)


async def _placed(
    unit: UnitOfWork,
    item: Copy,
    message: Message,
    room: Room,
    reader: Person,
    made: Made,
    rules: RoomRules,
    keepers: Keepers,
    now: datetime,
) -> Packed:
    """In the main chat it answers only what stands there: a reply to what is in a topic would land in it.
    With several rooms it is the reply that says whose words these are, or else a line above."""
    place = await topics.place(unit, item, reader, keepers, now)
    inside = made(await _above(unit, message, item, main=False)) if place else None
    above = await _above(unit, message, item, main=True)
    if not (place or await _several(unit, item, rules, now)):
        return Packed(reader.address, made(above))
    above = above or await unit.links.anchor(item.to, item.room)
    header = await topics.header(unit, room, reader, now)
    return Packed(reader.address, replace(made(above), bound=above is not None), place, inside, header)


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


async def _above(unit: UnitOfWork, message: Message, item: Copy, *, main: bool) -> int | None:
    """What the copy replies to: the other side's copy of what it answers; of a caption, its medium."""
    if item.caption:
        return await unit.links.in_chat(item.to, message.id, main=main)
    if message.reply_to is None:
        return None
    link = await unit.links.find(message.sender_person, message.reply_to)
    if link is None or link.message is None:
        return None
    return await unit.links.in_chat(item.to, link.message, main=main)


async def _several(unit: UnitOfWork, item: Copy, rules: RoomRules, now: datetime) -> bool:
    """For somebody with several rooms in one chat it must be plain whose words these are: the copy replies to
    the room's own notice."""
    shown = await unit.links.shown_since(item.to, now - rules.shown_window)
    return any(room != item.room for room in shown)
