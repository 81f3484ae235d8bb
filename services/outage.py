"""After updates did not come in for a while: what may be missing, said once in each room it can matter to.

Telegram drops a press that nobody fetched for 150 s, and a message that nobody fetched for a day; nothing
tells a bot which. So people are told of the gap, and of what to do again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.room import Room, RoomStatus
from services.notices import instant
from services.outgoing import Notice, Priority
from services.parties import counterpart_name
from services.ports import Clock, UnitOfWork, Units

FETCHED = "fetched"
"""When updates last came in."""
EVERY = timedelta(seconds=10)
PRESSES_LAST = timedelta(seconds=150)
MESSAGES_LAST = timedelta(hours=24)
TAPS_FROM = timedelta(hours=3)
"""Before a visit: from then on its cards have buttons that matter."""
MOST_ROOMS = 10_000


@dataclass(slots=True)
class WatchIntake:
    """Called every few seconds. `quiet_for`: real seconds since updates came in, None before the first."""

    units: Units
    clock: Clock
    quiet_for: Callable[[], float | None]
    _known: bool = field(default=True)
    """False after the clock was moved: the distance to it means nothing then."""

    def clock_was_moved(self) -> None:
        self._known = False

    async def __call__(self) -> None:
        quiet = self.quiet_for()
        if quiet is None or quiet > EVERY.total_seconds():
            return
        # The time of this very moment: while the unit waits for its turn the clock may be moved.
        known, self._known, now = self._known, True, self.clock.now()

        async def work(unit: UnitOfWork) -> None:
            since = await unit.moments.at(FETCHED) if known else None
            unit.moments.put(FETCHED, now)
            if since is not None and now - since > PRESSES_LAST + EVERY:
                await tell(unit, since, now)

        await self.units.run(work)


async def tell(unit: UnitOfWork, since: datetime, until: datetime) -> None:
    lost = until - since >= MESSAGES_LAST
    for room in await unit.rooms.list(live=True, limit=MOST_ROOMS):
        if room.created_at > since + EVERY or not (lost or await _has_buttons(unit, room, until)):
            continue
        for person in room.members:
            name = await counterpart_name(unit, room, person)
            values = {"counterpart": name, "since": instant(since), "until": instant(until), "lost": lost}
            notice = Notice(to=person, code="room.gap", values=values, room=room.id, priority=Priority.BULK)
            await unit.outbox.add(notice, until)


async def _has_buttons(unit: UnitOfWork, room: Room, now: datetime) -> bool:
    """A request waits to be answered, or a visit is near or under way."""
    if room.status is RoomStatus.PENDING:
        return True
    visit = room.subject(await unit.rooms.bookings(room.id), now)
    return visit is not None and visit.live and visit.span.starts_at - TAPS_FROM <= now
