"""What an answer of the chat means for the row, the message, its sender and its reader."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.ids import MessageId
from domain.message import Link, Message, MessageState
from services import amending, message_notices, reactions, room_notices
from services.albums import outstanding
from services.alerts import Alerts
from services.contents import BARE
from services.forget import farewell_said
from services.freezing import FreezeRooms
from services.outgoing import (
    Amendment,
    CardLost,
    Claimed,
    Copy,
    Gone,
    Notice,
    NotSent,
    Outcome,
    OutState,
    Refused,
    ReplyGone,
    RetryAfter,
    Sent,
    Shut,
    TopicGone,
    Uncertain,
)
from services.ports import Clock, UnitOfWork

GATEWAY = "gateway"
"""Telegram's front door answered (502 as a page): that can last, and no notice is given up for it."""
MOST_REPEATS = 6
"""A notice whose sending never gets an answer is repeated so often: each may have arrived."""


def backoff(tries: int) -> timedelta:
    """0.2 s doubling to 4 s, with jitter: back within 5 s of Telegram's return (PRODUCT: promises)."""
    longest: float = min(4.0, 0.2 * float(2 ** min(tries, 8)))
    return timedelta(seconds=longest * random.uniform(0.5, 1.0))


_FINAL = (Sent, Gone, Refused, Uncertain)


