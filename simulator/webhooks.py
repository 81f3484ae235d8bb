"""Delivers updates to the bot's webhook, as Telegram's open server does: one after another in each lane, the
lanes side by side, each update until it is taken."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator
from typing import Protocol

from aiohttp import web

from simulator.answers import Ready
from simulator.calls import Call
from simulator.errors import Json
from simulator.params import Params
from simulator.webhookline import Came, Line
from simulator.webhookretries import Tries
from simulator.world import World

# A webhook is warm for so long after it took an update; a cold one gets no further connections.
WARM = 10.0
# After so much of nothing but 410 Gone the webhook is removed.
GONE = 23 * 3600


class Door(Protocol):
    """The Bot API's, which carries calls out."""

    def begin(self, name: str, params: Params) -> Call: ...

    async def carried_out(self, call: Call, params: Params) -> Ready: ...


class Postman:
    def __init__(self, world: World, door: Door) -> None:
        self._world = world
        self._door = door
        self._awake = asyncio.Event()
        self._hook: Json = {}
        self._line: Line | None = None
        self._begin({})
        world.posted = self._awake.set

    def _begin(self, hook: Json) -> None:
        self._hook = hook
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._tries: dict[int, Tries] = {}
        self._due: dict[int, float] = {}
        self._warm_until = 0.0
        self._opened = 1
        self._gone_since: float | None = None

    async def life(self, app: web.Application) -> AsyncIterator[None]:
        """For aiohttp's `cleanup_ctx`."""
        rounds = asyncio.get_running_loop().create_task(self._rounds())
        yield
        rounds.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await rounds
        await self._hang_up()

    async def _rounds(self) -> None:
        while True:
            self._awake.clear()
            try:
                wait = await self._round()
            except Exception:  # noqa: BLE001 - the trace is for the terminal; delivery goes on
                traceback.print_exc()
                wait = 1.0
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), wait)

    async def _round(self) -> float | None:
        """Sends what may leave now; seconds until something else may, None where only news change that."""
        if self._world.book.webhook is not self._hook:
            await self._hang_up()
            self._begin(self._world.book.webhook)
        if not self._hook:
            return None
        self._line = self._line or Line(self._hook)
        now = asyncio.get_running_loop().time()
        soonest: float | None = None
        seen = set(self._flying)
        # The open server looks no further ahead either: a lane that is stuck can fill all there is.
        heads = self._world.updates.heads(2 * self._hook["max_connections"])
        if len(self._due) > 2 * len(heads):
            self._forget_all_but({update_id for update_id, _ in heads})
        for update_id, kept in heads:
            if kept["lane"] in seen:
                continue
            seen.add(kept["lane"])
            due = self._due.get(update_id, 0.0)
            if due > now:
                soonest = due if soonest is None else min(due, soonest)
            elif len(self._flying) < self._width(now):
                self._send(self._line, update_id, kept)
        return None if soonest is None else soonest - now

    def _forget_all_but(self, waiting: set[int]) -> None:
        self._tries = {one: tries for one, tries in self._tries.items() if one in waiting}
        self._due = {one: due for one, due in self._due.items() if one in waiting}

    def _width(self, now: float) -> int:
        return int(self._hook["max_connections"]) if now < self._warm_until else self._opened

    def _send(self, line: Line, update_id: int, kept: Json) -> None:
        flight = asyncio.get_running_loop().create_task(self._delivered(line, update_id, kept))
        self._flying[kept["lane"]] = flight
        self._opened = max(self._opened, len(self._flying))

    async def _delivered(self, line: Line, update_id: int, kept: Json) -> None:
        try:
            came = await line.post(kept["update"])
        except Exception:  # noqa: BLE001 - an answer that cannot be read is none
            traceback.print_exc()
            came = Came(trouble="Connection closed")
        if line is not self._line:
            return  # another webhook since: who took this one is not asked any more
        del self._flying[kept["lane"]]
        self._awake.set()
        if came.trouble:
            self._failed(update_id, kept, came)
        else:
            self._taken(update_id)
        await self._world.kept()
        if came.call:
            await self._carry_out(*came.call)

    def _taken(self, update_id: int) -> None:
        self._warm_until = asyncio.get_running_loop().time() + WARM
        self._gone_since = None
        self._tries.pop(update_id, None)
        self._due.pop(update_id, None)
        self._world.updates.done(update_id)
        self._world.keep()

    def _failed(self, update_id: int, kept: Json, came: Came) -> None:
        now = self._world.clock.now()
        if not came.status:
            self._opened = max(self._opened - 1, 1)
        self._hook["last_error_date"] = self._world.clock.stamp()
        self._hook["last_error_message"] = came.trouble
        tries = self._tries.get(update_id, Tries()).failed(came.retry_after, update_id)
        if now + tries.wait > kept["until"]:
            self._world.updates.drop(update_id)
        self._tries[update_id] = tries
        self._due[update_id] = asyncio.get_running_loop().time() + tries.wait
        self._gone(came, now)
        self._world.keep()

    def _gone(self, came: Came, now: float) -> None:
        if came.status != 410:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = now
        elif now - self._gone_since > GONE:
            self._world.book.webhook = {}

    async def _carry_out(self, method: str, params: Params) -> None:
        """Nobody hears what became of it. A fault strikes it as any other call."""
        call = self._door.begin(method, params)
        if fault := self._world.faults.hit(call.method, call.chat):
            call.fault = fault.kind
            if fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            if not (fault.after_effect or fault.kind == "slow"):
                self._world.calls.finish(call, None, f"asked for by the webhook; {fault.kind}")
                self._world.keep()
                return
        await self._door.carried_out(call, params)

    async def _hang_up(self) -> None:
        for flight in self._flying.values():
            flight.cancel()
        await asyncio.gather(*self._flying.values(), return_exceptions=True)
        line, self._line = self._line, None
        if line:
            await line.close()
