"""A house with real storage, a clock that is set, and chats in memory in place of Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from app.tasks import Tasks
from domain.booking import Booking, BookingStatus, Mode, Place, PlaceKind, Request, Wish
from domain.catalogue import Money
from domain.ids import BookingId, MessageId, PersonId, RoomId, ServiceCode, TherapistId
from domain.message import Message, MessageKind
from domain.people import Address, Person, Therapist
from domain.room import CloseReason, Room
from domain.rules import RoomRules
from domain.time import Span
from services.alerts import Alerts
from services.amendments import Removal, ShownReaction
from services.deadlines import DeadlineRunner, Handler
from services.edits import EditMessage
from services.focus import FOCUS_END, EndFocus, interrupt
from services.live import EndLive
from services.live_end import LIVE_END
from services.outgoing import (
    AlbumCopy,
    Amendment,
    Claimed,
    Item,
    Notice,
    NotSent,
    Outcome,
    OutState,
    Parcel,
    Sent,
    Speech,
)
from services.packed import NotToBeSent
from services.parcels import Packed, pack
from services.ports import UnitOfWork, Units
from services.reactions import ReactTo
from services.relay import RelayMessage, Said
from services.repositories import Change
from services.room_life import ExpireRoom, WarnRoom
from services.rooms import EXPIRY, ROOM_WARNING, close_if_unneeded, open_room, pair_room, tell_opened
from services.settle import Settle
from services.slowing import RELEASE, ReleaseSlowed
from services.unsending import Unsend
from services.which import AnswerWhich, Chosen
from storage.opening import open_storage
from tests.storage import migrated

T = TypeVar("T")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = RoomRules()


@dataclass
class SetClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Shown:
    """One message in somebody's chat: a copy of words, or a notice; an edit is one more with the same id."""

    id: int
    item: Item
    text: str = ""
    reply_to: int | None = None
    parcel: Parcel | None = None

    @property
    def code(self) -> str:
        if isinstance(self.item, Amendment):
            return "amendment"
        return self.item.code if isinstance(self.item, Notice) else "copy"

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.item.values) if isinstance(self.item, Notice) else {}


