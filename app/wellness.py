"""Whether the program is well, for `/healthz`: asked of the database itself, at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.inlet import Inlet
from services.ports import StorageFull, StorageUnavailable
from services.status import Status
from storage.opening import Storage


@dataclass(frozen=True, slots=True)
class Wellness:
    storage: Storage
    inlet: Inlet
    status: Status

    async def __call__(self) -> dict[str, Any]:
        """Raises StorageUnavailable, also where a write of ours finds room and what people say does not."""
        if self.inlet.unstored:
            raise (StorageFull if self.inlet.full else StorageUnavailable)("updates cannot be stored")
        await self.storage.write_and_read()
        return {"overall": (await self.status.report())["overall"]}
