"""Everybody at once: on one database, from two processes and through two writers."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from app.tasks import Tasks
from domain.availability import Held
from domain.booking import BookingStatus, Wish
from domain.ids import BookingId, TherapistId
from domain.offer import OfferStatus
from domain.room import RoomStatus
from domain.time import Span
from services.choices import Cancelled
from services.offers import Answer
from services.ports import StorageUnavailable, UnitOfWork, Units
from services.request_booking import Requested, SlotGone
from storage.opening import open_storage
from tests.services.rooms_house import Asleep
from tests.services.studio import MORNING, Studio, studio

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 60


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def start_rush(at: Studio, customers: list[int]) -> Process:
    begins = int((at.clock.at + timedelta(hours=5)).timestamp())
    args = [str(at.path), str(at.dewi.id), str(begins), json.dumps(customers)]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.services.booking_rush", *args, stdin=PIPE, stdout=PIPE, cwd=ROOT
    )


async def line(process: Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


async def test_fifty_requests_for_one_slot_from_two_processes(at: Studio) -> None:
    customers = [(await at.house.customer(f"C{n}")).id for n in range(50)]
    rushes = [await start_rush(at, [int(one) for one in half]) for half in (customers[:25], customers[25:])]
    assert [await line(one) for one in rushes] == ["ready", "ready"]
    for one in rushes:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
    ended = [outcome for one in rushes for outcome in json.loads(await line(one))]
    assert [await one.wait() for one in rushes] == [0, 0]
    assert Counter(ended) == {"Requested": 1, "SlotGone": 49}
    tables = ("bookings", "occupancy", "offers", "rooms")
    assert [at.rows(f"SELECT count(*) FROM {table}") for table in tables] == [[(1,)]] * 4


@asynccontextmanager
async def second_writer(at: Studio) -> AsyncIterator[Units]:
    """One more who writes to the same file, with a connection and a queue of its own."""
    broken: list[str] = []
    tasks = Tasks(lambda name, error: broken.append(f"{name}: {error!r}"))
    storage = await open_storage(at.path, tasks=tasks, wake=Asleep(), at=MORNING, sole=False)
    try:
        yield storage.units
    finally:
        await storage.close()
        await tasks.stop()
    assert not broken


Act = Callable[[UnitOfWork], Awaitable[Any]]


async def patiently(units: Units, act: Act) -> Any:
    while True:
        try:
            return await units.run(act)
        except StorageUnavailable:
            await asyncio.sleep(0)


@pytest.mark.slow
async def test_accept_timeout_and_cancel_at_one_instant(at: Studio) -> None:
    """The offer ends once, by one of them, and everything else fits how it ended."""
    dewi, seed = await at.person(at.dewi), random.randrange(10**6)
    print(f"seed {seed}")
    chance, seen = random.Random(seed), Counter[str]()
    async with second_writer(at) as other:
        for _ in range(ROUNDS):
            made = await at.requested(at.wanted())
            # A moment before the time is up; whose clock says that it is decides as well.
            at.clock.at = made.offer.answer_by - timedelta(seconds=chance.choice([0, 1]))
            offer, booking = made.offer.id, made.booking.id
            acts: dict[str, Act] = {
                "accept": lambda unit, one=offer: at.do.accept(unit, one, dewi),  # type: ignore[misc]  # bound now
                "time_out": lambda unit, one=offer: at.do.time_out(unit, one),  # type: ignore[misc]  # likewise
                "cancel": lambda unit, one=booking: at.do.cancel(unit, one, at.ann),  # type: ignore[misc]  # likewise
            }
            order = chance.sample(sorted(acts), 3)
            doors = [chance.choice([at.house.units, other]) for _ in order]
            answers = await asyncio.gather(
                *(patiently(door, acts[one]) for door, one in zip(doors, order, strict=True))
            )
            said = dict(zip(order, answers, strict=True))
            seen[await how_it_ended(at, made.booking, said)] += 1
            await at.cancel(made.booking)
            at.clock.at += timedelta(hours=3)
    assert len(seen) == 3, seen


async def how_it_ended(at: Studio, requested: Any, said: dict[str, Any]) -> str:
    booking = await at.booking(requested)
    first = (await at.offers(requested))[0]
    room = await at.room(first)
    assert booking.status is BookingStatus.CANCELLED  # the cancel always finds something to cancel
    assert said["cancel"] is Cancelled.CANCELLED
    expected = {
        OfferStatus.ACCEPTED: Answer.ACCEPTED,
        OfferStatus.TIMED_OUT: Answer.TIMED_OUT,
        OfferStatus.WITHDRAWN: Answer.CANCELLED,
    }
    assert said["accept"] is expected[first.status]
    assert room.status is RoomStatus.CLOSED
    assert [await at.held(one) for one in (at.dewi, at.maya, at.budi)] == [[], [], []]
    assert [one.status for one in await at.offers(requested)].count(OfferStatus.OPEN) == 0
    changes = [(before, after) for before, after, *_ in at.changes(booking)]
    confirmed = first.status is OfferStatus.ACCEPTED
    assert ("requested", "confirmed") in changes if confirmed else ("requested", "cancelled") in changes
    assert len(changes) == (3 if confirmed else 2)
    return first.status.value


class Earlier:
    """A unit that read the occupancy before somebody else's commit, as a second server's database allows."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit, self.occupancy = unit, self
        self.hold, self.release = unit.occupancy.hold, unit.occupancy.release

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    async def busy(
        self, therapists: list[TherapistId], window: Span, now: datetime, *, but: BookingId | None = None
    ) -> dict[TherapistId, list[Held]]:
        return {one: [] for one in therapists}


async def test_the_guard_refuses_what_the_reading_did_not_show(at: Studio) -> None:
    """Then the next in order is held."""
    taken = await at.requested(at.at(5))
    assert taken.booking.therapist == at.dewi.id
    request = at.at(5)
    made = await at.house.do(lambda unit: at.do.request(cast(UnitOfWork, Earlier(unit)), request))
    assert isinstance(made, Requested)
    assert made.booking.therapist == made.offer.therapist == at.maya.id
    assert await at.booking(made.booking) == made.booking
    assert [len(await at.held(one)) for one in (at.dewi, at.maya)] == [1, 1]


async def test_nobody_left_by_the_guard_is_looked_at_again(at: Studio) -> None:
    """The unit is undone, runs again on what is known by then, and leaves no booking behind."""
    await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    request, runs = at.at(5, wish=Wish(at.dewi.id)), 0

    async def work(unit: UnitOfWork) -> Any:
        nonlocal runs
        runs += 1
        return await at.do.request(cast(UnitOfWork, Earlier(unit)) if runs == 1 else unit, request)

    assert (await at.house.units.run(work), runs) == (SlotGone(), 2)
    assert at.rows("SELECT count(*) FROM bookings") == [(1,)]


async def test_two_presses_of_different_kind(at: Studio) -> None:
    """Accept and Decline within the same moment: the second is told what the first did."""
    for turn in range(8):
        made = await at.requested(at.at(5 + 2 * turn))
        presses = [at.accept(made.offer, at.dewi), at.decline(made.offer, at.dewi)]
        answers = await asyncio.gather(*(presses if turn % 2 else reversed(presses)))
        first, second = {
            0: (Answer.DECLINED, Answer.ALREADY_DECLINED),
            1: (Answer.ACCEPTED, Answer.ALREADY_ACCEPTED),
        }[turn % 2]
        assert list(answers) == [first, second]
