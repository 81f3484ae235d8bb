"""What moves the work along: journal, conversation state, outbox, deadlines, events; kept in `storage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.ids import (
    DeadlineId,
    MessageId,
    OutboxId,
    PersonId,
    UpdateSeq,
)
from services.outgoing import Claimed, Copy, Item, Notice, OutState


@dataclass(frozen=True, slots=True)
class Entry:
    """One raw update in the journal. `lane` keeps order: entries of a lane are handled one after another."""

    seq: UpdateSeq
    lane: str
    raw: str
    received_at: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """What intake stores: `source` names the bot (`telegram:123456`), `id` is unique within it."""

    source: str
    id: int
    lane: str
    raw: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """`kind` names the use-case, `subject` the row it looks up again, `version` what it was set for."""

    id: DeadlineId
    kind: str
    subject: int
    version: int
    due_at: datetime
    valid_until: datetime | None
    epoch: int
    tries: int
    leased_until: datetime | None = None
    """Until then it is the claimer's; with the epoch it says whose claim this is."""


@dataclass(frozen=True, slots=True)
class Parked:
    """An update given up after its own tries, with its last error."""

    entry: Entry
    error: str


class Journal(Protocol):
    async def append(self, updates: Sequence[RawUpdate], at: datetime) -> int:
        """Stores what is new and skips what is there already (source, id); answers how many were new."""
        ...

    async def pending(self, limit: int, *, busy: Sequence[str], now: datetime) -> Sequence[Entry]:
        """The oldest unhandled entry of each lane not in `busy` whose time to be tried has come."""
        ...

    async def next_in(self, lane: str, now: datetime) -> Entry | None: ...

    async def hold(self, entry: Entry) -> bool:
        """Until this unit ends nobody else handles it. False: another program does, or has."""
        ...

    def done(self, entry: Entry, at: datetime) -> None:
        """Raises Stale at the end of the unit when the entry is not pending any more."""
        ...

    def failed(self, entry: Entry, error: str, retry_at: datetime | None) -> None:
        """One try of its own used up; without `retry_at` it is parked."""
        ...

    async def any_left(self, error: str) -> bool:
        """Whether an unhandled entry has this error, or has failed since it had."""
        ...

    async def forget(self, before: datetime, limit: int) -> int:
        """What was done before then, the oldest first, never the newest; answers how many there were."""
        ...

    async def parked(self, limit: int) -> Sequence[Parked]:
        """What was given up, the newest first."""
        ...


class Conversations(Protocol):
    """Where a person is in a multi-step flow: a state's name and JSON data, per address."""

    async def get(self, key: str) -> tuple[str | None, dict[str, Any], datetime | None]: ...

    def put(self, key: str, state: str | None, data: Mapping[str, Any], at: datetime) -> None: ...