@dataclass
class House:
    units: Units
    clock: SetClock = field(default_factory=SetClock)
    chats: dict[PersonId, list[Shown]] = field(default_factory=dict)
    answers: Callable[[Claimed], Outcome | None] = lambda row: None
    """What the chat answers instead of taking a message."""
    _ids: Any = field(default_factory=lambda: count(1000))

    async def do(self, use_case: Callable[..., Awaitable[T]], *args: Any, **named: Any) -> T:
        async def work(unit: UnitOfWork) -> T:
            return await use_case(unit, *args, **named)

        return await self.units.run(work)

    # People and rooms

    async def customer(self, name: str) -> Person:
        async def work(unit: UnitOfWork) -> Person:
            address = Address("telegram", str(next(self._ids)))
            return await unit.people.add(Person(id=PersonId(0), address=address, name=name, language="en"))

        return await self.units.run(work)

    async def therapist(self, name: str) -> tuple[Person, Therapist]:
        """The person goes by another name than the roster's."""
        person = await self.customer(f"{name} in private")

        async def work(unit: UnitOfWork) -> Therapist:
            therapist = Therapist(id=TherapistId(0), code=name.lower(), name=name, person=person.id)
            return await unit.therapists.add(therapist)

        therapist = await self.units.run(work)
        return await self.linked(person, therapist), therapist

    async def linked(self, person: Person, therapist: Therapist) -> Person:
        async def work(unit: UnitOfWork) -> Person:
            known = await unit.people.get(person.id)
            assert known is not None
            linked = replace(known, therapist=therapist.id)
            unit.people.save(linked)
            return linked

        return await self.units.run(work)

    async def booking(
        self,
        customer: Person,
        therapist: Therapist,
        *,
        hours: float = 2,
        status: BookingStatus = BookingStatus.CONFIRMED,
    ) -> Booking:
        """Of one hour, that begins in `hours`."""
        starts_at = self.clock.at + timedelta(hours=hours)
        number, place = next(self._ids), Place(kind=PlaceKind.STUDIO)
        request = Request(
            customer=customer.id, service=ServiceCode("relax"), minutes=60, place=place,
            wish=Wish(therapist.id), mode=Mode.SCHEDULED, starts_at=starts_at, token=f"draft{number}",
        )  # fmt: skip
        booking = Booking(
            id=BookingId(0), reference=f"RL-{number}", token=request.token, customer=customer.id,
            therapist=therapist.id, service=request.service, service_name="Relaxing massage",
            span=Span(starts_at, starts_at + timedelta(hours=1)), price=Money(8000, "EUR"), place=place,
            wish=request.wish, mode=request.mode, notes="", status=status, version=0,
            requested_at=self.clock.at,
        )  # fmt: skip

        async def work(unit: UnitOfWork) -> Booking:
            return await unit.bookings.add(request, booking, Change("test", self.clock.at))

        return await self.units.run(work)

    async def pending(self, customer: Person, therapist: Therapist, *, hours: float = 2) -> Room:
        booking = await self.booking(customer, therapist, hours=hours, status=BookingStatus.REQUESTED)
        return await self.do(pair_room, self.clock.at, booking, therapist)

    async def opened(self, customer: Person, therapist: Therapist, *, hours: float = 2) -> Room:
        """With a booking, told to both and delivered."""
        booking = await self.booking(customer, therapist, hours=hours)
        room = await self.do(pair_room, self.clock.at, booking, therapist)
        room = await self.do(open_room, room, RULES, self.clock.at, "test")
        await self.do(tell_opened, room, booking, self.clock.at)
        await self.deliver()
        return room

    async def close(self, room: Room, *, by: str = "test") -> Room:
        """Cancels all it serves, which leaves nothing to need it."""

        async def work(unit: UnitOfWork) -> Room:
            for booking in await unit.rooms.bookings(room.id):
                if booking.live:
                    cancelled = replace(booking.to(BookingStatus.CANCELLED), cancelled_by=by)
                    unit.bookings.save(booking, cancelled, Change(by, self.clock.at))
            present = await unit.rooms.get(room.id)
            assert present is not None
            return await close_if_unneeded(unit, present, CloseReason.CANCELLED, self.clock.at, by)

        closed = await self.units.run(work)
        await self.deliver()
        return closed

    async def room(self, room: Room) -> Room:
        async def work(unit: UnitOfWork) -> Room:
            present = await unit.rooms.get(room.id)
            assert present is not None
            return present

        return await self.units.look(work)

    # What people do and see

    async def says(
        self,
        person: Person,
        text: str,
        *,
        reply_to: int | None = None,
        id: int | None = None,
        kind: MessageKind = MessageKind.TEXT,
        details: dict[str, Any] | None = None,
        album: str = "",
        entities: tuple[dict[str, Any], ...] = (),
        at: datetime | None = None,
        form: str = "",
        deliver: bool = True,
    ) -> int:
        """`at` is when it was written, if not now; `form` the question that it may answer."""
        chat_message = id if id is not None else next(self._ids)
        said = Said(
            kind=kind, text=text, entities=entities, chat_message=chat_message,
            reply_to=reply_to, sent_at=at or self.clock.at,
            file="" if kind is MessageKind.TEXT else f"{kind}-1", details=details or {}, album=album,
        )  # fmt: skip
        await self.do(RelayMessage(self.clock, RULES), person, said, form=form)
        if deliver:
            await self.deliver()
        return chat_message

    async def edits(self, person: Person, id: int, text: str, *, deliver: bool = True, **more: Any) -> None:
        """`more`: kind, file, details, entities, as they are now."""
        given: dict[str, Any] = {"kind": MessageKind.TEXT} | more
        said = Said(text=text, chat_message=id, sent_at=self.clock.at, **given)
        await self.do(EditMessage(self.clock, RULES), person, said)
        if deliver:
            await self.deliver()

    async def reacts(self, person: Person, id: int, *emojis: str) -> None:
        await self.do(ReactTo(self.clock), person, id, emojis, self.clock.at)
        await self.deliver()

    def set_in(self, person: Person) -> dict[int, str | None]:
        """What the bot has set under each message in this person's chat."""
        parcels = [one.parcel for one in self.chats.get(person.id, [])]
        return {one.message: one.emoji for one in parcels if isinstance(one, ShownReaction)}

    def now_in(self, person: Person) -> dict[int, str]:
        """What each copy in this person's chat says now."""
        shown = [one for one in self.chats.get(person.id, []) if one.code in ("copy", "amendment")]
        gone = {id for one in shown if isinstance(one.parcel, Removal) for id in one.parcel.messages}
        said = [one for one in shown if not isinstance(one.parcel, ShownReaction | Removal)]
        return {one.id: one.text for one in said if one.id not in gone}

    async def unsends(self, person: Person, id: int) -> str:
        """What is said about it in reply."""
        meant = await self.units.look(lambda unit: unit.messages.at(person.id, id))
        await self.do(Unsend(self.clock), person, meant, id)
        await self.deliver()
        return str(self.last(person).values.get("what"))

    async def take_back(self, person: Person, message: Message) -> None:
        """Undelivered."""
        await self.do(Unsend(self.clock), person, message, message.source)

    async def answered(self, row: Claimed, *, arrives: bool) -> None:
        """One that was claimed before: it arrives, or it never left and stands in line again."""
        place = next(self._ids)
        if arrives:
            self.chats.setdefault(row.item.to, []).append(Shown(place, row.item, "in flight"))
        outcome = Sent(place) if arrives else NotSent("unreachable")
        await self.do(Settle(self.clock, Alerts(self.clock)), row, outcome)
        self.clock.at += timedelta(seconds=5)

    async def comes_back(self, person: Person) -> None:
        async def work(unit: UnitOfWork) -> None:
            known = await unit.people.get(person.id)
            assert known is not None
            unit.people.save(replace(known, reachable=True))

        await self.units.run(work)
        await self.deliver()

    async def chooses(self, person: Person, room: Room) -> Chosen:
        """Presses this room's button under the newest question."""
        question = MessageId(self.notices(person, "relay.which")[-1].values["question"])
        done = await self.do(AnswerWhich(self.clock, RULES), question, room.id, person)
        await self.deliver()
        return done

    def copies(self, person: Person) -> list[str]:
        return [shown.text for shown in self.chats.get(person.id, []) if shown.code == "copy"]

    def notices(self, person: Person, code: str) -> list[Shown]:
        return [shown for shown in self.chats.get(person.id, []) if shown.code == code]

    def last(self, person: Person) -> Shown:
        return self.chats[person.id][-1]

    def shown_of(self, person: Person, text: str) -> int:
        """Where the copy of these words stands in this person's chat."""
        (found,) = [shown.id for shown in self.chats[person.id] if shown.text == text]
        return found

    async def history(self, room: Room) -> list[Message]:
        async def work(unit: UnitOfWork) -> list[Message]:
            return list(await unit.messages.history(room.conversation))

        return await self.units.look(work)

    async def message(self, id: MessageId) -> Message:
        async def work(unit: UnitOfWork) -> Message:
            found = await unit.messages.get(id)
            assert found is not None
            return found

        return await self.units.look(work)

    # What the program does by itself

    async def deliver(self) -> None:
        """Everything that waits to be sent, as delivery does it: packed, sent, settled."""
        while True:
            rows = await self.units.run(lambda unit: unit.outbox.claim(50, self.clock.at, busy=()))
            if not rows:
                return
            for row in rows:
                await self._send(row)

    async def _send(self, row: Claimed) -> None:
        settle = Settle(self.clock, Alerts(self.clock))
        outcome = self.answers(row)
        packed = await self.do(pack, row, RULES, self.clock.at)
        if not isinstance(packed, Packed):
            await self.do(self._not_sent, row, packed)
            return
        if packed.shows:
            await self.do(interrupt, row, self.clock.at)
        if outcome is None:
            chat, parcel = self.chats.setdefault(row.item.to, []), packed.parcel
            edited = parcel.edit if isinstance(parcel, Speech) else getattr(parcel, "message", None)
            id = next(self._ids) if edited is None else edited
            words = str(getattr(parcel, "text", None) or getattr(parcel, "caption", None) or "")
            parts = parcel.parts if isinstance(parcel, AlbumCopy) else ()
            chat.append(Shown(id, row.item, words, getattr(parcel, "reply_to", None), parcel))
            places = [id, *(next(self._ids) for _ in parts[1:])]
            outcome = Sent(id, tuple(zip((part.message for part in parts), places, strict=False)))
        await self.do(settle, row, outcome)

    async def _not_sent(self, unit: UnitOfWork, row: Claimed, why: NotToBeSent) -> None:
        if why.quiet:
            unit.outbox.settle(row, OutState.CANCELLED, self.clock.at, error=why.reason)
        else:
            await Settle(self.clock, Alerts(self.clock)).refuse(unit, row, why.reason, why.reason)

    async def time_passes(self, **span: float) -> None:
        """And what falls due is done."""
        self.clock.at += timedelta(**span)
        handlers: dict[str, Handler] = {
            EXPIRY: ExpireRoom(self.clock, RULES),
            ROOM_WARNING: WarnRoom(self.clock, RULES),
            FOCUS_END: EndFocus(self.clock),
            LIVE_END: EndLive(self.clock),
            RELEASE: ReleaseSlowed(self.clock),
        }
        await DeadlineRunner(self.units, self.clock, Alerts(self.clock), handlers).run_due()
        await self.deliver()


class Unhurried:
    """A pace at which everything may leave."""

    async def some(self) -> int:
        return 1000

    def spend(self, count: int) -> None: ...


class Asleep:
    """Nobody has to be woken: the house does what waits when it is told to."""

    def lanes(self) -> None: ...

    def delivery(self) -> None: ...

    def deadlines(self) -> None: ...

    def feed(self) -> None: ...


@asynccontextmanager
async def house(folder: Path, server: str = "") -> AsyncIterator[House]:
    """In a file of its own, or in the database at the address `server`."""
    broken: list[str] = []
    tasks = Tasks(lambda name, error: broken.append(f"{name}: {error!r}"))
    place = server or migrated.put(folder / "house.db")
    storage = await open_storage(place, tasks=tasks, wake=Asleep(), at=NOON)
    try:
        yield House(storage.units)
    finally:
        await storage.close()
        await tasks.stop()
    assert not broken


__all__ = ["NOON", "RULES", "House", "RoomId", "SetClock", "Shown", "house"]
