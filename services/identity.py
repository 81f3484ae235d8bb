"""The identity firewall in the relay: what would tell one side who the other is goes no further.

Nothing of a find is kept but its kind. Only unmistakable ones count against their sender, and they fade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.booking import Booking, BookingStatus
from domain.firewall import Allowed, Content, Find, FindKind, Verdict, inspect
from domain.firewall.inspection import RECENT, may_be_split
from domain.ids import PersonId
from domain.message import Message, NewMessage
from domain.room import Room
from domain.standing import (
    Standing,
    StandingRules,
    Strike,
    speaks_freely,
)
from services import notices
from services.objections import Objection
from services.ports import UnitOfWork

BEFORE = timedelta(hours=1)
"""How long ago the first piece of a number may have been sent."""
SHARABLE = frozenset({BookingStatus.CONFIRMED, BookingStatus.ON_THE_WAY, BookingStatus.IN_PROGRESS})
"""From the yes until the visit ends."""


async def objection(
    unit: UnitOfWork, room: Room, message: NewMessage, now: datetime, rules: StandingRules
) -> Objection | None:
    """Records what counts against the sender, and tells the operators when it is enough."""
    sender = message.sender_person
    strikes = await unit.identity.strikes(sender, now - rules.fades)
    if rules.standing(len(strikes)) is Standing.RESTRICTED and speaks_freely(message):
        return _restricted(strikes, rules)
    bookings = await unit.rooms.bookings(room.id)
    find = (await _verdict(unit, room, message, bookings, now)).find
    if find is None:
        return None
    if find.sure:
        strikes = [*strikes, Strike(find.kind.value, now)]
        unit.identity.strike(sender, strikes[-1])
        if len(strikes) == rules.restricted_at:
            await _tell_operators(unit, room, sender, now)
    if rules.standing(len(strikes)) is Standing.RESTRICTED:
        return replace(_restricted(strikes, rules), reason=f"identity.{find.kind}")
    booking = await _to_share_for(unit, room, bookings, now)
    values = {"standing": rules.standing(len(strikes)).value, "booking": booking.id if booking else None}
    return Objection(f"identity.{find.kind}", values)


def _restricted(strikes: Sequence[Strike], rules: StandingRules) -> Objection:
    until = notices.instant(rules.free_again_at(strikes))
    return Objection("identity.restricted", {"standing": Standing.RESTRICTED.value, "until": until})


async def _verdict(
    unit: UnitOfWork, room: Room, message: NewMessage, bookings: Sequence[Booking], now: datetime
) -> Verdict:
    """What is allowed is only looked up where something was found: hardly ever."""
    content = Content.of(message)
    alone = inspect(content)
    if alone.stopped:
        allowed = await _allowed(unit, bookings)
        return inspect(content, allowed=allowed)
    if not may_be_split(content.text):
        return alone
    texts, place = await _line_of(unit, room, message, now)
    if not _splits(texts, place):
        return alone
    shared = (await _allowed(unit, bookings)).numbers
    return alone if shared else Verdict((Find(FindKind.NUMBER, "text", sure=True),))


async def _line_of(unit: UnitOfWork, room: Room, message: NewMessage, now: datetime) -> tuple[list[str], int]:
    """What the sender wrote there lately, with this message in its place: others may come after it."""
    lately = await unit.messages.latest(room.id, message.sender_person, now - BEFORE, 2 * RECENT)
    own = message.id if isinstance(message, Message) and message.room == room.id else None
    before = [one.text for one in lately if own is None or one.id < own]
    after = [one.text for one in lately if own is not None and one.id > own]
    return [*before, message.text, *after], len(before)


def _splits(texts: Sequence[str], place: int) -> bool:
    ends = range(place, len(texts))
    return any(inspect(Content(text=texts[end]), texts[:end]).stopped for end in ends)


async def _allowed(unit: UnitOfWork, bookings: Sequence[Booking]) -> Allowed:
    places = [place for one in bookings for place in (one.place.address, one.place.room) if place]
    return Allowed(addresses=tuple(places), numbers=await shared_now(unit, bookings))


async def shared_now(unit: UnitOfWork, bookings: Sequence[Booking]) -> bool:
    """Whether both have agreed, for one of these visits that is not over."""
    for booking in bookings:
        if booking.status in SHARABLE and len(await unit.identity.consents(booking.id)) > 1:
            return True
    return False


async def _to_share_for(
    unit: UnitOfWork, room: Room, bookings: Sequence[Booking], now: datetime
) -> Booking | None:
    """The visit for which the sender can ask; None where there is none, or both have agreed already."""
    booking = room.subject(bookings, now)
    if booking is None or booking.status not in SHARABLE or await shared_now(unit, [booking]):
        return None
    return booking


async def _tell_operators(unit: UnitOfWork, room: Room, sender: PersonId, now: datetime) -> None:
    by = f"{room.role_of(sender)}_{sender if sender == room.customer else room.therapist}"
    for operator in await unit.people.operators():
        alert = notices.alert(operator.id, "restricted", by=by, person=sender)
        await unit.outbox.add(alert, now)