@dataclass(frozen=True, slots=True)
class Settle:
    clock: Clock
    alerts: Alerts

    async def __call__(
        self, unit: UnitOfWork, row: Claimed, outcome: Outcome, *, unanswered: int = 1
    ) -> None:
        """`unanswered`: how often this row's sending got no answer, this time included."""
        now = self.clock.now()
        if isinstance(outcome, _FINAL) and await farewell_said(unit, row, now):
            return
        match outcome:
            case Sent():
                await self._sent(unit, row, outcome, now)
            case RetryAfter(seconds=seconds):
                unit.outbox.again(row, now + timedelta(seconds=seconds), error="429", counted=False)
            case NotSent(reason=reason) | Shut(reason=reason):
                unit.outbox.again(row, now + backoff(row.tries), error=reason, counted=True)
            case TopicGone() | ReplyGone():
                unit.outbox.again(row, now, error="its place is gone", counted=True)
            case CardLost() if isinstance(row.item, Amendment):
                await self.refuse(unit, row, "lost", "lost")
            case CardLost():
                unit.outbox.drop_card(row.item.to, _card(row))
                unit.outbox.again(row, now, error="card lost", counted=True)
            case Gone(reason=reason):
                await self._gone(unit, row, reason, now)
            case Refused(reason=reason, detail=detail):
                await self.refuse(unit, row, reason, detail or reason)
            case Uncertain(reason=reason):
                await self.uncertain(unit, row, reason, unanswered=unanswered)

    async def in_short(self, unit: UnitOfWork, row: Claimed, outcome: Outcome, why: str) -> None:
        """When all that follows from an answer cannot be written: at least the row is not held for ever."""
        sent = isinstance(outcome, Sent)
        unit.outbox.settle(row, OutState.SENT if sent else OutState.REFUSED, self.clock.now(), error=why)

    async def _sent(self, unit: UnitOfWork, row: Claimed, sent: Sent, now: datetime) -> None:
        unit.outbox.settle(row, OutState.SENT, now)
        item, chat_message = row.item, sent.message
        if isinstance(item, Copy):
            for part, place in sent.parts or ((item.message, chat_message),):
                await self._arrived(unit, item, part, place, sent.thread, now)
            if sent.astray:
                await self._explain(unit, item, chat_message, now)
            return
        if isinstance(item, Amendment):
            await amending.done(unit, item, now)
            return
        if item.card:
            edited = not item.fresh and await unit.outbox.card(item.to, item.card) == chat_message
            # A card that came before its room belongs to it from now on.
            if edited and (item.room is None or await unit.links.find(item.to, chat_message) is not None):
                return
            if not edited:
                unit.outbox.keep_card(item.to, item.card, chat_message, now)
        if item.room is not None:
            unit.links.add(Link(item.to, chat_message, item.room, None, now, sent.thread))

    async def _arrived(
        self,
        unit: UnitOfWork,
        item: Copy,
        part: MessageId,
        place: int,
        thread: int | None,
        now: datetime,
    ) -> None:
        unit.links.add(Link(item.to, place, item.room, part, now, thread))
        message = await unit.messages.get(part)
        if message is None or (message.overlong and not item.caption):
            # Its caption is still to come.
            return
        await self._mark(unit, message, MessageState.SENT, now)
        if message.kind in BARE:
            await unit.outbox.add(message_notices.came_bare(message, item.to, item.room, place), now)

    async def _explain(self, unit: UnitOfWork, item: Copy, place: int, now: datetime) -> None:
        """It stands where nothing says whose it is."""
        message = await unit.messages.get(item.message)
        if message is not None:
            await unit.outbox.add(room_notices.came_astray(message, item.to, item.room, place), now)

    async def _gone(self, unit: UnitOfWork, row: Claimed, reason: str, now: datetime) -> None:
        """Kept, in order, until the reader returns; the writer is told the first time."""
        reader = await unit.people.get(row.item.to)
        if reader is not None and reader.reachable:
            unit.people.save(replace(reader, reachable=False))
            told = row.item.room if isinstance(row.item, Copy) else None
            await FreezeRooms(self.clock)(unit, reader.id, told=told)
        unit.outbox.again(row, now, error=reason, counted=False)
        if isinstance(row.item, Copy) and reader is not None and reader.reachable:
            message = await unit.messages.get(row.item.message)
            if message is not None and message.receiver is not None:
                waits = message_notices.waits(message.sender_person, message.source, message.receiver.name)
                await unit.outbox.add(waits, now)

    async def refuse(self, unit: UnitOfWork, row: Claimed, reason: str, detail: str) -> None:
        """Never to be accepted: the sender of a message hears why, the operator of a notice."""
        now = self.clock.now()
        unit.outbox.settle(row, OutState.REFUSED, now, error=detail)
        if isinstance(row.item, Amendment):
            await amending.refused(unit, row.item, reason, now)
            return
        if not isinstance(row.item, Copy):
            if row.item.code != "alert":
                await self.alerts(unit, "refused", code=row.item.code, outbox=row.id, detail=detail[:200])
            return
        message = await self._fails(unit, row.item, MessageState.REFUSED, reason, now)
        if message is not None:
            told = message_notices.refused(message.sender_person, message.source, message.id, reason)
            await unit.outbox.add(told, now)

    async def uncertain(self, unit: UnitOfWork, row: Claimed, reason: str, *, unanswered: int = 1) -> None:
        """A notice or an amendment is repeated (at least once); a person's message is not (at most once), and
        is shown so."""
        now = self.clock.now()
        if not isinstance(row.item, Copy):
            if unanswered <= MOST_REPEATS or reason == GATEWAY:
                unit.outbox.again(row, now + backoff(row.tries), error=reason, counted=True)
                return
            if isinstance(row.item, Amendment):
                await self.refuse(unit, row, "unanswered", reason)
                return
            unit.outbox.settle(row, OutState.UNCERTAIN, now, error=reason)
            if row.item.code != "alert":
                await self.alerts(unit, "unanswered", code=row.item.code, outbox=row.id)
            return
        unit.outbox.settle(row, OutState.UNCERTAIN, now, error=reason)
        message = await self._fails(unit, row.item, MessageState.UNCERTAIN, reason, now)
        if message is not None:
            name = message.receiver.name if message.receiver else ""
            told = message_notices.uncertain(message.sender_person, message.source, message.id, name)
            await unit.outbox.add(told, now)

    async def _fails(
        self, unit: UnitOfWork, item: Copy, state: MessageState, reason: str, now: datetime
    ) -> Message | None:
        """The message to tell its sender about, if there is anything to tell: of an album, the first part."""
        parts = await outstanding(unit, item)
        for part in parts:
            await self._mark(unit, part, state, now, reason)
        return parts[0] if parts else None

    async def _mark(
        self, unit: UnitOfWork, message: Message, state: MessageState, now: datetime, reason: str = ""
    ) -> None:
        sent_at = now if state is MessageState.SENT else None
        after = replace(message, state=state, reason=reason, sent_at=sent_at, version=message.version + 1)
        unit.messages.save(message, after)
        values = {"message": message.id, "state": state.value}
        unit.events.add(f"messages.{message.conversation}", "delivery", values, now)
        await reactions.settled(unit, message, now)


def _card(row: Claimed) -> str:
    return row.item.card if isinstance(row.item, Notice) else ""
