"""A house whose chats have topics, as Telegram's have: they are switched off, get lost, and lie about it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from domain.people import Address, Person
from domain.room import Room
from services.alerts import Alerts
from services.focus import interrupt
from services.outgoing import (
    AlbumCopy,
    Claimed,
    MediaCopy,
    Outcome,
    Parcel,
    PersonsCopy,
    ReplyGone,
    Sent,
    Speech,
    TextCopy,
    TopicGone,
)
from services.parcels import Packed, pack
from services.placing import Placing
from services.ports import UnitOfWork
from services.settle import Settle
from tests.services.rooms_house import RULES, House, house


@dataclass(frozen=True)
class Line:
    """What stands in a chat, in `thread` (None: the main one). `said`: a notice's code or a copy's words."""

    id: int
    thread: int | None
    said: str
    parcel: Parcel

    @property
    def reply_to(self) -> int | None:
        return self.parcel.reply_to if isinstance(self.parcel, PersonsCopy | Speech) else None


@dataclass
class Chats:
    """Implements Messenger and TopicKeeper."""

    has_topics: bool | None = True
    makes: bool = True
    strays: Callable[[int], int | None] | None = None
    """Where Telegram puts what is for a topic, instead of refusing one that is gone."""
    gone: set[int] = field(default_factory=set)
    """What its reader has deleted: nothing can reply to it."""
    keeps: bool = False
    """Deletes nothing of ours."""
    topics: dict[str, dict[int, str]] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(500_000))

    async def send(self, to: Address, parcel: Parcel) -> Outcome:
        if isinstance(parcel, Speech) and parcel.edit is not None:
            return Sent(parcel.edit)
        thread = parcel.thread if isinstance(parcel, PersonsCopy | Speech) else None
        if thread is not None and self.strays is not None:
            thread = self.strays(thread)
        elif thread is not None and thread not in self.topics.get(to.id, {}):
            return TopicGone()
        if isinstance(parcel, PersonsCopy) and parcel.bound and parcel.reply_to in self.gone:
            return ReplyGone()
        parts = parcel.parts if isinstance(parcel, AlbumCopy) else ()
        ids = [next(self.numbers) for _ in parts or (parcel,)]
        for id in ids:
            self.lines.setdefault(to.id, []).append(Line(id, thread, _said(parcel), parcel))
        paired = tuple(zip((part.message for part in parts), ids, strict=True)) if parts else ()
        return Sent(ids[0], paired, thread=thread)

    async def make(self, to: Address, title: Speech) -> int | None:
        self.asked.append("make")
        if not self.makes:
            return None
        thread: int = next(self.numbers)
        self.topics.setdefault(to.id, {})[thread] = _name(title)
        return thread

    async def rename(self, to: Address, thread: int, title: Speech) -> bool:
        self.asked.append("rename")
        self.topics[to.id][thread] = _name(title)
        return True

    async def take_back(self, to: Address, message: int) -> bool:
        if not self.keeps:
            self.lines[to.id] = [one for one in self.lines[to.id] if one.id != message]
        return not self.keeps


def _said(parcel: Parcel) -> str:
    if isinstance(parcel, Speech):
        return parcel.code
    if isinstance(parcel, AlbumCopy):
        return parcel.parts[0].caption
    if isinstance(parcel, MediaCopy):
        return parcel.caption or parcel.kind.value
    return parcel.text if isinstance(parcel, TextCopy) else "a place"


def _name(title: Speech) -> str:
    values = title.values
    return f"{'over: ' if values['ended'] else ''}{values['counterpart']} · {values['reference']}"


class Afterwards:
    """The Tasks port: detached work is done when the test says so."""

    def __init__(self) -> None:
        self._waiting: list[Coroutine[Any, Any, None]] = []

    def start(self, work: Coroutine[Any, Any, None], *, name: str, vital: bool = False) -> None:
        self._waiting.append(work)

    async def do_all(self) -> None:
        while self._waiting:
            await self._waiting.pop(0)


@dataclass
class TopicHouse(House):
    told: Chats = field(default_factory=Chats)
    switched_on: bool = True
    """`rooms.topics` is `auto`."""
    tasks: Afterwards = field(default_factory=Afterwards)

    def of(self, person: Person) -> list[Line]:
        return self.told.lines.get(person.address.id, [])

    def copy(self, person: Person, words: str) -> Line:
        (found,) = [line for line in self.of(person) if line.said == words]
        return found

    def topics_of(self, person: Person) -> dict[int, str]:
        return self.told.topics.get(person.address.id, {})

    def thread(self, person: Person, name: str) -> int:
        """Of the topic whose name begins so."""
        (found,) = [thread for thread, called in self.topics_of(person).items() if called.startswith(name)]
        return found

    async def writes(self, person: Person, text: str, thread: int, **more: Any) -> int:
        return await self.says(person, text, details={"topic": thread} | more.pop("details", {}), **more)

    async def _send(self, row: Claimed) -> None:
        """As delivery does it."""
        settle = Settle(self.clock, Alerts(self.clock))
        keepers = {"telegram": self.told} if self.switched_on else {}

        async def work(unit: UnitOfWork) -> Any:
            return await pack(unit, row, RULES, self.clock.at, keepers=keepers)

        packed = await self.units.run(work)
        if not isinstance(packed, Packed):
            await self.do(settle.refuse, row, packed.reason, packed.reason)
            return
        if packed.shows:
            await self.do(interrupt, row, self.clock.at)

        async def written(work: Callable[[UnitOfWork], Awaitable[None]]) -> None:
            await self.units.run(work)

        async def send(parcel: Parcel) -> Outcome:
            answer = self.answers(row)
            return await self.told.send(packed.to, parcel) if answer is None else answer

        placing = Placing(keepers, written, self.clock, self.tasks)
        await self.do(settle, row, await placing(packed, send))
        await self.tasks.do_all()

    async def three(self) -> tuple[Person, list[Person], list[Room]]:
        """Maya with rooms for Anna, Budi and Carla."""
        maya, roster = await self.therapist("Maya")
        people = [await self.customer(name) for name in ("Anna", "Budi", "Carla")]
        rooms = [await self.opened(one, roster, hours=2 + 3 * at) for at, one in enumerate(people)]
        return maya, people, rooms


@asynccontextmanager
async def topic_house(folder: Path) -> AsyncIterator[TopicHouse]:
    async with house(folder) as plain:
        yield TopicHouse(plain.units)
