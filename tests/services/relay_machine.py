"""Two therapists and five customers who write, reply, edit, react, unsend, open, close and block, over real
storage, while Telegram fails and the program dies: what must hold after every step, and in the end."""

from __future__ import annotations

import asyncio
import itertools
import re
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from app.tasks import Tasks
from domain.ids import MessageId, PersonId, RoomId
from domain.message import Message, MessageState
from domain.people import Person, Therapist
from domain.room import Room
from services.alerts import Alerts
from services.freezing import FreezeRooms, ThawRooms
from services.offer_ends import EndOffer
from services.outgoing import Amendment, Claimed, Copy, Gone, NotSent, Outcome, Refused, RetryAfter, Uncertain
from services.parting import BlockPerson
from services.people import PersonLeft
from services.ports import UnitOfWork
from services.resend import DiscardMessage, ResendMessage
from services.settle import Settle
from services.turns import Turns
from storage.opening import Storage, open_storage
from tests.services.rooms_house import Asleep, House, SetClock, Shown
from tests.storage import migrated

T = TypeVar("T")
FAULTS: dict[str, Outcome] = {
    "busy": RetryAfter(7),
    "unreachable": NotSent("refused connection"),
    "refused": Refused("too_large"),
    "cut": Uncertain("cut"),
    "cut after": Uncertain("cut"),
    "gone": Gone("blocked"),
}


@dataclass(frozen=True)
class Line:
    writer: PersonId
    source: int
    text: str
    replies_to_room: RoomId | None


