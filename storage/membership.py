"""One of several programs on a PostgreSQL database: that it lives, and that those who do not are known.

An epoch has a lease by the server's clock, renewed on a connection of its own. Whose lease has run out is
declared dead by the others, in the row itself: from then on it cannot be renewed, and whatever it wakes up
with is no longer its own. Its own doubt comes first: it counts from before it asked, by a clock that also
goes on while a process is stopped.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

import asyncpg

from services.faults import describe
from storage import postgresql

log = logging.getLogger("storage")
LEASE = 4.0
"""Seconds for which a life is believed without a word. An eighth of it is the time between two renewals, and
the time before its end from which it is not relied upon."""
AGAIN = 0.1
"""Seconds between tries while the server is away."""
PATIENCE = 1.5
"""Seconds for an answer, after which its connection is not trusted."""
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_UNTIL = f"{_NOW} + $2::bigint"
_BEGIN = (
    "INSERT INTO epochs (opened_at, beats, replica, lease_until)"
    f" VALUES ({_NOW}, 0, $1, {_UNTIL}) RETURNING id"
)
# Its own earlier lives, and those that had no lease: they were alone here, and are no more.
_FOLLOW = (
    f"UPDATE epochs SET ended_at = {_NOW}"
    " WHERE ended_at IS NULL AND id <> $1 AND (replica = $2 OR lease_until IS NULL)"
)
_RENEW = f"UPDATE epochs SET lease_until = {_UNTIL} WHERE id = $1 AND ended_at IS NULL RETURNING id"
_BURY = (
    f"UPDATE epochs SET ended_at = {_NOW}"
    f" WHERE ended_at IS NULL AND lease_until < {_NOW} AND id <> $1 RETURNING replica"
)
_NEXT_END = f"SELECT min(lease_until) - {_NOW} FROM epochs WHERE ended_at IS NULL AND id <> $1"
_END = f"UPDATE epochs SET ended_at = {_NOW} WHERE id = $1 AND ended_at IS NULL"
_LEAD = (
    f"INSERT INTO leases AS l (name, epoch, until) VALUES ($1, $3, {_UNTIL})"
    " ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, until = excluded.until"
    f" WHERE l.epoch = excluded.epoch OR l.until < {_NOW}"
    " OR NOT EXISTS (SELECT FROM epochs e WHERE e.id = l.epoch AND e.ended_at IS NULL) RETURNING name"
)
_GIVE_BACK = "DELETE FROM leases WHERE name = $1 AND epoch = $2"
_GIVE_ALL_BACK = "DELETE FROM leases WHERE epoch = $1"


class TakenOver(Exception):
    """Others believe this one dead and have taken over: what it knows is no longer so."""


def _nobody() -> None:
    """Until somebody wants to know."""


def uptime() -> float:
    """Seconds, also those in which the process was stopped or the machine asleep."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Membership:
    """Implements `services.members.Member`. `serve` keeps it up; it ends only through `end`, or TakenOver."""

    def __init__(self, url: str, replica: str, lease: float = LEASE) -> None:
        self.epoch = 0
        self._somebody_died: Callable[[], None] = _nobody
        self._lease, self._span, self._eighth = lease, int(lease * 1_000_000), lease / 8
        self._url, self._replica = url, replica
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()
        self._wanted: set[str] = set()
        self._led: set[str] = set()
        self._certain_until = 0.0
        self._unbroken_since = 0.0
        self._over = False
        self._asked = asyncio.Event()

    async def begin(self) -> int:
        """A new life: its number. Raises the driver's errors."""
        connection = await self._connected()
        asked = uptime()
        self.epoch = int(await connection.fetchval(_BEGIN, self._replica, self._span, timeout=PATIENCE))
        await connection.execute(_FOLLOW, self.epoch, self._replica, timeout=PATIENCE)
        self._certain_until, self._unbroken_since = asked + self._lease - self._eighth, asked
        return self.epoch

    async def serve(self) -> None:
        """Raises TakenOver."""
        while not self._over:
            self._asked.clear()
            pause = await self._round()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._asked.wait()

    async def end(self) -> None:
        """Others need not wait until it is noticed."""
        self._over = True
        self._asked.set()
        async with self._turn:
            self._certain_until = 0.0
            try:
                connection = await self._connected()
                await connection.execute(_END, self.epoch, timeout=PATIENCE)
                await connection.execute(_GIVE_ALL_BACK, self.epoch, timeout=PATIENCE)
            except _AWAY as error:
                log.warning("this program's end is not written down: %s", describe(error))
            await self._hang_up()

    def alive(self) -> bool:
        return uptime() < self._certain_until

    async def certain(self) -> bool:
        while not self.alive():
            if self._over:
                return False
            await asyncio.sleep(AGAIN)
        return True

    def leads(self, name: str) -> bool:
        return name in self._led and self.alive()

    def stand_for(self, name: str) -> None:
        self._wanted.add(name)
        self._asked.set()

    async def give_back(self, name: str) -> None:
        self._wanted.discard(name)
        async with self._turn:
            self._led.discard(name)
            try:
                connection = await self._connected()
                await connection.execute(_GIVE_BACK, name, self.epoch, timeout=PATIENCE)
            except _AWAY as error:
                log.warning("%s is not given back: %s", name, describe(error))
                await self._hang_up()

    def on_death(self, listener: Callable[[], None]) -> None:
        self._somebody_died = listener

    async def _round(self) -> float:
        """Seconds until the next one."""
        async with self._turn:
            if self._over:
                return 0.0
            try:
                connection = await self._connected()
                await self._renew(connection)
                # The dead first: what only one may do, and one of them did, is then free at once.
                pause = await self._look_after(connection)
                for name in sorted(self._wanted):
                    await self._stand(connection, name)
                return pause
            except _AWAY as error:
                if self._connection is not None:
                    log.warning("this program's lease is not renewed: %s", describe(error))
                await self._hang_up()
                return AGAIN

    async def _renew(self, connection: asyncpg.Connection) -> None:
        asked = uptime()
        if await connection.fetchval(_RENEW, self.epoch, self._span, timeout=PATIENCE) is None:
            self._over, self._certain_until = True, 0.0
            raise TakenOver(f"epoch {self.epoch} was ended by another program")
        if asked > self._certain_until:
            self._unbroken_since = asked
        self._certain_until = asked + self._lease - self._eighth

    async def _stand(self, connection: asyncpg.Connection, name: str) -> None:
        led = await connection.fetchval(_LEAD, name, self._span, self.epoch, timeout=PATIENCE) is not None
        (self._led.add if led else self._led.discard)(name)

    async def _look_after(self, connection: asyncpg.Connection) -> float:
        """Whose lease has run out is dead. Not as long as it may have been the server that was away: then
        everybody's has, and everybody comes back."""
        if uptime() - self._unbroken_since >= self._lease:
            dead = await connection.fetch(_BURY, self.epoch, timeout=PATIENCE)
            for row in dead:
                log.warning("%s is believed dead: its work is taken over", row["replica"])
            if dead:
                self._somebody_died()
        left = await connection.fetchval(_NEXT_END, self.epoch, timeout=PATIENCE)
        soon = self._eighth if left is None or left <= 0 else left / 1_000_000 + 0.005
        return min(self._eighth, soon)

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await postgresql.raw(self._url)
            await self._connection.execute("SET idle_session_timeout = 0", timeout=PATIENCE)
        return self._connection

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
