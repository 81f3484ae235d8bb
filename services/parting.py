"""One of the two wants to end it: closes the room with a reason, blocks the other, or reports them.

Closing is for a room that is open and in which nothing is asked for: a request is declined or withdrawn.
Block and report end everything between the two at once, requests included, whatever else still needs the
room. A visit that is agreed stands all the same, and the studio hears of it: calling it off is for people to
decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, BookingStatus
from domain.ids import PersonId, RoomId, TherapistId
from domain.offer import OfferStatus
from domain.people import Block, Party, Person, Role
from domain.room import BY_MEMBER, CloseReason, Room, RoomStatus
from domain.rules import RoomRules
from services import room_notices
from services.alerts import Alerts
from services.offer_ends import EndOffer
from services.parties import choices, counterpart_name, party
from services.ports import Clock, UnitOfWork
from services.room_life import expire_late
from services.rooms import end_room


class Parting(StrEnum):
    CLOSE = "close"
    BLOCK = "block"
    REPORT = "report"


class Parted(StrEnum):
    DONE = "done"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class AskParting:
    """Before anything ends: a card with the reasons, or with yes and no."""

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, room_id: RoomId, person: Person, act: Parting) -> Parted:
        await expire_late(unit, person, self.clock, self.rules)
        room = await _own_room(unit, room_id, person)
        if room is None:
            return Parted.NOT_YOURS
        outcome = "open" if act is not Parting.CLOSE else await _closable(unit, room) or "open"
        await _show(unit, room, person.id, act.value, outcome, self.clock.now())
        return Parted.DONE

    async def by_command(self, unit: UnitOfWork, person: Person, act: Parting, reply_to: int | None) -> None:
        """About the room of the message replied to, or the only one, or the one chosen from a list. Without
        a live one, the last one: somebody can be a nuisance to the end."""
        await expire_late(unit, person, self.clock, self.rules)
        link = None if reply_to is None else await unit.links.find(person.id, reply_to)
        if link is not None and await self(unit, link.room, person, act) is Parted.DONE:
            return
        live = await unit.rooms.live_of(person.id)
        if len(live) == 1:
            await self(unit, live[0].id, person, act)
            return
        latest = None if live or act is Parting.CLOSE else await unit.rooms.latest_of(person.id)
        rooms = [*live, *([latest] if latest else [])]
        now = self.clock.now()
        found = await choices(unit, rooms, person.id, now)
        await unit.outbox.add(room_notices.whom_to_leave(person.id, act.value, found), now)


@dataclass(frozen=True, slots=True)
class KeepRoom:
    """The question is taken back; nothing changes."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, room_id: RoomId, person: Person) -> Parted:
        room = await _own_room(unit, room_id, person)
        if room is None:
            return Parted.NOT_YOURS
        await _show(unit, room, person.id, "", "kept", self.clock.now())
        return Parted.DONE


@dataclass(frozen=True, slots=True)
class CloseForReason:
    clock: Clock

    async def __call__(
        self, unit: UnitOfWork, room_id: RoomId, person: Person, reason: CloseReason
    ) -> Parted:
        room, now = await _own_room(unit, room_id, person), self.clock.now()
        if room is None or reason not in BY_MEMBER:
            return Parted.NOT_YOURS
        refused = await _closable(unit, room)
        if not refused:
            by = (await party(unit, room, person.id)).key
            await end_room(unit, room, RoomStatus.CLOSED, reason, now, by)
        await _show(unit, room, person.id, Parting.CLOSE.value, refused or "done", now)
        return Parted.DONE


@dataclass(frozen=True, slots=True)
class BlockPerson:
    clock: Clock
    end: EndOffer
    alerts: Alerts

    async def __call__(self, unit: UnitOfWork, room_id: RoomId, person: Person) -> Parted:
        room, now = await _own_room(unit, room_id, person), self.clock.now()
        other = room.counterpart(person.id) if room else None
        if room is None or other is None:
            return Parted.NOT_YOURS
        before = {block.whom for block in await unit.blocks.by(person.id)}
        unit.blocks.add(Block(person.id, other, room.id, now))
        agreed = await _end_everything(unit, room, person, CloseReason.BLOCKED, self.end, now)
        await _show(unit, room, person.id, Parting.BLOCK.value, "done", now)
        if agreed and other not in before and not room.probe:
            references = ", ".join(booking.reference for booking in agreed)
            by = (await party(unit, room, person.id)).key
            await self.alerts(unit, "blocked", by=by, conversation=room.conversation, bookings=references)
        return Parted.DONE


