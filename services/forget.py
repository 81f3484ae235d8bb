"""`/forget`: asks twice, says what goes and what stays, and then takes the person out of everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.booking import Booking
from domain.cancelling import Cancelling, cancelling
from domain.offer import OfferStatus
from domain.people import Address, Person
from domain.room import CloseReason, RoomStatus
from domain.rules import BookingRules
from services import freezing
from services.archive import Wanted
from services.call_off import CallOff
from services.choices import CancelBooking
from services.erasure import NAMELESS
from services.offers import DeclineOffer
from services.outgoing import Claimed, Notice, OutState
from services.ports import Clock, UnitOfWork
from services.rooms import end_room
from services.waitlist import LeaveWaitlist

CARD, FAREWELL = "forget", "forget.done"
_CAN_BE = {Cancelling.FREE, Cancelling.LATE}
ALL = 10_000
"""Bookings looked through: more than anybody will ever have."""


@dataclass(frozen=True, slots=True)
class AskToForget:
    """`sure`: the first question was answered with yes, and this is the second."""

    clock: Clock
    rules: BookingRules

    async def __call__(self, unit: UnitOfWork, person: Person, *, sure: bool) -> None:
        now = self.clock.now()
        live = await live_bookings(unit, person, now, self.rules)
        states = [cancelling(one, now, self.rules) for one in live if one.customer == person.id]
        values = {
            "late": Cancelling.LATE in states,
            "references": [booking.reference for booking in live],
            "rooms": len(await unit.rooms.live_of(person.id)),
            "therapist": person.therapist is not None,
            "operator": person.operator,
            "step": "sure" if sure else "ask",
        }
        await unit.outbox.add(
            Notice(to=person.id, code="forget", values=values, card=CARD, fresh=not sure), now
        )


@dataclass(frozen=True, slots=True)
class KeepMe:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person) -> None:
        kept = Notice(to=person.id, code="forget", values={"step": "kept"}, card=CARD)
        await unit.outbox.add(kept, self.clock.now())


@dataclass(frozen=True, slots=True)
class Forget:
    """All in one unit. What others have to know is told by the use-cases that always do, without a name."""

    clock: Clock
    rules: BookingRules
    cancel: CancelBooking
    call_off: CallOff
    decline: DeclineOffer
    leave: LeaveWaitlist

    async def __call__(self, unit: UnitOfWork, person: Person) -> bool:
        """False: they were not asked before, so it is no answer."""
        now = self.clock.now()
        if await unit.archive.last_told(person.id, CARD) is None:
            return False
        card = await unit.outbox.card(person.id, CARD)
        await unit.erasure.blank(person)
        nameless = replace(person, name=NAMELESS)
        rooms = await unit.rooms.live_of(person.id)
        await self._call_off(unit, nameless, now)
        await self.leave.all_of(unit, nameless)
        for room in await unit.rooms.live_of(person.id):
            by = f"customer_{person.id}" if room.customer == person.id else f"therapist_{room.therapist}"
            await end_room(unit, room, RoomStatus.CLOSED, CloseReason.FORGOTTEN, now, by)
        for room in rooms:
            await freezing.own_up(unit, room, now, gone=person.id)
        await unit.erasure.erase(nameless)
        if card is not None:
            unit.outbox.keep_card(person.id, CARD, card, now)
        await unit.outbox.add(_farewell(person), now)
        return True

    async def _call_off(self, unit: UnitOfWork, person: Person, now: datetime) -> None:
        for booking in await live_bookings(unit, person, now, self.rules):
            if booking.customer == person.id:
                await self.cancel(unit, booking.id, person, "forgotten", late=True)
                continue
            offers = [
                one for one in await unit.offers.of_booking(booking.id) if one.therapist == person.therapist
            ]
            waiting = next((one for one in offers if one.status is OfferStatus.OPEN), None)
            if waiting is not None:
                await self.decline(unit, waiting.id, person)
            else:
                await self.call_off(unit, booking.id, person)


async def live_bookings(
    unit: UnitOfWork, person: Person, now: datetime, rules: BookingRules
) -> Sequence[Booking]:
    """As customer and as therapist, what can still be called off."""
    found = await unit.archive.bookings(Wanted(person=person.id), after=0, limit=ALL)
    return [one.booking for one in found if cancelling(one.booking, now, rules) in _CAN_BE]


def _farewell(person: Person) -> Notice:
    """To somebody whose chat is known by this notice alone; it goes as soon as it has been said."""
    values = {
        "chat": [person.address.kind, person.address.id],
        "language": person.language,
    }
    return Notice(to=person.id, code="forget.done", values=values, card=CARD)


def where_to(notice: Notice) -> tuple[Address, str] | None:
    """A farewell's own address and language; None for any other notice."""
    if notice.code != FAREWELL:
        return None
    kind, chat = notice.values["chat"]
    return Address(kind, chat), notice.values["language"]


async def farewell_said(unit: UnitOfWork, row: Claimed, now: datetime) -> bool:
    """However it ended, nothing is left of where that chat was. False: it is no farewell."""
    found = where_to(row.item) if isinstance(row.item, Notice) else None
    if found is None:
        return False
    unit.outbox.settle(row, OutState.SENT, now)
    await unit.erasure.farewell_is_over(row.item.to, found[0])
    return True
