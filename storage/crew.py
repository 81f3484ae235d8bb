"""Those who write on PostgreSQL: several hands, each with a connection, each a unit at a time.

A unit is a serializable transaction of its own. Of units that could not have run one after another the server
undoes one; it runs again after a moment whose length is chance, so that the same two do not meet again.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.ports import Stale, StorageUnavailable
from storage.crowd import Crowd
from storage.dialect import LostRace, absence
from storage.hand import Hand
from storage.job import Job
from storage.refusals import NoSuchDatabase
from storage.sole import Sole
from storage.telling import Telling

HANDS = 8
RUNS, STALE_RUNS = 12, 5
"""A unit that lost so often is not losing races: it would lose for ever."""
ALONE_AFTER = 2
"""Races lost until a unit has this program's connections to itself."""
FIRST_PAUSE, LONGEST_PAUSE = 0.002, 0.1


class Crew:
    """`waiting` holds jobs; None in it asks every `serve` to end once what came before is taken."""

    def __init__(
        self,
        engine: AsyncEngine,
        telling: Telling,
        epoch: int,
        sole: Sole | None = None,
        hands: int = HANDS,
        *,
        alone: bool = True,
    ) -> None:
        self.waiting: asyncio.Queue[Job | None] = asyncio.Queue()
        self.closed = False
        self.ended = asyncio.Event()
        self.hands = hands
        self.reruns = 0
        """How often a unit ran again because it met another."""
        self._telling, self._sole = telling, sole
        self._engine, self._epoch, self._alone = engine, epoch, alone
        self._at_work: set[asyncio.Task[Any] | None] = set()
        self._begun = self._gone = 0
        self._crowd = Crowd(hands)

    def at_work(self, task: asyncio.Task[Any] | None) -> bool:
        return task in self._at_work

    async def serve(self) -> None:
        """One hand's life; there are to be `hands` of them."""
        self._begun += 1
        hand = Hand(self._engine, self._epoch, self._begun, self._sole, alone=self._alone)
        me, job = asyncio.current_task(), None
        self._at_work.add(me)
        try:
            while (job := await self.waiting.get()) is not None:
                await self._one(hand, job)
                await hand.sweep()
            self.waiting.put_nowait(None)
        finally:
            if job is not None:
                job.refuse(StorageUnavailable("the database is closed"))
            self._at_work.discard(me)
            try:
                await hand.close()
            finally:
                self._gone += 1
                if self._gone == self.hands:
                    await self._end()

    async def _end(self) -> None:
        self.closed = True
        while not self.waiting.empty():
            if (job := self.waiting.get_nowait()) is not None:
                job.refuse(StorageUnavailable("the database is closed"))
        try:
            if self._sole is not None:
                await self._sole.let_go()
        finally:
            self.ended.set()

    async def _one(self, hand: Hand, job: Job) -> None:
        for run in range(RUNS):
            if job.abandoned:
                return
            was_open = hand.connected
            try:
                async with self._crowd.place(alone=run >= ALONE_AFTER):
                    result, marks = await hand.unit(job.work)
            except (Stale, LostRace) as error:
                job.failed(error)
                self.reruns += 1
                self._crowd.met()
                if isinstance(error, Stale) and run + 1 >= STALE_RUNS:
                    break
                await asyncio.sleep(random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2**run)))
            except (StorageUnavailable, NoSuchDatabase) as error:
                job.failed(absence(error))
                if run or not was_open or hand.connected:
                    break
                # Cut while it lay idle, most likely: asked once more before anybody hears of it.
            except Exception as error:  # noqa: BLE001 - it is for whoever asked
                job.failed(error)
                break
            else:
                self._crowd.passed()
                job.ended(result, marks)
                job.tell()
                self._telling(marks)
                return
        job.tell()