class Outbox(Protocol):
    async def add(self, item: Item, at: datetime, *, ripe_at: datetime | None = None) -> None:
        """A card or an amendment whose newest version is still unsent is replaced where it stands in line.
        Before `ripe_at` it may not go, and what is behind it waits with it."""
        ...

    def slow(self, item: Copy, until: datetime, at: datetime, *, ripe_at: datetime | None = None) -> None:
        """Kept beside its reader's line; `release` puts it in."""
        ...

    async def slowed(self, sender: PersonId) -> bool:
        """Whether anything of this writer's is slowed."""
        ...

    async def late(
        self, since: datetime, until: datetime, after: OutboxId, limit: int
    ) -> Sequence[tuple[OutboxId, MessageId]]:
        """Copies that came into line after `since`, by `until`, and still wait there or without an answer,
        for readers who can be reached; by their ids, those beyond `after`."""
        ...

    async def next_slowed(self) -> datetime | None:
        """When the next may be released, of everybody's."""
        ...

    def release(self, now: datetime) -> None: ...

    async def postpone(self, message: MessageId, until: datetime) -> bool:
        """The copy of that message, if it still waits, waits at least until then; False: it has left."""
        ...

    async def copy_state(self, message: MessageId) -> OutState | None:
        """How far its copy is; None where it has none of its own."""
        ...

    def postpone_albums(self, until: datetime) -> None:
        """The same for all that wait: their parts may be on the way."""
        ...

    async def claim(
        self,
        limit: int,
        now: datetime,
        *,
        busy: Sequence[PersonId],
        by_age: bool = False,
        probes: bool = True,
    ) -> Sequence[Claimed]:
        """The head of each reachable person's lane, most urgent first (`by_age`: oldest first), marked
        `sending` in this unit. `probes`: also of those whom `verify` has made."""
        ...

    def rest(self, person: PersonId, until: datetime) -> None:
        """This person's line, where anything stands in it, waits at least until then."""
        ...

    async def card(self, person: PersonId, name: str) -> int | None: ...

    async def cards(self, person: PersonId, limit: int) -> Sequence[Notice]:
        """What each card in this person's chat said last, the newest of them, the oldest first."""
        ...

    async def card_at(self, person: PersonId, chat_message: int) -> str | None:
        """The name of the card that this message of ours is."""
        ...

    async def newest_card(self, person: PersonId) -> tuple[str, datetime] | None:
        """Its name, and when it was sent (not when it was last edited)."""
        ...

    async def newest(self, person: PersonId) -> str | None:
        """The name of the card that was last shown or edited in this person's chat; "" where what was shown
        last is none."""
        ...

    async def stands(self, person: PersonId, card: str) -> bool:
        """Whether this card is in the person's chat, or on its way there."""
        ...

    async def unsent_copies(self, person: PersonId) -> int:
        """People's messages that wait in this person's line."""
        ...

    def keep_card(self, person: PersonId, name: str, chat_message: int, at: datetime) -> None: ...

    def drop_card(self, person: PersonId, name: str) -> None: ...

    def settle(self, row: Claimed, state: OutState, at: datetime, *, error: str = "") -> None:
        """Ends it. Stale when this worker does not hold it any more."""
        ...

    def again(self, row: Claimed, not_before: datetime, *, error: str, counted: bool) -> None:
        """Back to the head of its lane, not before that instant (the whole lane waits)."""
        ...

    def shorten_waits(self, by: timedelta, *, beyond: datetime) -> None:
        """Of those that end after `beyond`."""
        ...

    async def requeue(self, message: MessageId, at: datetime) -> bool:
        """The sender pressed Retry: what has not arrived of an uncertain or refused copy stands in line
        again."""
        ...

    async def left_behind(self) -> Sequence[Claimed]:
        """Rows in `sending` of a life that is over: they are this epoch's from here on."""
        ...

    async def unsure_copies(self, limit: int) -> Sequence[Claimed]:
        """The first copy of each person's that waits, in hand whatever goes before it: not to be sent."""
        ...


class Deadlines(Protocol):
    def set(
        self,
        kind: str,
        subject: int,
        due_at: datetime,
        *,
        version: int = 0,
        valid_until: datetime | None = None,
    ) -> None:
        """One per (kind, subject): a later call replaces an earlier one."""
        ...

    def cancel(self, kind: str, subject: int) -> None: ...

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Deadline]: ...

    def done(self, deadline: Deadline) -> None:
        """Stale when the lease went to somebody else."""
        ...

    def failed(self, deadline: Deadline, error: str, retry_at: datetime | None) -> None: ...

    async def next_due(self) -> datetime | None: ...


class Moments(Protocol):
    """Instants that outlive the process, by name."""

    async def at(self, name: str) -> datetime | None: ...

    def put(self, name: str, at: datetime) -> None: ...

    def drop(self, name: str) -> None: ...


class Events(Protocol):
    def add(self, channel: str, kind: str, payload: Mapping[str, Any], at: datetime) -> None:
        """A fact of ours, written in the transaction that makes it true."""
        ...
