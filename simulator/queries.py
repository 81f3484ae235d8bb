"""Presses on inline buttons, from the click until the bot has answered."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from simulator.clock import TrialClock
from simulator.errors import Json, bad_request
from simulator.store import Store

# How long the bot has to answer a press it can still see.
ANSWER_WITHIN = 15.0


@dataclass
class Query:
    id: str
    chat_id: int
    message_id: int
    created: float
    answered: bool = False


class Queries:
    def __init__(self, store: Store, clock: TrialClock) -> None:
        self._store = store
        self._clock = clock
        self._open: dict[str, Query] = {body["id"]: Query(**body) for body in store.load("query")}
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    def open(self, chat_id: int, message_id: int) -> Query:
        self._forget_old()
        query = Query(str(secrets.randbits(62)), chat_id, message_id, self._clock.now())
        self._open[query.id] = query
        self._store.put("query", query.id, query)
        return query

    def chat_of(self, query_id: str) -> int | None:
        query = self._open.get(query_id)
        return query.chat_id if query else None

    def answer(self, query_id: str, answer: Json) -> None:
        query = self._open.get(query_id)
        if query is None or query.answered or self._clock.now() - query.created > ANSWER_WITHIN:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answered = True
        self._store.put("query", query.id, query)
        waiting = self._waiting.get(query_id)
        if waiting and not waiting.done():
            waiting.set_result(answer)

    async def answered(self, query: Query, timeout: float) -> Json | None:
        """The bot's answer, or None when it does not come within `timeout` real seconds."""
        waiting = self._waiting[query.id] = asyncio.get_running_loop().create_future()
        try:
            return await asyncio.wait_for(waiting, timeout)
        except TimeoutError:
            return None
        finally:
            del self._waiting[query.id]

    def _forget_old(self) -> None:
        horizon = self._clock.now() - ANSWER_WITHIN
        while self._open and (oldest := next(iter(self._open.values()))).created < horizon:
            del self._open[oldest.id]
            self._store.drop("query", oldest.id)
