"""What is not delivered within 3 s carries 👀 in its writer's chat until it is: quiet means delivered.

Not what is told in words anyway: a reader who has stopped the bot, a writer who is faster than is passed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from domain.ids import MessageId, OutboxId
from domain.message import MessageState
from services.amendments import Act
from services.outgoing import Amendment, Priority
from services.ports import Clock, UnitOfWork, Units

AT_ONCE = 200
_EVER = datetime.fromtimestamp(0, UTC)


@dataclass(slots=True)
class NoteLate:
    """Called every second. Each row is looked at once, by the time at which it came into its line (again, on
    Retry); after a restart all are, and what is set twice is the same."""

    units: Units
    clock: Clock
    after: timedelta
    at_once: int = AT_ONCE
    _until: datetime = field(default=_EVER)
    """What stood in line by then has been looked at."""

    async def __call__(self) -> None:
        since, until = self._until, self.clock.now() - self.after
        last = OutboxId(0)
        while since < until:
            late = await self.units.look(
                partial(_late, since=since, until=until, after=last, most=self.at_once)
            )
            if not late:
                break
            await self.units.run(partial(_mark, late=[message for _, message in late], now=self.clock.now()))
            last = late[-1][0]
        # Also back, with a clock that was set back.
        self._until = until


async def _late(
    unit: UnitOfWork, since: datetime, until: datetime, after: OutboxId, most: int
) -> Sequence[tuple[OutboxId, MessageId]]:
    return await unit.outbox.late(since, until, after, most)


async def _mark(unit: UnitOfWork, late: Sequence[MessageId], now: datetime) -> None:
    for message_id in late:
        message = await unit.messages.get(message_id)
        if message is not None and message.state is MessageState.QUEUED:
            eyes = Amendment(
                to=message.sender_person, message=message.id, act=Act.LATE, priority=Priority.NOTICE
            )
            await unit.outbox.add(eyes, now)
