"""The queue between the world and the bot, with Telegram's offset semantics."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from simulator.clock import TrialClock
from simulator.errors import ApiError, Json
from simulator.store import Store

DAY = 86_400
# The open server keeps a press for 150 s, everything else for a day.
LIFETIMES = {"callback_query": 150}
NAMED_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}

TAKEN_OVER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


class UpdateQueue:
    def __init__(
        self,
        store: Store,
        clock: TrialClock,
        next_id: int,
        allowed: list[str],
        checked: Callable[[Json], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self.next_id = next_id
        self.allowed = allowed
        self._checked = checked
        self._pending: OrderedDict[int, Json] = OrderedDict()
        self._poller: asyncio.Future[None] | None = None
        for body in store.load("update"):
            self._pending[body["update"]["update_id"]] = body

    def __len__(self) -> int:
        return len(self._pending)

    def add(self, kind: str, body: Json) -> int | None:
        """The new update's id; None when the bot has not asked for this kind."""
        if not (kind in self.allowed if self.allowed else kind not in NAMED_ONLY):
            return None
        update_id, self.next_id = self.next_id, self.next_id + 1
        kept: Json = {
            "update": {"update_id": update_id, kind: body},
            "until": self._clock.now() + LIFETIMES.get(kind, DAY),
        }
        self._checked(kept["update"])
        self._pending[update_id] = kept
        self._store.put("update", update_id, kept)
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        return update_id

    def confirm(self, offset: int) -> None:
        """Forget what an offset confirms; a negative one keeps the last -offset updates."""
        surplus = len(self._pending) + offset if offset < 0 else 0
        while self._pending and (surplus > 0 if offset < 0 else next(iter(self._pending)) < offset):
            self._forget(next(iter(self._pending)))
            surplus -= 1

    def peek(self, limit: int) -> list[Json]:
        found: list[Json] = []
        stale: list[int] = []
        now = self._clock.now()
        for update_id, kept in self._pending.items():
            if kept["until"] < now:
                stale.append(update_id)
                continue
            found.append(kept["update"])
            if len(found) == limit:
                break
        for update_id in stale:
            self._forget(update_id)
        return found

    def clear(self) -> None:
        for update_id in list(self._pending):
            self._forget(update_id)

    def clear_of(self, person_id: int) -> None:
        """Drops what somebody did that the bot has not fetched yet."""
        for update_id, kept in list(self._pending.items()):
            content = next(body for kind, body in kept["update"].items() if kind != "update_id")
            if (content.get("from") or content.get("user") or {}).get("id") == person_id:
                self._forget(update_id)

    def _forget(self, update_id: int) -> None:
        del self._pending[update_id]
        self._store.drop("update", update_id)

    def end_poll(self) -> None:
        """Whoever polls now is told that another has taken over."""
        if self._poller and not self._poller.done():
            self._poller.set_exception(ApiError(409, TAKEN_OVER))
        self._poller = None

    async def arrival(self, timeout: float) -> None:
        """Wait for a new update at most `timeout` seconds. Raises `ApiError` when another poll begins."""
        self._poller = mine = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(mine, timeout)
        except TimeoutError:
            pass
        finally:
            if self._poller is mine:
                self._poller = None
