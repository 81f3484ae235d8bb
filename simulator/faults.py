"""Switches that make Telegram misbehave on purpose."""

from __future__ import annotations

import fnmatch
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from simulator.errors import Json
from simulator.faultkinds import KINDS
from simulator.faultwishes import read_wish
from simulator.feed import Feed
from simulator.store import Store


@dataclass
class Fault:
    """`count`: calls still to hit (None: no limit); `rate`: the share of matching calls it hits;
    `seconds`: how long a call hangs or is slowed; `until`: real epoch second at which the fault ends;
    `seen`: how many have matched so far, `hits`: how many it struck; `migrate_to_chat_id`: what an
    `error` says a group has become."""

    id: int
    kind: str
    method: str = "*"
    count: int | None = None
    rate: float = 1.0
    chat: int | None = None
    seconds: float = 0.0
    retry_after: int = 1
    after_effect: bool = False
    code: int = 400
    description: str = ""
    migrate_to_chat_id: int | None = None
    until: float | None = None
    seed: int = 0
    seen: int = 0
    hits: int = 0
    update: str = "*"
    by: int = 0
    place: str = "before"

    @property
    def strikes(self) -> str:
        return KINDS[self.kind].strikes

    def over(self) -> bool:
        return self.until is not None and time.time() >= self.until

    def meant_for(self, name: str, chat: int | None) -> bool:
        """`name`: of a method, or of an update's kind."""
        if self.chat is not None and chat != self.chat:
            return False
        pattern = self.update if self.strikes == "updates" else self.method
        return fnmatch.fnmatchcase(name.lower(), pattern.lower())

    def drawn(self) -> bool:
        """Drawn from seed and position, so that a rate repeats itself also across a restart."""
        self.seen += 1
        return self.rate >= 1 or random.Random(f"{self.seed}:{self.seen}").random() < self.rate


class Faults:
    def __init__(self, store: Store, feed: Feed, heard: Callable[[], None] = lambda: None) -> None:
        self._store = store
        self._feed = feed
        self._faults = {body["id"]: Fault(**body) for body in store.load("fault")}
        self._next = max(self._faults, default=0) + 1
        self._heard = heard

    def __len__(self) -> int:
        return len(self._faults)

    def hit(self, method: str, chat: int | None) -> Fault | None:
        """The first fault that strikes this call, counted."""
        if not self._faults:
            return None
        of_calls = (fault for fault in self._standing() if fault.strikes != "updates")
        return next((fault for fault in of_calls if self._struck(fault, method, chat)), None)

    def on_update(self, codes: set[str], kind: str, chat: int | None) -> list[Fault]:
        """Those of these faults that strike an update of this kind, counted."""
        if not self._faults:
            return []
        asked = [fault for fault in self._standing() if fault.kind in codes]
        return [fault for fault in asked if self._struck(fault, kind, chat)]

    def refusing(self) -> Fault | None:
        """What keeps connections out now."""
        return next((fault for fault in self._standing() if fault.strikes == "connections"), None)

    def _standing(self) -> list[Fault]:
        for fault in [fault for fault in self._faults.values() if fault.over()]:
            self.remove(fault.id)
        return list(self._faults.values())

    def _struck(self, fault: Fault, name: str, chat: int | None) -> bool:
        if not fault.meant_for(name, chat):
            return False
        strikes = fault.drawn()
        fault.hits += strikes
        if strikes and fault.count is not None:
            fault.count -= 1
        self._store.put("fault", fault.id, fault)
        if fault.count == 0:
            self.remove(fault.id)
        elif strikes:
            self._feed.publish("faults", self.listed())
        return strikes

    def add(self, wanted: Json) -> Fault:
        """Raises `Refusal`."""
        fault = Fault(self._next, **read_wish(wanted))
        self._next += 1
        self._faults[fault.id] = fault
        self._store.put("fault", fault.id, fault)
        self._told()
        return fault

    def remove(self, fault_id: int) -> bool:
        found = self._faults.pop(fault_id, None) is not None
        self._store.drop("fault", fault_id)
        self._told()
        return found

    def clear(self) -> None:
        for fault_id in list(self._faults):
            self._faults.pop(fault_id)
            self._store.drop("fault", fault_id)
        self._told()

    def _told(self) -> None:
        self._feed.publish("faults", self.listed())
        self._heard()

    def listed(self) -> list[Json]:
        return [dict(vars(fault)) for fault in self._faults.values()]
