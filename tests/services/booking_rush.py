"""Another process at the same database: many customers who want the same slot at the same instant.

    python -m tests.services.booking_rush <database> <therapist> <start, epoch seconds> <customer ids>

Says `ready`, waits for a line, then prints how each request ended, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.tasks import Tasks
from domain.booking import Mode, Place, PlaceKind, Request, Wish
from domain.ids import PersonId, TherapistId
from services.ports import StorageUnavailable, UnitOfWork
from services.request_booking import RequestResult
from storage.opening import Storage, open_storage
from tests.services.rooms_house import Asleep, SetClock
from tests.services.studio import MASSAGE, MORNING, UseCases


def rival(customer: int, therapist: int, start: datetime) -> Request:
    return Request(
        customer=PersonId(customer),
        service=MASSAGE.code,
        minutes=60,
        place=Place(kind=PlaceKind.STUDIO),
        wish=Wish(TherapistId(therapist)),
        mode=Mode.SCHEDULED,
        starts_at=start,
        token=f"rush-{customer}",
    )


async def ask(storage: Storage, request: Request) -> str:
    """A database that is away is asked again, as the program's lanes do."""
    use_case = UseCases(SetClock(MORNING)).request

    async def work(unit: UnitOfWork) -> RequestResult:
        return await use_case(unit, request)

    while True:
        try:
            return type(await storage.units.run(work)).__name__
        except StorageUnavailable:
            await asyncio.sleep(0)


async def rush(database: Path, therapist: int, start: datetime, customers: list[int]) -> None:
    tasks = Tasks(lambda name, error: sys.exit(f"{name}: {error!r}"))
    storage = await open_storage(database, tasks=tasks, wake=Asleep(), at=MORNING, sole=False)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    ended = await asyncio.gather(*(ask(storage, rival(one, therapist, start)) for one in customers))
    print(json.dumps(ended), flush=True)
    await storage.close()
    await tasks.stop()


if __name__ == "__main__":
    chosen, begins, people = int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
    asyncio.run(rush(Path(sys.argv[1]), chosen, datetime.fromtimestamp(begins, UTC), people))
