"""The program's side of `verify`: makes the probes, looks into the database for them, removes every trace."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Protocol

from app.desk import BadErrand, Errand
from domain.ids import PersonId, TherapistId, conversation_id
from domain.people import Address, Person, Therapist
from domain.schedule import Schedule, WeeklyWindow, Window
from domain.transcript import shape
from services.intake import Intake
from services.invites import PREFIX, MakeInvite
from services.members import VERIFYING, Member, became
from services.ports import Clock, Tasks, UnitOfWork, Units
from services.queues import RawUpdate

ROOM_PATIENCE = 10.0
ANOTHER = "another program on this database proves its chain just now; try again in a minute"
WAITS, LONGEST = 2.0, 60.0
SETTLING = 0.2
"""Seconds for updates that were being fetched while their people were removed."""
NOBODY, NO_THERAPIST = PersonId(0), TherapistId(0)
LABELS = {
    "send": "form.send",
    "skip": "form.skip",
    "now": "form.now",
    "studio": "form.place.studio",
    "accept": "offer.accept",
}


class LoopbackChats(Protocol):
    def says(self, person: str, text: str) -> tuple[int, RawUpdate]: ...

    def presses(self, person: str, message_id: int, row: int, column: int) -> RawUpdate: ...

    def chat(self, person: str) -> list[dict[str, Any]]: ...

    def forget(self) -> None: ...


class _RollBack(Exception):
    """Raised to have a unit undone."""


@dataclass(slots=True)
class VerifyDesk:
    units: Units
    clock: Clock
    intake: Intake
    make_invite: MakeInvite
    loopback: LoopbackChats
    purge: Callable[[], Awaitable[int]]
    """Deletes every row that belongs to a probe; answers how many are left, which is 0 or a fault."""
    recorded: Callable[[str], Awaitable[int]]
    """How many events there are whose channel begins so."""
    telegram: Callable[[], Awaitable[str]]
    """getMe and one silent message to the first operator, deleted again; what was wrong, or ""."""
    member: Member
    probes: set[Address]
    """Addresses that KnowPerson takes for a probe's."""
    about: Mapping[str, Any]
    """What the command has to know of this program: `simulator`, `telegram`, `words`."""
    tasks: Tasks
    _run: int = 0
    _customer: PersonId = NOBODY
    _therapist: TherapistId = NO_THERAPIST
    errands: dict[tuple[str, str], Errand] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.errands |= {
            ("GET", "/verify"): self._about,
            ("POST", "/verify/begin"): self._begin,
            ("POST", "/verify/database"): self._database,
            ("POST", "/verify/telegram"): self._telegram,
            ("POST", "/verify/people"): self._people,
            ("POST", "/verify/room"): self._room,
            ("GET", "/verify/history"): self._history,
            ("GET", "/verify/events"): self._events,
            ("POST", "/verify/purge"): self._purge,
            ("POST", "/verify/send"): self._send,
            ("POST", "/verify/click"): self._click,
            ("POST", "/verify/chat"): self._chat,
        }

    async def _about(self, body: Any) -> Any:
        return dict(self.about)

    async def _begin(self, body: Any) -> Any:
        if not await became(self.member, VERIFYING, WAITS):
            raise BadErrand(ANOTHER)
        self._run += 1
        self.tasks.start(self._no_longer(self._run), name="verify")
        return {"ok": True}

    async def _database(self, body: Any) -> Any:
        """Written, read back in the same unit, undone, and looked for again."""
        key, now = f"verify:{secrets.token_hex(8)}", self.clock.now()

        async def write(unit: UnitOfWork) -> None:
            unit.conversations.put(key, "verify", {"written": key}, now)
            _, data, _ = await unit.conversations.get(key)
            if data.get("written") != key:
                raise BadErrand("what was written was not read back")
            raise _RollBack

        async def left(unit: UnitOfWork) -> str | None:
            return (await unit.conversations.get(key))[0]

        try:
            await self.units.run(write)
        except _RollBack:
            pass
        gone = await self.units.look(left) is None
        return {"ok": gone, "why": "" if gone else "what was rolled back is still there"}

    async def _telegram(self, body: Any) -> Any:
        why = await self.telegram()
        return {"ok": not why, "why": why}

    async def _people(self, body: Any) -> Any:
        """`{"kind", "customer", "therapist"}`: addresses of people who have not said a word as yet."""
        name = f"Verify {secrets.token_hex(2)}"
        self.probes |= {Address(body["kind"], body[who]) for who in ("customer", "therapist")}

        async def work(unit: UnitOfWork) -> tuple[PersonId, TherapistId, str]:
            customer = await unit.people.add(_probe(Address(body["kind"], body["customer"])))
            await unit.people.add(_probe(Address(body["kind"], body["therapist"])))
            code = f"verify-{secrets.token_hex(6)}"
            made = Therapist(id=TherapistId(0), code=code, name=name, probe=True)
            therapist = await unit.therapists.add(made)
            always = tuple(WeeklyWindow(day, Window(time(0), time(0))) for day in range(7))
            unit.therapists.set_schedule(therapist.id, Schedule("UTC", always))
            return customer.id, therapist.id, await self.make_invite(unit, therapist)

        self._customer, self._therapist, token = await self.units.run(work)
        return {"invite": f"{PREFIX}{token}", "therapist_name": name, "token": secrets.token_hex(8)}

    async def _room(self, body: Any) -> Any:
        """Waits until the probes' room is in that status."""
        seen = "no room"

        async def status(unit: UnitOfWork) -> str:
            room = await unit.rooms.latest_of(self._customer)
            return room.status.value if room else "no room"

        try:
            async with asyncio.timeout(ROOM_PATIENCE):
                while (seen := await self.units.look(status)) != body["status"]:
                    if seen == "expired":
                        break
                    await asyncio.sleep(0.02)
        except TimeoutError:
            return {"ok": False, "why": f"the room is {seen} after {ROOM_PATIENCE:.0f} s"}
        return {"ok": True}

    async def _history(self, body: Any) -> Any:
        conversation = conversation_id(self._customer, self._therapist)

        async def work(unit: UnitOfWork) -> list[dict[str, Any]]:
            return [shape(message) for message in await unit.messages.history(conversation)]

        return {"messages": await self.units.look(work)}

    async def _events(self, body: Any) -> Any:
        channels = [
            f"bookings.{self._therapist}",
            f"chat_rooms.{self._customer}_{self._therapist}",
            f"messages.{conversation_id(self._customer, self._therapist)}",
        ]
        missing = [channel for channel in channels if not await self.recorded(channel)]
        return {"ok": not missing, "why": f"none on {', '.join(missing)}" if missing else ""}

    async def _purge(self, body: Any) -> Any:
        """Twice: what was on its way in during the first may have left something behind it."""
        if not await became(self.member, VERIFYING, WAITS):
            return {"ok": False, "why": ANOTHER}
        self.loopback.forget()
        await self.purge()
        await asyncio.sleep(SETTLING)
        left = await self.purge()
        await self.member.give_back(VERIFYING)
        return {"ok": left == 0, "why": f"{left} rows are left" if left else ""}

    async def _no_longer(self, run: int) -> None:
        """Whoever asked may have died over it: others are to have their turn."""
        await asyncio.sleep(LONGEST)
        if self._run == run:
            await self.member.give_back(VERIFYING)

    async def _send(self, body: Any) -> Any:
        message, update = self.loopback.says(str(body["person"]), body["text"])
        await self.intake([update])
        return {"message_id": message}

    async def _click(self, body: Any) -> Any:
        update = self.loopback.presses(str(body["person"]), body["message_id"], body["row"], body["column"])
        await self.intake([update])
        return {"ok": True}

    async def _chat(self, body: Any) -> Any:
        return {"messages": self.loopback.chat(str(body["person"]))}


def _probe(address: Address) -> Person:
    return Person(id=PersonId(0), address=address, name="Verify", language="en", probe=True)
