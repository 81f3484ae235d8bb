"""What a unit of work offers of rooms: who is in them, what was said there, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.booking import Booking
from domain.ids import BookingId, ConversationId, MessageId, PersonId, RoomId, TherapistId
from domain.message import Link, Message, NewMessage, Revision
from domain.people import Block
from domain.room import Room
from services.repositories import Change


class Rooms(Protocol):
    async def add(self, room: Room) -> Room:
        """`room.id` and `room.generation` are ignored: the next of the pair is given."""
        ...

    async def get(self, room: RoomId) -> Room | None: ...

    async def live_of_pair(self, customer: PersonId, therapist: TherapistId) -> Room | None: ...

    async def live_of(self, person: PersonId) -> Sequence[Room]: ...

    async def latest_of(self, person: PersonId) -> Room | None:
        """The one that changed last, live or not."""
        ...

    async def list(self, *, live: bool, limit: int = 50) -> Sequence[Room]: ...

    def save(self, before: Room, after: Room, change: Change) -> None: ...

    def attach(self, room: RoomId, booking: BookingId) -> None: ...

    def detach(self, room: RoomId, booking: BookingId) -> None:
        """The booking goes elsewhere while the room lives on for others: it may have another live room."""
        ...

    async def bookings(self, room: RoomId) -> Sequence[Booking]: ...

    async def of_booking(self, booking: BookingId) -> Room | None:
        """The newest room that serves or served it."""
        ...


class Blocks(Protocol):
    def add(self, block: Block) -> None:
        """Once is enough; a later one replaces it."""
        ...

    def remove(self, by: PersonId, whom: PersonId) -> None: ...

    async def by(self, person: PersonId) -> Sequence[Block]:
        """The latest first."""
        ...

    async def apart(self, person: PersonId) -> frozenset[PersonId]:
        """Everybody whom this person is never brought together with, whoever of the two wished it."""
        ...


class Messages(Protocol):
    async def add(self, message: NewMessage) -> Message: ...

    async def get(self, message: MessageId) -> Message | None: ...

    async def at(self, person: PersonId, source: int) -> Message | None:
        """What a message in the person's own chat has become, if they wrote it there."""
        ...

    async def album(self, person: PersonId, album: str) -> Sequence[Message]:
        """What they sent of it, in order, whatever has become of it."""
        ...

    async def held_of(self, person: PersonId) -> Sequence[Message]:
        """In the order they were written."""
        ...

    async def moving_in(self, room: RoomId) -> Sequence[Message]:
        """Its live locations, ended ones too."""
        ...

    async def latest_of(self, person: PersonId, since: datetime, limit: int) -> Sequence[Message]:
        """What went to a room or waits for one, the newest first; of an album its first part."""
        ...

    async def latest(self, room: RoomId, by: PersonId, since: datetime, limit: int) -> Sequence[Message]:
        """What they wrote in that room since then, refused and discarded not counted; the oldest first."""
        ...

    async def queued_in(self, room: RoomId) -> Sequence[Message]:
        """What was accepted in that room and has not been sent, in the order it was written."""
        ...

    async def history(self, conversation: ConversationId, limit: int = 1000) -> Sequence[Message]: ...

    def save(self, before: Message, after: Message) -> None:
        """Compare-and-set on (state, version)."""
        ...

    def revise(self, before: Message, after: Message, at: datetime | None) -> None:
        """What it says changes; compare-and-set likewise. What it said until `at` is kept; with None, not."""
        ...

    async def revisions(self, messages: Sequence[MessageId]) -> Mapping[MessageId, Sequence[Revision]]:
        """What they said before they were edited, the oldest first; only of those that were."""
        ...

    def watch(self, message: MessageId, *, eyes: bool) -> None:
        """Whether its original may carry our 👀."""
        ...

    def read(self, room: RoomId, by: PersonId, at: datetime) -> None:
        """Evidence (a reply, a tap) that `by` has read what was delivered to them in that room."""
        ...


class Reactions(Protocol):
    """What people have set under messages; of an album's under its first part."""

    def put(self, message: MessageId, person: PersonId, emojis: Sequence[str], at: datetime) -> None:
        """In place of that person's earlier ones; none takes them back."""
        ...

    async def of(
        self, messages: Sequence[MessageId]
    ) -> Mapping[MessageId, Mapping[PersonId, Sequence[str]]]: ...


class Links(Protocol):
    def add(self, link: Link) -> None: ...

    async def find(self, person: PersonId, chat_message: int) -> Link | None: ...

    async def in_chat(self, person: PersonId, message: MessageId, *, main: bool = False) -> int | None:
        """Where that message, or its copy, stands in this person's chat; with `main` only if in no topic."""
        ...

    async def places(self, person: PersonId, message: MessageId) -> Sequence[int]:
        """All of them, in the order in which they came: a medium, and its caption where that is apart."""
        ...

    async def anchor(self, person: PersonId, room: RoomId) -> int | None:
        """The newest notice about that room in this person's main chat: what says whose words follow."""
        ...

    async def shown_since(self, person: PersonId, since: datetime) -> Sequence[RoomId]:
        """The latest first; also those of which something has left that nobody knows the fate of."""
        ...
