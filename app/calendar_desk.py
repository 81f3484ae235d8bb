"""Calendars' addresses, as operators see them from the command line: never an address itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.use_cases import UseCases
from services.notices import instant
from services.ports import UnitOfWork, Units


@dataclass(frozen=True, slots=True)
class CalendarDesk:
    units: Units
    use_cases: UseCases

    @property
    def errands(self) -> Mapping[tuple[str, str], Any]:
        return {("GET", "/calendars"): self.list, ("POST", "/calendars/revoke"): self.revoke}

    async def list(self, body: Any) -> Any:
        async def work(unit: UnitOfWork) -> list[dict[str, Any]]:
            found = []
            for link in await unit.calendars.links():
                known = await unit.therapists.get(link.therapist)
                if known is not None:
                    found.append({"code": known.code, "name": known.name, "made_at": instant(link.made_at)})
            return found

        return {"calendars": await self.units.look(work)}

    async def revoke(self, body: Any) -> Any:
        """`{"therapist"}`: the roster's code."""
        return {"revoked": await self.units.run(partial(self._revoke, code=str(body["therapist"])))}

    async def _revoke(self, unit: UnitOfWork, code: str) -> bool:
        known = await unit.therapists.by_code(code)
        return known is not None and await self.use_cases.by_name["revoke_calendar"](unit, known.id)
