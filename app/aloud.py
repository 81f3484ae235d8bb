"""What operators hear while the database takes nothing: said past the outbox, at once, and never repeated.

A notice of ours waits in the database, which is where nothing can be put then; so the alert that it is away,
and the answer to `/status`, go straight to Telegram, best effort. Once there is room again the same
question is stored, and answered as any other.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from domain.people import Address
from services.outgoing import Outcome, Parcel, Sent, Speech
from services.people import CHAT
from services.ports import Clock, StorageUnavailable, Tasks, UnitOfWork, Units
from services.queues import RawUpdate
from services.status import Status

log = structlog.get_logger("roomline")
STATUS = "/status"
REMEMBERED = 1000
"""Questions that were answered: the same update comes again and again until it can be stored."""


@dataclass(slots=True)
class Aloud:
    send: Callable[[Address, Parcel], Awaitable[Outcome]]
    units: Units
    status: Status
    clock: Clock
    tasks: Tasks
    operators: frozenset[str]
    """Their ids at Telegram, which are their private chats' as well."""
    language: str
    """Where the database cannot even be asked for an operator's own."""
    _answered: dict[int, None] = field(default_factory=dict)

    async def alert(self, kind: str, parts: str) -> None:
        for operator in self.operators:
            await self._say(operator, "alert", {"kind": kind, "parts": parts})

    def unstored(self, updates: Sequence[RawUpdate]) -> None:
        """Called with what could not be stored, as often as that is so."""
        for update in updates:
            if update.id not in self._answered and update.lane in self.operators and _asks(update.raw):
                self._answered[update.id] = None
                self.tasks.start(self._answer(update.lane), name="status, aloud")
        while len(self._answered) > REMEMBERED:
            del self._answered[next(iter(self._answered))]

    async def _answer(self, operator: str) -> None:
        await self._say(operator, "status", await self.status.report())

    async def _say(self, operator: str, code: str, values: Mapping[str, Any]) -> None:
        to = Address(CHAT, operator)
        speech = Speech(code=code, values=values, language=await self._language(to), at=self.clock.now())
        try:
            outcome = await self.send(to, speech)
        except Exception as error:  # noqa: BLE001 - best effort, and in nobody's way
            log.error("an operator cannot be told", error=type(error).__name__)
            return
        if not isinstance(outcome, Sent):
            log.error("an operator was not told", outcome=type(outcome).__name__)

    async def _language(self, to: Address) -> str:
        async def work(unit: UnitOfWork) -> str:
            person = await unit.people.at(to)
            return person.language if person else self.language

        try:
            return await self.units.look(work)
        except StorageUnavailable:
            return self.language


def _asks(raw: str) -> bool:
    """For `/status`, also as it is written in a group of bots: `/status@name`."""
    try:
        words = str(json.loads(raw)["message"]["text"]).split()
    except (ValueError, KeyError, TypeError):
        return False
    return bool(words) and words[0].partition("@")[0] == STATUS
