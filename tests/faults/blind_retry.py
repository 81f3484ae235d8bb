"""What retrying clients do: no answer, so once more, whatever it was. A wiring for tests only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app import wiring
from app.house import House, open_database
from app.talking import Talking
from bot.loopback import Loopback
from domain.people import Address
from services.outgoing import Outcome, Parcel, Uncertain
from services.ports import Messenger

TRIES = 3


@dataclass(frozen=True, slots=True)
class BlindRetry:
    real: Messenger

    async def send(self, to: Address, parcel: Parcel) -> Outcome:
        outcome: Outcome = Uncertain("not tried")
        for _ in range(TRIES):
            outcome = await self.real.send(to, parcel)
            if not isinstance(outcome, Uncertain):
                break
        return outcome


class Retrying(House):
    def _messengers(self, speaking: Talking, loopback: Loopback) -> dict[str, Messenger]:
        return {kind: BlindRetry(one) for kind, one in super()._messengers(speaking, loopback).items()}


serve = partial(wiring.serve, rest=lambda: (Retrying, open_database))
