"""What is not delivered within 3 s carries 👀 in its writer's chat until it is: quiet means delivered.

Not what is told in words anyway: a reader who has stopped the bot, a writer who is faster than is passed on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from domain.ids import OutboxId
from domain.message import MessageState
from services.amendments import Act
from services.outgoing import Amendment, Priority
from services.ports import Clock, UnitOfWork, Units

LATE_AFTER = timedelta(seconds=3)
AT_ONCE = 200


@dataclass(slots=True)
class NoteLate:
    """Called every second. What it has looked at it does not look at again; after a restart it does, and what
    is set twice is the same."""

    units: Units
    clock: Clock
    _seen: OutboxId = field(default=OutboxId(0))

    async def __call__(self) -> None:
        now = self.clock.now()
        late = await self.units.look(lambda unit: unit.outbox.late(self._seen, now - LATE_AFTER, AT_ONCE))
        if not late:
            return

        async def work(unit: UnitOfWork) -> None:
            for _, message_id in late:
                message = await unit.messages.get(message_id)
                if message is not None and message.state is MessageState.QUEUED:
                    eyes = Amendment(
                        to=message.sender_person, message=message.id, act=Act.LATE, priority=Priority.NOTICE
                    )
                    await unit.outbox.add(eyes, now)

        await self.units.run(work)
        self._seen = max(row for row, _ in late)
