"""The outbox: what is to be sent to whom, in strict order within a chat, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.ids import MessageId, OutboxId, PersonId
from services.outgoing import Claimed, Copy, Item, Notice, OutState
from storage import cards
from storage import outbox_queries as q
from storage.chat_waits import REST
from storage.instants import span_micros
from storage.outbox_rows import card_of, claimed_of, item_of, row_values
from storage.statements import Statements


class SqlOutbox:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def add(self, item: Item, at: datetime, *, ripe_at: datetime | None = None) -> None:
        """One statement either way: the index that allows one unsent version does the replacing."""
        self._do.write(q.ADD_CARD if card_of(item) else q.ADD, **row_values(item, at, ripe_at))
        self._do.marks.add("delivery")

    def slow(self, item: Copy, until: datetime, at: datetime, *, ripe_at: datetime | None = None) -> None:
        slowed = {"state": OutState.SLOWED, "not_before": until}
        self._do.write(q.ADD, **row_values(item, at, ripe_at) | slowed)

    async def slowed(self, sender: PersonId) -> bool:
        return await self._do.row(q.SLOWED, sender=sender) is not None

    async def late(
        self, since: datetime, until: datetime, after: OutboxId, limit: int
    ) -> Sequence[tuple[OutboxId, MessageId]]:
        rows = await self._do.rows(q.LATE, since=since, until=until, after=after, most=limit)
        return [(OutboxId(row.id), MessageId(row.message_id)) for row in rows]

    async def next_slowed(self) -> datetime | None:
        row = await self._do.row(q.NEXT_SLOWED)
        at: datetime | None = row.at if row else None
        return at

    def release(self, now: datetime) -> None:
        self._do.write(q.RELEASE, now=now)
        self._do.marks.add("delivery")

    async def postpone(self, message: MessageId, until: datetime) -> bool:
        return (await self._do.execute(q.POSTPONE, message=message, until=until)).rowcount > 0

    async def copy_state(self, message: MessageId) -> OutState | None:
        row = await self._do.row(q.COPY_STATE, message=message)
        return OutState(row.state) if row else None

    def postpone_albums(self, until: datetime) -> None:
        self._do.write(q.POSTPONE_ALBUMS, until=until)

    async def claim(
        self,
        limit: int,
        now: datetime,
        *,
        busy: Sequence[PersonId],
        by_age: bool = False,
        probes: bool = True,
    ) -> Sequence[Claimed]:
        rows = await self._do.rows(
            q.CLAIM,
            most=limit,
            now=now,
            busy=list(busy),
            by_age=by_age,
            probes=probes,
            mine=self._do.epoch,
            changed_at=now,
        )
        urgent_first = sorted(rows, key=lambda row: (row.priority, row.id))
        return [claimed_of(row) for row in urgent_first]

    def rest(self, person: PersonId, until: datetime) -> None:
        self._do.write(REST, person=person, until=until)

    async def card(self, person: PersonId, name: str) -> int | None:
        row = await self._do.row(cards.FIND, person=person, card=name)
        return row.chat_message if row else None

    async def cards(self, person: PersonId, limit: int) -> Sequence[Notice]:
        rows = await self._do.rows(q.CARDS, person=person, most=limit)
        return [item for row in reversed(rows) if isinstance(item := item_of(row), Notice)]

    async def card_at(self, person: PersonId, chat_message: int) -> str | None:
        row = await self._do.row(cards.AT, person=person, message=chat_message)
        return row.name if row else None

    async def newest_card(self, person: PersonId) -> tuple[str, datetime] | None:
        row = await self._do.row(cards.NEWEST, person=person)
        return (row.name, row.at) if row else None

    async def newest(self, person: PersonId) -> str | None:
        row = await self._do.row(q.NEWEST, person=person)
        return row.card if row else None

    async def stands(self, person: PersonId, card: str) -> bool:
        if await self.card(person, card) is not None:
            return True
        return await self._do.row(q.UNSENT_CARD, person=person, of_card=card) is not None

    async def unsent_copies(self, person: PersonId) -> int:
        row = await self._do.row(q.UNSENT_COPIES, person=person)
        return int(row.unsent) if row else 0

    def keep_card(self, person: PersonId, name: str, chat_message: int, at: datetime) -> None:
        self._do.write(cards.KEEP, person_id=person, name=name, chat_message=chat_message, at=at)

    def drop_card(self, person: PersonId, name: str) -> None:
        self._do.write(cards.DROP, person=person, card=name)

    def settle(self, row: Claimed, state: OutState, at: datetime, *, error: str = "") -> None:
        self._do.swap(q.SETTLE, row=row.id, held_by=row.epoch, state=state, error=error, changed_at=at)

    def again(self, row: Claimed, not_before: datetime, *, error: str, counted: bool) -> None:
        if card := card_of(row.item):
            # A newer version may have come while this one was on its way: it takes this one's place in line.
            self._do.write(q.TAKE_NEWER, row=row.id)
            self._do.write(q.DROP_NEWER, row=row.id, person=row.item.to, of_card=card)
        self._do.swap(
            q.AGAIN,
            row=row.id,
            held_by=row.epoch,
            not_before=not_before,
            error=error,
            more=1 if counted else 0,
        )
        self._do.marks.add("delivery")

    def shorten_waits(self, by: timedelta, *, beyond: datetime) -> None:
        self._do.write(q.SHORTEN, by=span_micros(by), beyond=beyond)
        self._do.write(q.SHORTEN_RIPENING, by=span_micros(by), beyond=beyond)
        self._do.marks.add("delivery")

    async def requeue(self, message: MessageId, at: datetime) -> bool:
        done = await self._do.execute(q.REQUEUE, message=message, created_at=at, changed_at=at)
        if done.rowcount:
            self._do.marks.add("delivery")
        return done.rowcount > 0

    async def left_behind(self) -> Sequence[Claimed]:
        """They are this epoch's from here on: whoever had them can no longer settle them."""
        rows = await self._do.rows(q.TAKE_OVER, mine=self._do.epoch)
        return [claimed_of(row) for row in sorted(rows, key=lambda row: int(row.id))]

    async def unsure_copies(self, limit: int) -> Sequence[Claimed]:
        rows = await self._do.rows(q.UNSURE_COPIES, mine=self._do.epoch, most=limit)
        return [claimed_of(row) for row in sorted(rows, key=lambda row: int(row.id))]
