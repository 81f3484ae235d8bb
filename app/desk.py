"""What the other commands ask of the program: answered over the local socket by the one that runs, or by the
command itself on the file when nobody does. Each answer is JSON."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.use_cases import UseCases
from domain.ids import RoomId
from domain.people import Address
from domain.room import Room
from services.freed import freed
from services.invites import PREFIX
from services.notices import instant
from services.ports import Clock, StorageUnavailable, UnitOfWork, Units
from services.roster import ImportRoster, Plan, Report, loaded, parse

Answer = tuple[int, Any]
Errand = Callable[[Any], Awaitable[Any]]
OPERATOR = "operator_local"
"""Who did it, in the record of changes, when somebody used the command line on this machine."""


class BadErrand(Exception):
    """What was asked makes no sense; the text says why."""


@dataclass(slots=True)
class Desk:
    units: Units
    use_cases: UseCases
    clock: Clock
    zone: str
    currency: str
    exponent: Callable[[str], int]
    """Decimals of a currency."""
    bot_name: Callable[[], Awaitable[str | None]]
    """The bot's username, for links; None when Telegram cannot be asked."""
    errands: dict[tuple[str, str], Errand] = field(default_factory=dict)
    import_roster: ImportRoster = field(default_factory=ImportRoster)

    def __post_init__(self) -> None:
        self.errands |= {
            ("POST", "/import"): self.load,
            ("GET", "/rooms"): self.rooms,
            ("POST", "/rooms/open"): self.open,
            ("POST", "/rooms/close"): self.close,
        }

    async def answer(self, method: str, path: str, body: Any) -> Answer:
        errand = self.errands.get((method, path))
        if errand is None:
            return 404, {"error": f"nothing answers {method} {path}"}
        try:
            return 200, await errand(body)
        except BadErrand as wrong:
            return 400, {"error": str(wrong)}
        except StorageUnavailable as away:
            return 503, {"error": f"the database is away: {away}"}

    async def load(self, body: Any) -> Any:
        """`{"files": {name: base64}, "dry_run", "again"}`: the problems, or what changed and the links.

        `again` makes new links also for therapists who have one that is still open.
        """
        files = {name: base64.b64decode(content) for name, content in body["files"].items()}
        return await self.load_files(files, dry_run=bool(body.get("dry_run")), again=bool(body.get("again")))

    async def load_files(
        self, files: Mapping[str, bytes], *, dry_run: bool = False, again: bool = False, links: bool = True
    ) -> dict[str, Any]:
        known = await self.units.look(loaded)
        plan = parse(files, zone=self.zone, currency=self.currency, exponent=self.exponent, known=known)
        if not isinstance(plan, Plan):
            return {"problems": [asdict(one) for one in plan]}

        async def work(unit: UnitOfWork) -> tuple[Report, list[tuple[str, str]]]:
            report = await self.import_roster(unit, plan, dry_run=dry_run)
            for therapist in () if dry_run else await unit.therapists.roster():
                # Whose hours, prices or services are others now is looked at for those who wait.
                await freed(unit, therapist.id, self.clock.now())
            return report, [] if dry_run or not links else await self._invites(unit, again=again)

        report, tokens = await self.units.run(work)
        bot = await self.bot_name() if tokens else None
        invites = [{"therapist": name, "link": _link(bot, token)} for name, token in tokens]
        return {"problems": [], "report": asdict(report), "invites": invites}

    async def _invites(self, unit: UnitOfWork, *, again: bool) -> list[tuple[str, str]]:
        """(roster name, token) of everyone nobody has joined as yet."""
        made, now = [], self.clock.now()
        for therapist in await unit.therapists.roster():
            waiting = not again and await unit.invites.open_for(therapist.id, now)
            if therapist.person is None and not waiting:
                made.append((therapist.name, await self.use_cases.make_invite(unit, therapist)))
        return made

    async def rooms(self, body: Any) -> Any:
        async def work(unit: UnitOfWork) -> list[dict[str, Any]]:
            return [_room(one) for one in await unit.rooms.list(live=True)]

        return {"rooms": await self.units.look(work)}

    async def open(self, body: Any) -> Any:
        """`{"customer", "therapist"}`: two Telegram ids."""
        customer, therapist = (Address("telegram", str(body[key])) for key in ("customer", "therapist"))

        async def work(unit: UnitOfWork) -> Any:
            made = await self.use_cases.open_room(unit, customer, therapist, OPERATOR)
            return _room(made) if isinstance(made, Room) else {"refused": made.value}

        return await self.units.run(work)

    async def close(self, body: Any) -> Any:
        async def work(unit: UnitOfWork) -> Any:
            room = await self.use_cases.close_room(unit, RoomId(int(body["room"])), OPERATOR)
            return _room(room) if room else {"refused": "no_such_live_room"}

        return await self.units.run(work)


def _room(room: Room) -> dict[str, Any]:
    return {
        "room": room.id,
        "conversation": room.conversation,
        "generation": room.generation,
        "status": room.status.value,
        "expires_at": instant(room.expires_at),
    }


def _link(bot: str | None, token: str) -> str:
    """Without the bot's name: what to send to the bot instead of opening a link."""
    payload = f"{PREFIX}{token}"
    return f"https://t.me/{bot}?start={payload}" if bot else f"/start {payload}"
