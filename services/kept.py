"""What a customer writes while her booking has no room: kept with the booking, for the one who accepts it.

Such a line is held and names its booking; one that waits for its writer's word names none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.booking import Booking, BookingStatus
from domain.message import Message, MessageState
from domain.people import Party, Person, Role
from domain.room import Room
from domain.rules import RoomRules
from services.broadcast import running
from services.carrying import Said, as_written, carry_lines
from services.ports import UnitOfWork
from services.search_notices import kept_card, words_kept

UNACCEPTED = "unaccepted"
"""Why such a line was refused: nobody took the booking."""
_ABOUT = {"booking", "kept"}
"""Cards that a reply to is about the booking they are named after."""


async def keep(unit: UnitOfWork, person: Person, said: Said, now: datetime) -> bool:
    """Keeps it for the one who accepts, where it can only be meant for them; and says so."""
    booking = await _meant(unit, person, said)
    if booking is None:
        return False
    party = Party(Role.CUSTOMER, person.id, person.name)
    await unit.messages.add(replace(as_written(person, party, said), booking=booking.id))
    lines = await _lines(unit, booking)
    await _show(unit, booking, lines, "open", said.chat_message, now)
    return True


async def _meant(unit: UnitOfWork, person: Person, said: Said) -> Booking | None:
    """The one she replies to the card of; without a reply the only one that everybody is asked for, if she
    wrote after that began."""
    waiting = [
        (booking, offers[0])
        for booking in await unit.bookings.live_of_customer(person.id)
        if booking.status is BookingStatus.REQUESTED
        and booking.therapist is None
        and (offers := await running(unit, booking.id))
    ]
    if said.reply_to is not None:
        card = await unit.outbox.card_at(person.id, said.reply_to) or ""
        kind, _, number = card.partition(":")
        return next((one for one, _ in waiting if card and number == str(one.id) and kind in _ABOUT), None)
    if len(waiting) != 1:
        return None
    booking, offer = waiting[0]
    return booking if said.sent_at >= offer.opened_at.replace(microsecond=0) else None


async def hand_over(
    unit: UnitOfWork, booking: Booking, room: Room, now: datetime, rules: RoomRules, therapist: str
) -> None:
    """To the one who has accepted, in the order it was written, and past the same check as everything."""
    lines = await _lines(unit, booking)
    person = await unit.people.get(booking.customer)
    if not lines or person is None:
        return
    carried = await carry_lines(unit, person, room, lines, now, rules)
    outcome = "sent" if carried else "stopped"
    await _show(unit, booking, lines[:carried], outcome, None, now, therapist=therapist)


async def give_back(unit: UnitOfWork, booking: Booking, now: datetime) -> None:
    """The booking has ended without anybody: its writer hears that nobody got it."""
    lines = await _lines(unit, booking)
    for line in lines:
        refused = replace(line, state=MessageState.REFUSED, reason=UNACCEPTED, version=line.version + 1)
        unit.messages.save(line, refused)
    if lines:
        await _show(unit, booking, lines, "over", None, now)


async def dropped(unit: UnitOfWork, line: Message, now: datetime) -> None:
    """Taken back by its writer, or stopped, before anybody got it."""
    booking = await unit.bookings.get(line.booking) if line.booking is not None else None
    if booking is None or await unit.outbox.card(booking.customer, kept_card(booking.id)) is None:
        return
    left = await _lines(unit, booking)
    await unit.outbox.add(words_kept(booking, "open" if left else "none", len(left)), now)


async def _lines(unit: UnitOfWork, booking: Booking) -> Sequence[Message]:
    return [line for line in await unit.messages.held_of(booking.customer) if line.booking == booking.id]


async def _show(
    unit: UnitOfWork,
    booking: Booking,
    lines: Sequence[Message],
    outcome: str,
    reply_to: int | None,
    now: datetime,
    *,
    therapist: str = "",
) -> None:
    """One card for all of them, below the newest; edited where nothing stands below it."""
    name = kept_card(booking.id)
    stands = await unit.outbox.card(booking.customer, name) is not None
    unseen = outcome == "open" and stands and await unit.outbox.newest(booking.customer) != name
    told = words_kept(booking, outcome, len(lines), therapist=therapist, reply_to=reply_to)
    await unit.outbox.add(replace(told, fresh=unseen), now)
