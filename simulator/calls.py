"""The log of Bot API calls: what the bot asked for, and what it was told."""

from __future__ import annotations

import itertools
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from simulator.errors import Json
from simulator.feed import Feed
from simulator.store import Store

KEPT = 10_000
TRIM_EVERY = 1_000


@dataclass
class Call:
    """Times are real epoch seconds, not the trial's, so that they measure. `effect`: it was carried
    out; `status` stays None while no answer has been given, for ever where a fault swallowed it."""

    seq: int
    method: str
    params: Json
    chat: int | None
    started: float = field(default_factory=time.time)
    finished: float | None = None
    duration_ms: float | None = None
    status: int | None = None
    description: str | None = None
    message_id: int | None = None
    effect: bool = False
    fault: str | None = None


class CallLog:
    def __init__(self, store: Store, feed: Feed) -> None:
        self._store = store
        self._feed = feed
        self._calls: deque[Call] = deque((Call(**body) for body in store.load("call")), maxlen=KEPT)
        self._next = self._calls[-1].seq + 1 if self._calls else 1

    def begin(self, method: str, params: Json, chat: int | None) -> Call:
        call = Call(self._next, method, params, chat)
        self._next += 1
        self._calls.append(call)
        self._store.put("call", call.seq, call)
        if call.seq % TRIM_EVERY == 0:
            self._store.forget_up_to("call", call.seq - KEPT)
        return call

    def finish(self, call: Call, status: int | None, description: str | None) -> None:
        call.finished = time.time()
        call.duration_ms = round((call.finished - call.started) * 1000, 2)
        call.status, call.description = status, description
        self._store.put("call", call.seq, call)
        self._feed.publish("call", vars(call))

    def after(self, seq: int) -> list[Json]:
        newest_first = itertools.takewhile(lambda call: call.seq > seq, reversed(self._calls))
        return [vars(call) for call in newest_first][::-1]


def shown(value: Any, token: str) -> Any:
    """A parameter as the log may keep it: the token never."""
    if isinstance(value, str):
        return value.replace(token, "<token>") if token in value else value
    if isinstance(value, list):
        return [shown(item, token) for item in value]
    if isinstance(value, dict):
        return {shown(key, token): shown(item, token) for key, item in value.items()}
    return value
