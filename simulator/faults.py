"""Switches that make Telegram misbehave on purpose."""

from __future__ import annotations

import fnmatch
import random
import time
from dataclasses import dataclass
from typing import Any

from simulator.errors import Json, Refusal
from simulator.feed import Feed
from simulator.store import Store

ANSWERS = {"429", "429_bare", "500", "502", "504", "error"}
HOLDS = {"timeout_before", "timeout_after", "hang_poll"}
KINDS = ANSWERS | HOLDS | {"cut_before", "cut_after", "slow", "down"}
# How long a call hangs before its connection is closed; a `slow` one before it is answered.
HOLD_SECONDS = 75.0
SLOW_SECONDS = 2.0
MOST = 2**52


@dataclass
class Fault:
    """`count`: calls still to hit (None: no limit); `rate`: the share of matching calls it hits;
    `seconds`: how long a call hangs or is slowed; `until`: real epoch second at which the fault ends."""

    id: int
    kind: str
    method: str = "*"
    count: int | None = None
    rate: float = 1.0
    chat: int | None = None
    seconds: float = HOLD_SECONDS
    retry_after: int = 1
    after_effect: bool = False
    code: int = 400
    description: str = ""
    until: float | None = None
    seed: int = 0
    seen: int = 0
    hits: int = 0

    def matches(self, method: str, chat: int | None) -> bool:
        if self.chat is not None and chat != self.chat:
            return False
        if not fnmatch.fnmatchcase(method.lower(), self.method.lower()):
            return False
        self.seen += 1
        # Drawn from seed and position, so that a rate repeats itself also across a restart.
        return self.rate >= 1 or random.Random(f"{self.seed}:{self.seen}").random() < self.rate


class Faults:
    def __init__(self, store: Store, feed: Feed) -> None:
        self._store = store
        self._feed = feed
        self._faults = {body["id"]: Fault(**body) for body in store.load("fault")}
        self._next = max(self._faults, default=0) + 1

    def hit(self, method: str, chat: int | None) -> Fault | None:
        """The first fault that strikes this call, counted."""
        if not self._faults:
            return None
        for fault in list(self._faults.values()):
            if fault.until is not None and time.time() >= fault.until:
                self.remove(fault.id)
            elif fault.matches(method, chat):
                self._spend(fault)
                return fault
        return None

    def _spend(self, fault: Fault) -> None:
        fault.hits += 1
        if fault.count is not None:
            fault.count -= 1
        self._store.put("fault", fault.id, fault)
        if fault.count == 0:
            self.remove(fault.id)
        else:
            self._feed.publish("faults", self.listed())

    def add(self, wanted: Json) -> Fault:
        fault = _fault(self._next, wanted)
        self._next += 1
        self._faults[fault.id] = fault
        self._store.put("fault", fault.id, fault)
        self._feed.publish("faults", self.listed())
        return fault

    def remove(self, fault_id: int) -> bool:
        found = self._faults.pop(fault_id, None) is not None
        self._store.drop("fault", fault_id)
        self._feed.publish("faults", self.listed())
        return found

    def clear(self) -> None:
        for fault_id in list(self._faults):
            self._faults.pop(fault_id)
            self._store.drop("fault", fault_id)
        self._feed.publish("faults", self.listed())

    def listed(self) -> list[Json]:
        return [dict(vars(fault)) for fault in self._faults.values()]


def _fault(fault_id: int, wanted: Json) -> Fault:
    kind = wanted.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refusal(f"A fault's kind is one of: {', '.join(sorted(KINDS))}.")
    known = {"kind", "method", "count", "rate", "chat", "seconds", "retry_after", "after_effect", "code"}
    if unknown := set(wanted) - known - {"description", "lasts", "seed"}:
        raise Refusal(f"A fault has no field {sorted(unknown)[0]!r}.")
    lasts = _number(wanted, "lasts")
    seconds = _number(wanted, "seconds")
    if kind == "down" or kind in ANSWERS or kind.startswith("cut"):
        lasts = seconds if lasts is None else lasts
    rate = _number(wanted, "rate")
    count = _number(wanted, "count")
    if count is None and rate is None and lasts is None and kind != "down":
        count = 1
    if rate is not None and rate > 1:
        raise Refusal("A fault's rate is a share of calls, from 0 to 1.")
    chat, code = _number(wanted, "chat"), int(_number(wanted, "code") or 400)
    if not 400 <= code <= 599:
        raise Refusal("A fault's code is an HTTP error, from 400 to 599.")
    return Fault(
        id=fault_id,
        kind=kind,
        method=str(wanted.get("method") or ("getUpdates" if kind == "hang_poll" else "*")),
        count=None if count is None else int(count),
        rate=1.0 if rate is None else rate,
        chat=None if chat is None else int(chat),
        seconds=seconds if seconds is not None else SLOW_SECONDS if kind == "slow" else HOLD_SECONDS,
        retry_after=int(_number(wanted, "retry_after") or 1),
        after_effect=bool(wanted.get("after_effect")) or kind.endswith("_after"),
        code=code,
        description=str(wanted.get("description") or "Bad Request: refused on purpose"),
        until=None if lasts is None else time.time() + lasts,
        seed=int(_number(wanted, "seed") or 0),
    )


def _number(wanted: Json, name: str) -> float | None:
    value: Any = wanted.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MOST:
        raise Refusal(f"A fault's {name} is a number from 0 to {MOST:.0e}.")
    return float(value)
