"""Getting a parcel to where it belongs in its reader's chat: into its room's topic, or into the main chat
below what says whose it is.

The answer tells where it stands. A topic that has vanished is made anew once. What Telegram puts into the
main chat unasked is explained there, and what it puts into another topic is taken back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from domain.message import Link
from domain.topic import Topic
from services.contents import BARE
from services.outgoing import (
    Barred,
    MediaCopy,
    NotSent,
    Outcome,
    Parcel,
    PersonsCopy,
    ReplyGone,
    Sent,
    Speech,
    TopicGone,
    Uncertain,
)
from services.packed import Packed
from services.ports import Clock, Tasks, TopicKeeper, UnitOfWork
from services.topics import Header, Keepers, Place

Send = Callable[[Parcel], Awaitable[Outcome]]
Written = Callable[[Callable[[UnitOfWork], Awaitable[None]]], Awaitable[None]]
"""Runs it as a unit, for as long as it takes the database to take it."""


@dataclass(frozen=True, slots=True)
class Placing:
    keepers: Keepers
    written: Written
    clock: Clock
    tasks: Tasks

    async def __call__(self, packed: Packed, send: Send) -> Outcome:
        place, keeper = packed.place, self.keepers.get(packed.to.kind)
        inside = packed.inside or packed.parcel
        if place is None or keeper is None or not isinstance(inside, PersonsCopy | Speech):
            return await self._main(packed, send)
        if isinstance(packed.parcel, Speech) and packed.parcel.edit is not None:
            return await self._edit(packed, place, keeper, send)
        topic, left = place.topic, place.left
        while topic is not None or left > 0:
            if topic is None:
                made, left = await self._make(packed, place, keeper), left - 1
                if isinstance(made, Barred):
                    return made
                if made is None:
                    break
                topic = made
            outcome = await send(replace(inside, thread=topic.thread))
            if not isinstance(outcome, TopicGone):
                return await self._landed(packed, topic, keeper, outcome, send)
            await self._lose(topic)
            topic = None
        return await self._main(packed, send)

    async def _make(self, packed: Packed, place: Place, keeper: TopicKeeper) -> Topic | Barred | None:
        """Kept before anything is said in it: what is written there must find its room."""
        thread = await keeper.make(packed.to, place.title)
        if not isinstance(thread, int):
            return thread
        topic = place.made(thread, self.clock.now())

        async def work(unit: UnitOfWork) -> None:
            unit.topics.add(topic)

        await self.written(work)
        return topic

    async def _landed(
        self, packed: Packed, topic: Topic, keeper: TopicKeeper, outcome: Outcome, send: Send
    ) -> Outcome:
        if not isinstance(outcome, Sent):
            return outcome
        if outcome.thread == topic.thread:
            self._title(packed, topic, keeper)
            return outcome
        await self._lose(topic)
        if outcome.thread is not None and await self._taken_back(packed, keeper, outcome):
            return await self._main(packed, send)
        return replace(outcome, astray=True)

    async def _taken_back(self, packed: Packed, keeper: TopicKeeper, sent: Sent) -> bool:
        """Of an album every part, or it counts as shown: nobody gets it twice."""
        places = [place for _, place in sent.parts] or [sent.message]
        return all([await keeper.take_back(packed.to, place) for place in places])

    async def _edit(self, packed: Packed, place: Place, keeper: TopicKeeper, send: Send) -> Outcome:
        """It stays where it stands."""
        outcome = await send(packed.parcel)
        if isinstance(outcome, Sent) and place.topic is not None:
            self._title(packed, place.topic, keeper)
            return replace(outcome, thread=place.topic.thread)
        return outcome

    async def _main(self, packed: Packed, send: Send) -> Outcome:
        if packed.header is None or packed.bound:
            outcome = await send(packed.parcel)
            if packed.header is None or not isinstance(outcome, ReplyGone):
                return outcome
        headed = await send(packed.header.speech)
        if not isinstance(headed, Sent):
            # Whatever became of the line above, the words themselves have not left.
            return NotSent(headed.reason) if isinstance(headed, Uncertain) else headed
        await self._link(packed.header, headed.message)
        return await send(_below(packed.parcel, headed.message))

    async def _link(self, header: Header, message: int) -> None:
        """A reply to it is for its room, and later words can point to it."""
        link = Link(header.person, message, header.room, None, self.clock.now())

        async def work(unit: UnitOfWork) -> None:
            unit.links.add(link)

        await self.written(work)

    async def _lose(self, topic: Topic) -> None:
        now = self.clock.now()

        async def work(unit: UnitOfWork) -> None:
            unit.topics.lose(topic, now)

        await self.written(work)

    def _title(self, packed: Packed, topic: Topic, keeper: TopicKeeper) -> None:
        """In nobody's way; what does not succeed is tried with what is said there next."""
        if packed.place is not None and packed.place.called != topic.title:
            self.tasks.start(self._entitle(packed, packed.place, topic, keeper), name="rename a topic")

    async def _entitle(self, packed: Packed, place: Place, topic: Topic, keeper: TopicKeeper) -> None:
        if not await keeper.rename(packed.to, topic.thread, place.title):
            return

        async def work(unit: UnitOfWork) -> None:
            unit.topics.entitle(topic, place.called)

        await self.written(work)


def _below(parcel: Parcel, line: int) -> Parcel:
    """A poll and a die go bare: with a reply Telegram would begin and throw them anew."""
    bare = isinstance(parcel, MediaCopy) and parcel.kind in BARE
    if not isinstance(parcel, PersonsCopy):
        return parcel
    return replace(parcel, reply_to=None if bare else line, quote=None, bound=False)