class Relay(RuleBasedStateMachine):
    lines = Bundle("lines")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.path = migrated.put(Path(self.folder.name) / "house.db")
        self.house = House(None, SetClock())  # type: ignore[arg-type]  # given by `_open` at once
        self.faults: list[str] = []
        self.said: list[Line] = []
        self.retried: set[int] = set()
        self.waited: set[int] = set()
        """Lines that were held first: what was written after them may have gone before."""
        self._text_of: dict[MessageId, str] = {}
        self._looked: dict[PersonId, int] = {}
        """How far each chat has been looked through for accounts."""
        self.numbers = itertools.count(1)
        self.run(self._open())
        self.house.answers = self._answer

    # The house, opened and closed

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    async def _open(self) -> None:
        self.tasks = Tasks(lambda name, error: None)
        at = self.house.clock.at
        self.storage: Storage = await open_storage(self.path, tasks=self.tasks, wake=Asleep(), at=at)
        self.house.units = self.storage.units

    async def _close(self) -> None:
        await self.storage.close()
        await self.tasks.stop()

    def do(self, use_case: Callable[..., Awaitable[T]], *args: Any, **named: Any) -> T:
        return self.run(self.house.do(use_case, *args, **named))

    def look(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return self.run(self.house.units.look(work))

    def _answer(self, row: Claimed) -> Outcome | None:
        """Faults strike what goes to people, one after another; None: it arrives."""
        if not isinstance(row.item, Copy | Amendment) or not self.faults:
            return None
        fault = self.faults.pop(0)
        if fault == "cut after" and isinstance(row.item, Copy):
            self._stands(row, self._text_of[row.item.message])
        return FAULTS[fault]

    def _stands(self, row: Claimed, text: str) -> None:
        """In the reader's chat, as only Telegram and the reader know."""
        self.house.chats.setdefault(row.item.to, []).append(Shown(next(self.house._ids), row.item, text))

    @initialize()
    def people(self) -> None:
        async def made() -> None:
            self.customers = [await self.house.customer(f"Customer {number}") for number in range(5)]
            hired = [await self.house.therapist(name) for name in ("Dewi", "Maya")]
            self.therapists: list[tuple[Person, Therapist]] = hired

        self.run(made())
        self.everybody = [*self.customers, *(person for person, _ in self.therapists)]
        for customer, therapist in ((0, 0), (1, 0), (2, 0), (2, 1), (3, 1)):
            self.open_room(customer, therapist, 2 + customer)

    # What people do

    @rule(customer=st.integers(0, 4), therapist=st.integers(0, 1), hours=st.integers(1, 30))
    def open_room(self, customer: int, therapist: int, hours: int) -> None:
        who, (_, roster) = self.customers[customer], self.therapists[therapist]
        if self._apart(who, self.therapists[therapist][0]):
            return
        self.run(self.house.opened(who, roster, hours=hours))

    def _apart(self, one: Person, other: Person) -> bool:
        return other.id in self.look(lambda unit: unit.blocks.apart(one.id))

    @rule(data=st.data())
    def close_room(self, data: st.DataObject) -> None:
        if rooms := self._live():
            self.run(self.house.close(data.draw(st.sampled_from(rooms))))

    @rule(data=st.data())
    def block(self, data: st.DataObject) -> None:
        if not (rooms := self._live()):
            return
        room = data.draw(st.sampled_from(rooms))
        by = self._person(data.draw(st.sampled_from(room.members)))
        zone = self.house.clock.at.tzinfo
        end = EndOffer(Turns(None, zone, Alerts(self.house.clock)))  # type: ignore[arg-type]  # no offers here
        self.do(BlockPerson(self.house.clock, end, Alerts(self.house.clock)), room.id, by)
        self.run(self.house.deliver())

    def _live(self) -> list[Room]:
        return list(self.look(lambda unit: unit.rooms.list(live=True)))

    def _person(self, id: PersonId) -> Person:
        return next(one for one in self.everybody if one.id == id)

    @rule(target=lines, writer=st.integers(0, 6), waits=st.booleans())
    def say(self, writer: int, waits: bool) -> Any:
        return self._say(self.everybody[writer], None, waits=waits)

    @rule(target=lines, writer=st.integers(0, 6), waits=st.booleans(), data=st.data())
    def reply(self, writer: int, waits: bool, data: st.DataObject) -> Any:
        person = self.everybody[writer]
        shown = [one.id for one in self.house.chats.get(person.id, [])]
        return self._say(person, data.draw(st.sampled_from(shown)), waits=waits) if shown else multiple()

    def _say(self, person: Person, reply_to: int | None, *, waits: bool) -> Any:
        link = None if reply_to is None else self.look(lambda unit: unit.links.find(person.id, reply_to))
        text = f"line {next(self.numbers)}"
        live = {room.id for room in self._live()}
        source = self.run(self.house.says(person, text, reply_to=reply_to, deliver=False))
        written = self.look(lambda unit: unit.messages.at(person.id, source))
        line = Line(person.id, source, text, link.room if link else None)
        self.said.append(line)
        if written is not None:
            self._text_of[written.id] = text
        if written is not None and written.state is MessageState.QUEUED:
            assert written.room in live, "it went into a room that was not live when it was accepted"
            assert link is None or written.room == link.room, "a reply went to another room"
        else:
            self.waited.add(source)
        if not waits:
            self.run(self.house.deliver())
        return multiple(line) if written is not None else multiple()

    @rule(line=lines)
    def edit(self, line: Line) -> None:
        message = self.look(lambda unit: unit.messages.at(line.writer, line.source))
        if message is not None and message.state is MessageState.REFUSED:
            # The new wording is another try.
            self.retried.add(line.source)
        text = f"{line.text} edited {next(self.numbers)}"
        self.run(self.house.edits(self._person(line.writer), line.source, text))

    @rule(line=lines)
    def unsend(self, line: Line) -> None:
        self.run(self.house.unsends(self._person(line.writer), line.source))

    @rule(who=st.integers(0, 6), emoji=st.sampled_from(["👍", "", "🔥"]), data=st.data())
    def react(self, who: int, emoji: str, data: st.DataObject) -> None:
        person = self.everybody[who]
        if copies := [one.id for one in self.house.chats.get(person.id, []) if one.code == "copy"]:
            self.run(self.house.reacts(person, data.draw(st.sampled_from(copies)), emoji))

    @rule(who=st.integers(0, 6), data=st.data())
    def choose(self, who: int, data: st.DataObject) -> None:
        person = self.everybody[who]
        asked = self.house.notices(person, "relay.which")
        rooms = [one["room"] for one in asked[-1].values.get("rooms", ())] if asked else []
        if rooms:
            room = self.look(lambda unit: unit.rooms.get(data.draw(st.sampled_from(rooms))))
            assert room is not None
            self.run(self.house.chooses(person, room))

    @rule(line=lines, again=st.booleans())
    def decide(self, line: Line, again: bool) -> None:
        message = self.look(lambda unit: unit.messages.at(line.writer, line.source))
        if message is None:
            return
        use_case = (ResendMessage if again else DiscardMessage)(self.house.clock)
        if again:
            self.retried.add(line.source)
        self.do(use_case, message.id, self._person(line.writer))
        self.run(self.house.deliver())

    # What happens to it

    @rule(faults=st.lists(st.sampled_from(sorted(FAULTS)), max_size=3))
    def telegram_fails(self, faults: list[str]) -> None:
        self.faults = faults

    @rule(seconds=st.sampled_from([1, 8, 301, 7_200, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.run(self.house.time_passes(seconds=seconds))

    @rule(who=st.integers(0, 6))
    def stop_the_bot(self, who: int) -> None:
        self.do(PersonLeft(FreezeRooms(self.house.clock)), self.everybody[who].address)

    @rule(who=st.integers(0, 6))
    def return_to_the_bot(self, who: int) -> None:
        self._back(self.everybody[who])

    def _back(self, person: Person) -> None:
        async def back(unit: UnitOfWork) -> None:
            known = await unit.people.get(person.id)
            assert known is not None
            await ThawRooms(self.house.clock)(unit, known)

        self.run(self.house.comes_back(person))
        self.run(self.house.units.run(back))
        self.run(self.house.deliver())

    @rule(target=lines, writer=st.integers(0, 6), arrived=st.booleans())
    def die(self, writer: int, arrived: bool) -> Any:
        """With what was claimed in the air, which arrives or does not; then a start as after any death."""
        line = self._say(self.everybody[writer], None, waits=True)
        rows = self.run(self._claimed())
        if arrived:
            for row in rows:
                self.run(self._lands(row))
        self.run(self._close())
        self.run(self._open())
        self.do(self._recover)
        self.run(self.house.deliver())
        return line

    async def _claimed(self) -> list[Claimed]:
        at = self.house.clock.at
        return list(await self.house.units.run(lambda unit: unit.outbox.claim(50, at, busy=())))

    async def _lands(self, row: Claimed) -> None:
        """As Telegram sees it; nobody is left to record it."""
        if isinstance(copy := row.item, Copy):
            message = await self.house.units.look(lambda unit: unit.messages.get(copy.message))
            assert message is not None
            self._stands(row, message.text)

    async def _recover(self, unit: UnitOfWork) -> None:
        settle = Settle(self.house.clock, Alerts(self.house.clock))
        for row in await unit.outbox.left_behind():
            if isinstance(row.item, Copy):
                await settle.uncertain(unit, row, "the program stopped while it was being sent")
            else:
                unit.outbox.again(row, self.house.clock.at, error="left behind", counted=False)

    # What must hold

    def _messages(self) -> list[Message]:
        async def found(unit: UnitOfWork) -> list[Message]:
            known = [await unit.messages.at(line.writer, line.source) for line in self.said]
            return [one for one in known if one is not None]

        return self.look(found)

    @invariant()
    def nobody_reads_what_is_not_theirs(self) -> None:
        if not self.said:
            return
        rooms = {room.id: room for live in (True, False) for room in self._listed(live)}
        by_text = {line.text: line for line in self.said}
        for person in self.everybody:
            for shown in self.house.chats.get(person.id, []):
                if shown.code != "copy" or not isinstance(shown.item, Copy):
                    continue
                room = rooms[shown.item.room]
                line = by_text[shown.text.split(" edited")[0]]
                assert room.counterpart(line.writer) == person.id, "shown to somebody outside the room"
                assert line.replies_to_room in (None, room.id), "a reply was shown in another room"

    def _listed(self, live: bool) -> list[Room]:
        return list(self.look(lambda unit: unit.rooms.list(live=live, limit=1000)))

    @invariant()
    def nothing_arrives_twice_unasked(self) -> None:
        for person in self.everybody:
            copies = [
                one.text.split(" edited")[0]
                for one in self.house.chats.get(person.id, [])
                if one.code == "copy"
            ]
            twice = {text for text in copies if copies.count(text) > 1}
            asked = {line.text for line in self.said if line.source in self.retried}
            assert twice <= asked, f"twice, and nobody pressed Retry: {twice - asked}"

    @invariant()
    def nothing_tells_who_somebody_is(self) -> None:
        for person in self.everybody:
            chat = self.house.chats.get(person.id, [])
            told = [f"{one.text} {one.values}" for one in chat[self._looked.get(person.id, 0) :]]
            # Words go from our record: whatever is asked of Telegram counts, not only what is shown.
            asked = [repr(one.parcel) for one in chat[self._looked.get(person.id, 0) :]]
            self._looked[person.id] = len(chat)
            others = [one for one, _ in self.therapists if one.id != person.id]
            for line in (*told, *asked):
                assert "in private" not in line or not others, "a therapist's own account shows"
                assert self._accounts(person).isdisjoint(re.findall(r"\d+", line)), "an account shows"

    def _accounts(self, reader: Person) -> set[str]:
        return {one.address.id for one in self.everybody if one is not reader}

    def teardown(self) -> None:
        try:
            self._comes_to_rest()
        finally:
            self.run(self._close())
            self.loop.close()
            self.folder.cleanup()

    def _comes_to_rest(self) -> None:
        if not self.said:
            return
        self.faults = []
        for person in self.everybody:
            self._back(person)
        self.run(self.house.time_passes(seconds=61))
        self.run(self.house.deliver())
        for line in self.said:
            self._accounted_for(line)
        self._in_order()

    def _accounted_for(self, line: Line) -> None:
        message = self.look(lambda unit: unit.messages.at(line.writer, line.source))
        told = [one for one in self.house.chats.get(line.writer, []) if one.reply_to == line.source]
        if message is None:
            assert told, f"{line.text}: neither kept nor explained"
            return
        copies = self._copies(line, message)
        match message.state:
            case MessageState.SENT:
                assert copies >= 1, f"{line.text}: said to be delivered and is not"
                self._as_it_is_now(line, message)
            case MessageState.UNSENT:
                assert not self._standing(message), f"{line.text}: taken back, and still there"
            case MessageState.REFUSED | MessageState.UNCERTAIN:
                assert told, f"{line.text}: {message.state} ({message.reason}) in silence"
            case MessageState.HELD:
                assert self.house.notices(self._person(line.writer), "relay.which"), line.text
            case MessageState.QUEUED:
                raise AssertionError(f"{line.text} waits for nothing")

    def _standing(self, message: Message) -> dict[int, str]:
        """What its copies that we know of say in the reader's chat."""
        reader = message.receiver_person or PersonId(0)
        places = self.look(lambda unit: unit.links.places(reader, message.id))
        shown = self.house.now_in(self._person(reader))
        return {place: shown[place] for place in places if place in shown}

    def _as_it_is_now(self, line: Line, message: Message) -> None:
        """An edit stands there, or its writer knows that it does not."""
        standing = self._standing(message)
        assert standing, f"{line.text}: delivered, and nothing stands there"
        if set(standing.values()) != {message.text}:
            told = [one for one in self.house.chats.get(line.writer, []) if one.reply_to == line.source]
            codes = {"relay.edit", "relay.not_carried"}
            assert any(one.code in codes for one in told), f"{line.text}: an edit was lost in silence"

    def _copies(self, line: Line, message: Message) -> int:
        chat = self.house.chats.get(message.receiver_person or PersonId(0), [])
        return sum(one.code == "copy" and one.text.split(" edited")[0] == line.text for one in chat)

    def _in_order(self) -> None:
        """Of each room and direction, but for what was sent again or waited to be told whom it is for."""
        apart = self.retried | self.waited
        number = {line.text: place for place, line in enumerate(self.said) if line.source not in apart}
        for person in self.everybody:
            seen: dict[RoomId, list[int]] = {}
            for one in self.house.chats.get(person.id, []):
                text = one.text.split(" edited")[0]
                if one.code == "copy" and isinstance(one.item, Copy) and text in number:
                    seen.setdefault(one.item.room, []).append(number[text])
            for room, places in seen.items():
                assert places == sorted(places), f"out of order in room {room}: {places}"
