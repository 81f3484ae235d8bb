"""The queue between the world and the bot, with Telegram's offset semantics."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from simulator import updatekinds
from simulator.clock import TrialClock
from simulator.errors import ApiError, Json
from simulator.faults import Faults
from simulator.malformed import shape
from simulator.store import Store
from simulator.updateids import UpdateIds

TAKEN_OVER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
# The open server takes an offset that is further ahead of its queue for none at all.
AHEAD = 10


class Memory(Protocol):
    """What outlives this process. `next_update` is only read, and only without `update_ids`."""

    next_update: int
    update_ids: Json
    allowed_updates: list[str]


class UpdateQueue:
    def __init__(
        self,
        store: Store,
        clock: TrialClock,
        faults: Faults,
        memory: Memory,
        checked: Callable[[Json], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._faults = faults
        self._memory = memory
        self._checked = checked
        first = max(memory.next_update, 1)
        self.ids = UpdateIds(**memory.update_ids) if memory.update_ids else UpdateIds(first, first)
        memory.update_ids = vars(self.ids)
        self._pending: OrderedDict[int, Json] = OrderedDict(_kept(store, "update"))
        self._again: OrderedDict[int, Json] = OrderedDict(_kept(store, "again"))
        """Confirmed ones that a fault brings once more."""
        self._poller: asyncio.Future[None] | None = None
        self.arrived: Callable[[], None] | None = None
        """Told of every update that is added: the webhook's."""

    def __len__(self) -> int:
        self._drop_stale(list(self._pending))
        return len(self._pending)

    @property
    def allowed(self) -> list[str]:
        """What the bot hears of; [] stands for the default."""
        return self._memory.allowed_updates

    def allow(self, given: Any) -> None:
        self._memory.allowed_updates = updatekinds.allowed(given, self.allowed)

    def hears_of(self, kind: str) -> bool:
        return kind in (self.allowed or updatekinds.DEFAULT)

    def add(self, kind: str, body: Json) -> int | None:
        """The new update's id; None when the bot has not asked for this kind."""
        if not self.hears_of(kind):
            return None
        who, lane = updatekinds.person_of(body), updatekinds.lane_of(kind, body)
        self._before_first(kind, who)
        spoiled = self._faults.on_update({"malformed"}, kind, who)
        for fault in spoiled:
            if fault.place == "before":
                self._put(shape(fault.hits), kind, who, lane)
        update_id = self._put({kind: body}, kind, who, lane)
        self._checked(self._pending[update_id]["update"])
        if self._faults.on_update({"duplicate"}, kind, who):
            self._pending[update_id]["again"] = True
        if kind == "callback_query" and self._faults.on_update({"press_again"}, kind, who):
            self._put({kind: body}, kind, who, lane)
        for fault in spoiled:
            if fault.place == "after":
                self._put(shape(fault.hits), kind, who, lane)
        self._tell()
        return update_id

    def _before_first(self, kind: str, who: int | None) -> None:
        """Ids start elsewhere only where none is left waiting: in a queue they always rise."""
        self._drop_stale(list(self._pending)[:1])
        if self._pending:
            return
        self.ids.after_silence(self._clock.now())
        for fault in self._faults.on_update({"ids_up", "ids_down"}, kind, who):
            self.ids.jump(fault.by if fault.kind == "ids_up" else -fault.by)

    def _put(self, content: Json, kind: str, who: int | None, lane: str) -> int:
        now = self._clock.now()
        update_id = self.ids.take(now)
        until = now + updatekinds.lifetime(kind)
        kept = {"update": {"update_id": update_id, **content}, "until": until, "who": who, "lane": lane}
        self._pending[update_id] = kept
        self._store.put("update", update_id, kept)
        return update_id

    def _tell(self) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        if self.arrived:
            self.arrived()

    def confirm(self, offset: int) -> None:
        """Forget what lies before an offset; a negative one keeps so many of the newest. Not by counting back
        from the next id: where a run of ids meets an earlier one, it has jumped over that."""
        if offset < 0:
            for first in list(self._pending)[:offset]:
                self.done(first)
            return
        if offset > self.ids.next + AHEAD:
            return
        while self._pending and (first := next(iter(self._pending))) < offset:
            self.done(first)

    def take(self, limit: int) -> list[Json]:
        """The first that wait. They stay until confirmed, but for those that a fault brings once more."""
        found = [self._again.popitem(last=False)[1]["update"] for _ in range(min(limit, len(self._again)))]
        for update in found:
            self._store.drop("again", update["update_id"])
        return found + [kept["update"] for _, kept in self.first(limit - len(found))]

    def first(self, limit: int) -> list[tuple[int, Json]]:
        """(id, `{"update", "until", "who", "lane"}`) of those that wait, oldest first."""
        found: list[tuple[int, Json]] = []
        stale: list[int] = []
        now = self._clock.now()
        for update_id, kept in self._pending.items():
            if len(found) >= limit:
                break
            if kept["until"] < now:
                stale.append(update_id)
            else:
                found.append((update_id, kept))
        self._drop_stale(stale)
        return found

    def heads(self, limit: int) -> list[tuple[int, Json]]:
        """As `first`, with those that a fault brings once more before all others, until they are done."""
        return [*self._again.items(), *self.first(limit)]

    def done(self, update_id: int) -> None:
        """Confirmed. One that a fault has marked comes once more all the same."""
        if kept := self._pending.get(update_id):
            self._forget(update_id)
            if kept.pop("again", False):
                self._again[update_id] = kept
                self._store.put("again", update_id, kept)
        elif self._again.pop(update_id, None):
            self._store.drop("again", update_id)

    def drop(self, update_id: int) -> None:
        """It has waited too long."""
        if update_id in self._pending:
            self._forget(update_id)

    def clear(self) -> None:
        for update_id in list(self._pending):
            self._forget(update_id)

    def clear_of(self, person_id: int) -> None:
        """Drops what somebody did that the bot has not fetched yet."""
        for update_id, kept in list(self._pending.items()):
            if kept["who"] == person_id:
                self._forget(update_id)

    def _drop_stale(self, ids: Iterable[int]) -> None:
        now = self._clock.now()
        for update_id in ids:
            if self._pending[update_id]["until"] < now:
                self._forget(update_id)

    def _forget(self, update_id: int) -> None:
        del self._pending[update_id]
        self._store.drop("update", update_id)

    def end_poll(self, because: str = TAKEN_OVER) -> None:
        """Whoever polls now is told why it ends."""
        if self._poller and not self._poller.done():
            self._poller.set_exception(ApiError(409, because))
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


def _kept(store: Store, kind: str) -> list[tuple[int, Json]]:
    return [(body["update"]["update_id"], _whole(body)) for body in store.load(kind)]


def _whole(kept: Json) -> Json:
    """Worlds from before webhooks did not write down whose an update is."""
    if "lane" not in kept:
        kind, body = next(item for item in kept["update"].items() if item[0] != "update_id")
        kept |= {"who": updatekinds.person_of(body), "lane": updatekinds.lane_of(kind, body)}
    return kept
