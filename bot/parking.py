"""What people hear of an update that was given up: its person an apology, the operators an alert."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from bot.lanes import Afterwards
from bot.raw import KIND, chat_of, kind_of, message_of, press_of
from bot.toasts import Answering, Toast
from domain.people import Address
from services.alerts import Alerts
from services.notices import say
from services.ports import Clock, UnitOfWork
from services.queues import Entry


@dataclass(frozen=True, slots=True)
class Parking:
    alerts: Alerts
    clock: Clock
    answer: Answering

    async def __call__(self, unit: UnitOfWork, entry: Entry, error: str, /) -> Afterwards | None:
        kind, chat, press = kind_of(entry.lane), chat_of(entry.raw), press_of(entry.raw)
        person = None if chat is None else await unit.people.at(Address(kind, chat))
        toast = Toast()
        toast.say("failed")
        if person is not None:
            toast.language = person.language
            apology = say(person.id, "failed", reply_to=message_of(entry.raw))
            await unit.outbox.add(apology, self.clock.now())
        await self.alerts(unit, "parked", update=entry.seq, error=error)
        return None if press is None or kind != KIND else partial(self.answer, press, toast)