@dataclass(frozen=True, slots=True)
class ReportPerson:
    """The studio is told; what was written is kept. A second tap reports nothing more."""

    clock: Clock
    end: EndOffer
    alerts: Alerts

    async def __call__(self, unit: UnitOfWork, room_id: RoomId, person: Person) -> Parted:
        room, now = await _own_room(unit, room_id, person), self.clock.now()
        if room is None:
            return Parted.NOT_YOURS
        key = f"report:{room.id}:{person.id}"
        told, _, _ = await unit.conversations.get(key)
        # By an old button of theirs, what the two have now is meant, and is another matter.
        present = await unit.rooms.live_of_pair(room.customer, room.therapist)
        if told is None or present is not None:
            unit.conversations.put(key, "reported", {}, now)
            await _end_everything(unit, room, person, CloseReason.REPORTED, self.end, now)
            await self._tell(unit, present or room, person)
        await _show(unit, room, person.id, Parting.REPORT.value, "done", now)
        return Parted.DONE

    async def _tell(self, unit: UnitOfWork, room: Room, person: Person) -> None:
        other = room.counterpart(person.id)
        if room.probe or other is None:
            return
        bookings = await unit.rooms.bookings(room.id)
        await self.alerts(
            unit,
            "reported",
            by=(await party(unit, room, person.id)).key,
            against=(await party(unit, room, other)).key,
            conversation=room.conversation,
            bookings=", ".join(booking.reference for booking in bookings),
        )


@dataclass(frozen=True, slots=True)
class Unblock:
    """Taken back by the one who blocked; the two can be brought together again."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, room_id: RoomId, person: Person) -> Parted:
        room, now = await _own_room(unit, room_id, person), self.clock.now()
        other = room.counterpart(person.id) if room else None
        if room is None or other is None:
            return Parted.NOT_YOURS
        unit.blocks.remove(person.id, other)
        await _show(unit, room, person.id, Parting.BLOCK.value, "unblocked", now)
        return Parted.DONE

    async def listed(self, unit: UnitOfWork, person: Person) -> None:
        """Everybody whom this person has blocked, as buttons."""
        now = self.clock.now()
        rooms = [await unit.rooms.get(block.room) for block in await unit.blocks.by(person.id)]
        found = await choices(unit, [room for room in rooms if room is not None], person.id, now)
        await unit.outbox.add(room_notices.blocked_list(person.id, found), now)


async def _closable(unit: UnitOfWork, room: Room) -> str:
    """Why it cannot be closed: it has ended, or something is asked for in it that nobody has answered yet.
    Empty where it can be."""
    if not room.live:
        return "over"
    asked = any(
        booking.status is BookingStatus.REQUESTED and booking.therapist == room.therapist
        for booking in await unit.rooms.bookings(room.id)
    )
    return "pending" if asked or room.status is not RoomStatus.OPEN else ""


async def _own_room(unit: UnitOfWork, room_id: RoomId, person: Person) -> Room | None:
    room = await unit.rooms.get(room_id)
    return room if room is not None and room.counterpart(person.id) is not None else None


async def _show(
    unit: UnitOfWork, room: Room, person: PersonId, act: str, outcome: str, now: datetime
) -> None:
    name = await counterpart_name(unit, room, person)
    role = room.role_of(person) or Role.CUSTOMER
    await unit.outbox.add(room_notices.parting(person, room, name, role, act, outcome), now)


async def _end_everything(
    unit: UnitOfWork, room: Room, person: Person, reason: CloseReason, end: EndOffer, now: datetime
) -> Sequence[Booking]:
    """Every live room of these two, in either role, and every request, also one whose room has been closed
    before. Answers the visits that stand."""
    other = room.counterpart(person.id)
    for live in await unit.rooms.live_of(person.id):
        if live.counterpart(person.id) == other:
            me = await party(unit, live, person.id)
            await end_room(unit, live, RoomStatus.CLOSED, reason, now, me.key)
    agreed: list[Booking] = []
    for customer, therapist in await _pairs(unit, room, person):
        role = Role.CUSTOMER if customer == person.id else Role.THERAPIST
        by = Party(role, customer if role is Role.CUSTOMER else therapist, "").key
        for booking in await unit.bookings.live_of_customer(customer):
            if booking.status is BookingStatus.REQUESTED:
                await _end_offer(unit, booking, therapist, role, end, now, by)
            elif booking.therapist == therapist:
                agreed.append(booking)
    return agreed


async def _pairs(unit: UnitOfWork, room: Room, person: Person) -> Sequence[tuple[PersonId, TherapistId]]:
    """As which the two can have a booking: somebody's therapist may be her customer, too."""
    other = room.counterpart(person.id)
    them = await unit.people.get(other) if other is not None else None
    pairs = [(room.customer, room.therapist)]
    if them is not None and them.therapist is not None:
        pairs.append((person.id, them.therapist))
    if them is not None and person.therapist is not None:
        pairs.append((them.id, person.therapist))
    return list(dict.fromkeys(pairs))


async def _end_offer(
    unit: UnitOfWork,
    booking: Booking,
    therapist: TherapistId,
    who: Role,
    end: EndOffer,
    now: datetime,
    by: str,
) -> None:
    """Also where they are one of several who are asked at once, and the booking is nobody's."""
    status = OfferStatus.DECLINED if who is Role.THERAPIST else OfferStatus.WITHDRAWN
    for offer in await unit.offers.of_booking(booking.id):
        if offer.status is OfferStatus.OPEN and offer.therapist == therapist:
            await end(unit, offer, status, now, by)
