"""The repositories a unit of work offers: one Protocol per aggregate, implemented in `storage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.booking import Booking, BookingStatus, Request
from domain.catalogue import District, Service
from domain.ids import (
    BookingId,
    ConversationId,
    MessageId,
    OfferId,
    PersonId,
    RoomId,
    TherapistId,
)
from domain.message import Link, Message, NewMessage, Revision
from domain.offer import Offer
from domain.people import Address, Block, Person, Readiness, Therapist
from domain.rating import Rating
from domain.room import Room
from domain.schedule import Schedule
from domain.time import Span


@dataclass(frozen=True, slots=True)
class Change:
    """Who moved a thing, when and why: recorded with every change of status."""

    by: str
    at: datetime
    why: str = ""


class People(Protocol):
    async def get(self, person: PersonId) -> Person | None: ...

    async def at(self, address: Address) -> Person | None: ...

    async def add(self, person: Person) -> Person:
        """`person.id` is ignored; the answer carries the new one."""
        ...

    def save(self, person: Person) -> None: ...

    async def operators(self) -> Sequence[Person]: ...


class Therapists(Protocol):
    async def get(self, therapist: TherapistId) -> Therapist | None: ...

    async def by_code(self, code: str) -> Therapist | None: ...

    async def roster(self, *, probe: bool = False) -> Sequence[Therapist]:
        """All active ones, by name: those that are not probes, or only those that are."""
        ...

    async def add(self, therapist: Therapist) -> Therapist: ...

    def save(self, therapist: Therapist) -> None: ...

    def set_readiness(self, therapist: TherapistId, readiness: Readiness) -> None:
        """That alone: whatever else is saved of them at the same time stands."""
        ...

    async def schedule(self, therapist: TherapistId) -> Schedule: ...

    async def schedules(self, therapists: Sequence[TherapistId]) -> Mapping[TherapistId, Schedule]: ...

    def set_schedule(self, therapist: TherapistId, schedule: Schedule) -> None: ...


class Invites(Protocol):
    """Kept as hashes: the link itself is shown once."""

    def add(self, therapist: TherapistId, token_hash: str, expires_at: datetime) -> None: ...

    async def find(self, token_hash: str) -> tuple[TherapistId, datetime, datetime | None] | None:
        """Therapist, expires_at, used_at."""
        ...

    def use(self, token_hash: str, by: PersonId, at: datetime) -> None:
        """Stale when it was used meanwhile."""
        ...

    async def open_for(self, therapist: TherapistId, now: datetime) -> bool: ...


class Catalogue(Protocol):
    async def services(self) -> Sequence[Service]: ...

    async def districts(self) -> Sequence[District]: ...

    def put_service(self, service: Service) -> None: ...

    def put_district(self, district: District) -> None: ...


class Bookings(Protocol):
    async def add(self, request: Request, booking: Booking, change: Change) -> Booking:
        """`booking.id` is ignored; the answer carries the new one. Stale when the reference is taken."""
        ...

    async def get(self, booking: BookingId) -> Booking | None: ...

    async def by_token(self, token: str) -> Booking | None: ...

    async def by_reference(self, reference: str) -> Booking | None: ...

    async def live_of_customer(self, customer: PersonId) -> Sequence[Booking]: ...

    async def live_of_pair(self, customer: PersonId, therapist: TherapistId) -> Sequence[Booking]: ...

    async def past_of_customer(self, customer: PersonId, now: datetime, limit: int) -> Sequence[Booking]:
        """What is over, however it ended; the latest first."""
        ...

    async def last_visit(self, customer: PersonId, now: datetime) -> Booking | None:
        """The latest that began, as far as anybody knows."""
        ...

    async def day_of(self, therapist: TherapistId, window: Span) -> Sequence[Booking]:
        """Agreed visits that touch it, also those that are done; in order."""
        ...

    async def list(self, *, status: BookingStatus | None = None, limit: int = 50) -> Sequence[Booking]: ...

    def save(self, before: Booking, after: Booking, change: Change) -> None:
        """Compare-and-set on (status, version); the change of status is recorded."""
        ...


class Occupancy(Protocol):
    async def hold(self, booking: BookingId, therapist: TherapistId, span: Span) -> None:
        """Written at once: its refusal decides. Raises SlotTaken, which leaves the unit usable."""
        ...

    async def release(self, booking: BookingId) -> None:
        """At once, so that a hold later in the same unit sees the time free."""
        ...

    async def busy(
        self, therapists: Sequence[TherapistId], window: Span
    ) -> Mapping[TherapistId, list[Span]]: ...


class Offers(Protocol):
    async def add(self, offer: Offer) -> Offer: ...

    async def get(self, offer: OfferId) -> Offer | None: ...

    async def of_booking(self, booking: BookingId) -> Sequence[Offer]: ...

    def save(self, before: Offer, after: Offer, change: Change) -> None:
        """Compare-and-set on (status, version); the change of status is recorded."""
        ...


class Phrases(Protocol):
    """Each person's own, in the order they were added."""

    async def of(self, person: PersonId) -> Sequence[tuple[int, str]]: ...

    async def add(self, person: PersonId, text: str) -> None: ...

    async def remove(self, person: PersonId, phrase: int) -> None:
        """Nothing where it is not theirs."""
        ...


class Ratings(Protocol):
    async def get(self, booking: BookingId) -> Rating | None: ...

    def put(self, rating: Rating) -> None:
        """In place of an earlier one of that booking; the therapist's own figure follows."""
        ...

    async def mean(self, therapist: TherapistId) -> tuple[float | None, int]:
        """1 to 5, and of how many; (None, 0) before the first."""
        ...


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
