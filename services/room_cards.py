"""A room as its two see it: one card for each, through its life, and a warning before it ends.

The card stands in the chat from the moment the room opens. While it is pending, the offer's card and the
booking's own say everything there is to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.booking import Booking
from domain.ids import PersonId
from domain.room import Room
from services import notices, room_notices
from services.outgoing import Notice
from services.parties import counterpart_name
from services.ports import UnitOfWork

MOST = 5
"""Bookings on one card: the latest."""


async def opened(unit: UnitOfWork, room: Room, booking: Booking | None, member: PersonId) -> Notice:
    """The card, at the bottom of the chat: that somebody can be written to is news."""
    name = await counterpart_name(unit, room, member)
    return room_notices.room_opened(member, room, booking, name, await _bookings(unit, room))


async def show(unit: UnitOfWork, room: Room, now: datetime, *, to: PersonId | None = None) -> None:
    """Both cards (or the one of `to`) as things stand now, and the warning as what came of it, where there
    are any."""
    bookings = await _bookings(unit, room)
    for member in room.members if to is None else (to,):
        name = await counterpart_name(unit, room, member)
        await _edit(unit, room_notices.room_card(member, room, name, bookings), now)
        if not room.live:
            await _edit(unit, room_notices.warning_over(member, room, name, "ended"), now)


async def warn(unit: UnitOfWork, room: Room, now: datetime) -> None:
    for member in room.members:
        name = await counterpart_name(unit, room, member)
        await unit.outbox.add(room_notices.room_warning(member, room, name), now)


async def extended(unit: UnitOfWork, room: Room, by: PersonId, now: datetime) -> None:
    """Cards and warnings say it to both; the one who did not press it hears it."""
    await show(unit, room, now)
    for member in room.members:
        name = await counterpart_name(unit, room, member)
        await _edit(unit, room_notices.warning_over(member, room, name, "extended"), now)
        if member != by:
            await unit.outbox.add(room_notices.room_extended(member, room, name), now)


async def _edit(unit: UnitOfWork, card: Notice, now: datetime) -> None:
    """Only what stands in the chat, or is on its way there: an edit is no reason for a message."""
    if await unit.outbox.stands(card.to, card.card):
        await unit.outbox.add(card, now)


async def _bookings(unit: UnitOfWork, room: Room) -> Sequence[dict[str, Any]]:
    served = sorted(await unit.rooms.bookings(room.id), key=lambda one: one.span.starts_at)
    return [
        {
            "reference": one.reference,
            "service": one.service_name,
            "starts_at": notices.instant(one.span.starts_at),
            "status": one.status.value if one.therapist == room.therapist else "elsewhere",
        }
        for one in served[-MOST:]
    ]
