"""A row of the outbox made ready for its messenger, or why it does not go."""

from __future__ import annotations

from dataclasses import dataclass

from domain.ids import PersonId
from domain.message import Message
from domain.people import Address
from domain.room import Room, RoomStatus
from services.outgoing import Parcel, PersonsCopy, Speech
from services.ports import UnitOfWork
from services.topics import Header, Place


@dataclass(frozen=True, slots=True)
class Packed:
    """`parcel` as it goes into the main chat, below `header` where nothing else there says whose words it
    holds, or where what it was to reply to is gone; with a `place` it goes into that topic, `inside`
    being what replies as one can there."""

    to: Address
    parcel: Parcel
    place: Place | None = None
    inside: PersonsCopy | None = None
    header: Header | None = None

    @property
    def bound(self) -> bool:
        """Whether the header is only for when its reply fails."""
        return isinstance(self.parcel, PersonsCopy) and self.parcel.bound

    @property
    def shows(self) -> bool:
        """Whether something new appears in the chat; an edit only changes what stands there."""
        if isinstance(self.parcel, Speech):
            return self.parcel.edit is None
        return isinstance(self.parcel, PersonsCopy)


@dataclass(frozen=True, slots=True)
class NotToBeSent:
    """`reason` is a code; a withdrawn row ends quietly, any other is told to the message's sender."""

    reason: str
    quiet: bool = False


async def refusal(unit: UnitOfWork, room: Room | None, message: Message, to: PersonId) -> str | None:
    """The last look at who may read it: a member of that very room, facing its sender, while it lives.

    What was accepted before a room ran out of time still goes across; a closed room carries nothing more, nor
    does an expired one once one of the two has blocked the other.
    """
    if room is None or message.room != room.id or room.counterpart(message.sender_person) != to:
        return "no_room"
    if room.status is RoomStatus.CLOSED:
        return "room_closed"
    apart = room.status is RoomStatus.EXPIRED and to in await unit.blocks.apart(message.sender_person)
    return "room_closed" if apart else None
