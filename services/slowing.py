"""How fast one person's lines go across: no more of them in a minute than the rules say.

Nothing that was accepted is dropped, and nobody else waits for it: what is too fast is kept beside the
reader's line, not in it, and a deadline puts it in when its time has come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.ids import PersonId
from domain.message import Message
from services import message_notices
from services.outgoing import Copy
from services.ports import Clock, UnitOfWork

RELEASE = "release_slowed"
"""The deadline at which the next of all slowed lines may leave. It is one for everybody: its subject is 0."""
EVERYBODY = 0
MINUTE = timedelta(minutes=1)
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Departure:
    at: datetime
    slowed: bool


def departure(departures: Sequence[datetime], now: datetime, most: int, *, behind: bool) -> Departure:
    """When the next of somebody's lines may leave: at most `most` in any minute, and in order.

    `departures` are those of the lines before it, in order; `behind` says whether one of them still waits.
    """
    at = now
    if not behind:
        # What has left has left by now, whatever a clock said that was wrong then.
        departures = [min(one, now) for one in departures]
    elif departures:
        at = max(at, departures[-1])
    if len(departures) >= most:
        at = max(at, departures[-most] + MINUTE)
    return Departure(at, slowed=behind or at > now)


async def dispatch(
    unit: UnitOfWork,
    copies: Sequence[Copy],
    message: Message,
    now: datetime,
    most: int,
    *,
    ripe_at: datetime | None,
) -> None:
    """Puts a message's copies into the reader's line, now or later: none for a part that goes along with
    its album, two for a medium and its long caption. Its writer is told once, at the first that waits."""
    if not copies:
        return
    sender = message.sender_person
    departures, was_slowed = await _remembered(unit, sender)
    behind = was_slowed and await unit.outbox.slowed(sender)
    leaves = departure(departures, now, most, behind=behind)
    _remember(unit, sender, [*departures, leaves.at][-most:], leaves.slowed, now)
    for copy in copies:
        ripe = None if copy.caption else ripe_at
        if leaves.slowed:
            unit.outbox.slow(copy, leaves.at, now, ripe_at=ripe)
        else:
            await unit.outbox.add(copy, now, ripe_at=ripe)
    if leaves.slowed and not behind:
        await unit.outbox.add(message_notices.slowed(sender, message.source, most), now)
    if leaves.slowed:
        await arm(unit)


async def arm(unit: UnitOfWork) -> None:
    """Sets the deadline by what is slowed."""
    if (next_at := await unit.outbox.next_slowed()) is not None:
        unit.deadlines.set(RELEASE, EVERYBODY, next_at)


@dataclass(frozen=True, slots=True)
class ReleaseSlowed:
    """For the deadline `release_slowed`: what may leave by now stands in its reader's line."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, subject: int) -> None:
        unit.outbox.release(self.clock.now())
        await arm(unit)


async def _remembered(unit: UnitOfWork, sender: PersonId) -> tuple[list[datetime], bool]:
    state, data, _ = await unit.conversations.get(_key(sender))
    return [_EPOCH + timedelta(microseconds=one) for one in data.get("left", ())], state == "slowed"


def _remember(
    unit: UnitOfWork, sender: PersonId, departures: Sequence[datetime], slowed: bool, now: datetime
) -> None:
    left = [(one - _EPOCH) // timedelta(microseconds=1) for one in departures]
    unit.conversations.put(_key(sender), "slowed" if slowed else "quick", {"left": left}, now)


def _key(sender: PersonId) -> str:
    return f"pace:{sender}"
